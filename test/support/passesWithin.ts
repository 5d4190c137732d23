// A promise such as "works again within 6 s", as a number of attempts 50 ms apart. On an idle machine they take as long as
// promised. A busy machine delays the attempts together with the product, which no wall clock would allow for.
import { setTimeout as sleep } from 'node:timers/promises';

const usualPause = 50;

/** How many attempts an idle machine makes in so many seconds. */
export const attemptsIn = (seconds: number): number => Math.ceil((seconds * 1000) / usualPause);

/** Repeats the check until it passes. Fails as the last attempt did. */
export async function passesWithin(attempts: number, check: () => unknown, pause = usualPause): Promise<void> {
  for (let left = attempts - 1; ; left -= 1) {
    try {
      await check();
      return;
    } catch (error) {
      if (left <= 0) throw error;
    }
    await sleep(pause);
  }
}
