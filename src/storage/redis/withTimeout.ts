// What somebody waits for who is waited for: it comes soon, or is taken as not coming.
import { systemClock } from '../../core/clock.ts';

/** In milliseconds. */
const patience = 100;

export const withTimeout = <T>(asked: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const disarm = systemClock.after(patience, () => reject(new Error('Redis is slow')));
    asked.finally(disarm).then(resolve, reject);
  });
