// Where the focus goes when a component is removed that had it: to what had it before. The browser does that for a dialog that is
// closed, and not for one that is removed.
import { useEffect } from 'preact/hooks';

/** Call it before the effect that moves the focus into the component. */
export function useReturnedFocus(): void {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
    };
  }, []);
}
