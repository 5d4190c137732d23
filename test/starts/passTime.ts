// Time that passes only while nothing else happens: whoever waits is not kept waiting, and no machine is too slow for it.
// All of it, gateway, simulator and callers, is to be in this process: what is on its way moves with each turn of the loop.
import { setImmediate as turn } from 'node:timers/promises';
import type { AdjustableClock } from '../../src/core/clock.ts';

/** So many turns without any activity are none. */
const idleTurns = 20;

/** Passes the clock's time in such steps until the task is done. */
export async function passTime<T>(
  clock: AdjustableClock,
  activity: () => number,
  task: Promise<T>,
  step = 400,
): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  task.then(over, over);
  let seen = activity();
  for (let idle = 0; !isOver; idle += 1) {
    await turn();
    if (activity() !== seen) {
      seen = activity();
      idle = 0;
    }
    if (idle < idleTurns) continue;
    clock.advance(step);
    idle = 0;
  }
  return task;
}
