// A clock that advances only while nothing else happens, so that waits take no real time and a slow machine changes nothing.
// Gateway, simulator and callers must be in this process, where everything in flight moves with each turn of the loop.
import { setImmediate as turn } from 'node:timers/promises';
import type { AdjustableClock } from '../../src/core/clock.ts';

/** After so many turns without activity, nothing is in flight. */
const idleTurns = 20;

/** Advances the clock in steps, in milliseconds, until the task is settled. */
export async function passTime<T>(
  clock: AdjustableClock,
  activity: () => number,
  task: Promise<T>,
  step = 400,
): Promise<T> {
  let isSettled = false;
  const onSettled = () => {
    isSettled = true;
  };
  task.then(onSettled, onSettled);
  let before = activity();
  for (let idle = 0; !isSettled; idle += 1) {
    await turn();
    if (activity() !== before) {
      before = activity();
      idle = 0;
    }
    if (idle < idleTurns) continue;
    clock.advance(step);
    idle = 0;
  }
  return task;
}
