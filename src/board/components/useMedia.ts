// Whether a media query of CSS matches, and again when that changes.
import { useMemo } from 'preact/hooks';
import { useStore } from '../core/store.ts';

export function useMedia(query: string): boolean {
  const store = useMemo(() => {
    const media = window.matchMedia(query);
    return {
      get: () => media.matches,
      subscribe: (listener: () => void) => {
        media.addEventListener('change', listener);
        return () => media.removeEventListener('change', listener);
      },
    };
  }, [query]);
  return useStore(store);
}
