// Time in the browser. The only file of the board that reads it, waits, or follows frames of the screen.

/** Milliseconds since 1970, by the clock of this machine. */
export const now = (): number => Date.now();

/** Calls `run` once after so many milliseconds; returns how to cancel that. */
export function after(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
}

/** Calls `run` again and again; returns how to end that. */
export function every(milliseconds: number, run: () => void): () => void {
  const timer = setInterval(run, milliseconds);
  return () => clearInterval(timer);
}

/** Collects calls and makes one before the next frame of the screen. A page in the background has no frames, so a timer also runs. */
export function oncePerFrame(run: () => void): () => void {
  let isWaiting = false;
  const flush = () => {
    if (!isWaiting) return;
    isWaiting = false;
    run();
  };
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(flush);
    setTimeout(flush, 250);
  };
}

/** The same, and then rests for so many milliseconds before the next call: for what takes long enough to delay frames. */
export function atMostEvery(milliseconds: number, run: () => void): () => void {
  let isResting = false;
  let isWaiting = false;
  const flush = oncePerFrame(() => {
    isResting = true;
    setTimeout(() => {
      isResting = false;
      if (!isWaiting) return;
      isWaiting = false;
      flush();
    }, milliseconds);
    run();
  });
  return () => {
    if (isResting) isWaiting = true;
    else flush();
  };
}
