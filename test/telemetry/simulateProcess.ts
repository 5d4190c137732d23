// A process whose time and CPU time a test sets.
import { createClock } from '../../src/core/clock.ts';
import type { LoopReadings } from '../../src/telemetry/createEventLoopMonitor.ts';

/** A turn of the event loop: its timer fires after `wall` milliseconds, in which the process used `cpu` milliseconds. */
export interface Turn {
  wall: number;
  cpu: number;
}

export function simulateProcess(): { readings: LoopReadings; run(turns: readonly Turn[]): void } {
  const clock = createClock({ speed: 0, startAt: 0 });
  let used = 0;
  return {
    readings: { clock, cpuTime: () => used },
    run: (turns) => {
      for (const { wall, cpu } of turns) {
        used += cpu;
        clock.advance(wall);
      }
    },
  };
}

export const repeated = (turn: Turn, times: number): Turn[] => Array.from({ length: times }, () => turn);
