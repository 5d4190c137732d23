// Decides when a thread hangs: it has used CPU for too long without a turn of its event loop. CPU time, not elapsed time: a
// process that is stopped, or that gets no CPU on a busy machine, does not hang. Pure.

/** One check of the thread. Returns whether it hangs. */
export type HangDetector = (turns: number, cpuSeconds: () => number) => boolean;

/** `turns` is any number that changes with the turns of the event loop. The CPU time is only read while it stays the same. */
export function createHangDetector(limitSeconds: number): HangDetector {
  let lastTurns: number | null = null;
  /** At the first check without a new turn; null after a check with one. */
  let usedBefore: number | null = null;
  return (turns, cpuSeconds) => {
    if (turns !== lastTurns) {
      lastTurns = turns;
      usedBefore = null;
      return false;
    }
    const used = cpuSeconds();
    usedBefore ??= used;
    return used - usedBefore >= limitSeconds;
  };
}
