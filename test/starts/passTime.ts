// A clock that advances only while nothing else happens, so that waits take no real time and a slow machine changes nothing.
// Gateway, simulator and callers must be in this process, where everything in flight moves with each turn of the loop. What a
// Redis does takes turns that nobody can count: it is asked.
import { setImmediate as turn } from 'node:timers/promises';
import type { AdjustableClock } from '../../src/core/clock.ts';
import type { TestRedis } from '../support/startRedis.ts';

/** After so many turns without activity, nothing is in flight. */
const idleTurns = 20;

const isReadingOrWriting = (): boolean => process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));

/** Advances the clock in steps of a second until the task is settled. `redis` is the one that the gateways use, if they do. */
export async function passTime<T>(
  clock: AdjustableClock,
  activity: () => number,
  task: Promise<T>,
  redis?: TestRedis,
): Promise<T> {
  let isSettled = false;
  const onSettled = () => {
    isSettled = true;
  };
  task.then(onSettled, onSettled);
  let before = activity();
  for (let idle = 0; !isSettled; idle += 1) {
    await turn();
    if (activity() !== before || isReadingOrWriting()) {
      before = activity();
      idle = 0;
    }
    if (idle < idleTurns) continue;
    // What was sent to it before the second of these is answered.
    await redis?.client.ping();
    await redis?.client.ping();
    clock.advance(1_000);
    idle = 0;
  }
  return task;
}
