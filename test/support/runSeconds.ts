// Seconds of a process that runs: its clock moves a second at a time, and each time the event loop turns. A clock that jumps is
// a process that was suspended.
import { setImmediate as turn } from 'node:timers/promises';
import type { AdjustableClock } from '../../src/core/clock.ts';

export async function runSeconds(clock: AdjustableClock, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    clock.advance(1_000);
    await turn();
  }
}
