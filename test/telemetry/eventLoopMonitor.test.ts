// The delay of the event loop, with injected figures: only CPU time of the process makes a delay its own.
import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createOverload } from '../../src/http/lifecycle/createOverload.ts';
import { CpuBudget } from '../../src/limits/cpuBudget.ts';
import { createEventLoopMonitor, type EventLoopDelay } from '../../src/telemetry/createEventLoopMonitor.ts';
import { equal } from '../support/equal.ts';
import { repeated, simulateProcess, type Turn } from './simulateProcess.ts';

function windowsOf(turns: readonly Turn[]): EventLoopDelay[] {
  const windows: EventLoopDelay[] = [];
  const { readings, run } = simulateProcess();
  const monitor = createEventLoopMonitor((delay) => windows.push(delay), readings);
  run(turns);
  monitor.close();
  return windows;
}

describe('the delay of the event loop', () => {
  test('is none in a process that is on time', () => {
    expect(windowsOf(repeated({ wall: 25, cpu: 25 }, 20))).toEqual(repeated({ mean: 0, max: 0, own: 0 } as never, 2));
  });

  test('is its own where it used the CPU all the time', () => {
    expect(windowsOf([{ wall: 325, cpu: 325 }])).toEqual([{ mean: 300, max: 300, own: 300 }]);
  });

  test('is not its own where neighbours used the CPU, or where it was stopped', () => {
    expect(windowsOf([{ wall: 325, cpu: 5 }])).toEqual([{ mean: 300, max: 300, own: 5 }]);
    expect(windowsOf([{ wall: 60_025, cpu: 0 }])).toEqual([{ mean: 60_000, max: 60_000, own: 0 }]);
  });

  test('is its own as far as it worked, beside neighbours', () => {
    expect(windowsOf([{ wall: 525, cpu: 240 }])).toEqual([{ mean: 500, max: 500, own: 240 }]);
  });

  test('is the longest of each window, which takes 250 ms', () => {
    const turns = [{ wall: 125, cpu: 120 }, ...repeated({ wall: 25, cpu: 1 }, 5), { wall: 250, cpu: 0 }];
    expect(windowsOf(turns).map(({ max, own }) => ({ max, own }))).toEqual([
      { max: 100, own: 100 },
      { max: 225, own: 0 },
    ]);
  });

  test('that is its own never exceeds the delay, nor the CPU time', () => {
    const anyTurn = fc.record({ wall: fc.integer({ min: 25, max: 2_000 }), cpu: fc.integer({ min: 0, max: 8_000 }) });
    fc.assert(
      fc.property(fc.array(anyTurn, { maxLength: 40 }), (turns) => {
        const most = Math.max(0, ...turns.map(({ cpu }) => cpu));
        equal(
          windowsOf(turns).filter(({ max, own, mean }) => own > max || mean > max || own > most),
          [],
        );
      }),
    );
  });
});

describe('load shedding', () => {
  function shedding(turns: readonly Turn[]): boolean {
    const { readings, run } = simulateProcess();
    const overload = createOverload({
      cpu: new CpuBudget({ percent: 25, clock: readings.clock }),
      onMemoryExhausted: () => undefined,
      log: pino({ level: 'silent' }),
      maxEventLoopDelayMs: 200,
      loopReadings: readings,
    });
    run(turns);
    const { isOverloaded } = overload;
    overload.close();
    return isOverloaded;
  }

  test.each<[boolean, string, Turn[]]>([
    [true, 'busy by itself', repeated({ wall: 300, cpu: 300 }, 2)],
    [true, 'busy by itself, beside neighbours that take half of the CPU', repeated({ wall: 600, cpu: 300 }, 2)],
    [false, 'busy once', [{ wall: 5_000, cpu: 5_000 }]],
    [false, 'starved by its neighbours', repeated({ wall: 1_000, cpu: 20 }, 20)],
    [false, 'at work within the limit, and starved by its neighbours', repeated({ wall: 1_000, cpu: 150 }, 20)],
    [false, 'stopped for a minute, twice', repeated({ wall: 60_000, cpu: 1 }, 2)],
    [false, 'on time again', [...repeated({ wall: 300, cpu: 300 }, 4), ...repeated({ wall: 25, cpu: 1 }, 11)]],
  ])('is %j for a process that is %s', (expected, _, turns) => {
    expect(shedding(turns)).toBe(expected);
  });
});
