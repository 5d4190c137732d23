// A call that many events ask for: the first one makes it at once, those during the pause after it make one more at its end.
import type { Clock } from '../core/clock.ts';

/** `pause` is in milliseconds of the clock. Nothing is called after the signal. */
export function pacedCall(call: () => void, pause: number, clock: Clock, signal: AbortSignal): () => void {
  let isPaused = false;
  let isWanted = false;
  let cancel = () => {};
  signal.addEventListener('abort', () => cancel(), { once: true });

  const callNow = (): void => {
    isPaused = true;
    isWanted = false;
    cancel = clock.after(pause, () => {
      isPaused = false;
      if (isWanted) callNow();
    });
    call();
  };

  return () => {
    if (signal.aborted) return;
    isWanted = true;
    if (!isPaused) callNow();
  };
}
