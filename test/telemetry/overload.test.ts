// Overload: which requests are refused, and that the process recovers.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { steadyClock } from '../../src/core/clock.ts';
import { createOverload } from '../../src/http/lifecycle/createOverload.ts';
import { CpuBudget } from '../../src/limits/cpuBudget.ts';
import { startGateway } from '../support/startGateway.ts';
import { repeated, simulateProcess } from './simulateProcess.ts';

/** V8 has gc() only with this flag. */
setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const silent = pino({ level: 'silent' });

test('a delayed event loop refuses new requests, and accepts them again after 250 ms without delay', async () => {
  const { readings, run } = simulateProcess();
  await using gateway = await startGateway({ MAX_EVENT_LOOP_DELAY_MS: 200, loopReadings: readings });
  const ask = () => fetch(`${gateway.url}?query={__typename}`);
  expect((await ask()).status).toBe(200);
  run(repeated({ wall: 300, cpu: 300 }, 2));
  const refused = await ask();
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
  run(repeated({ wall: 25, cpu: 25 }, 10));
  expect((await ask()).status).toBe(200);
  expect(gateway.calls()).toEqual({});
});

test('one long turn of the event loop refuses nothing', async () => {
  const { readings, run } = simulateProcess();
  await using gateway = await startGateway({ MAX_EVENT_LOOP_DELAY_MS: 200, loopReadings: readings });
  run([{ wall: 5_000, cpu: 5_000 }]);
  expect((await fetch(`${gateway.url}?query={__typename}`)).status).toBe(200);
});

describe('a heap', () => {
  test('that stays almost full refuses streams; a full heap ends the process', async () => {
    let inUse = 0.5;
    let failed = 0;
    const overload = createOverload({
      cpu: new CpuBudget({ percent: 25, clock: steadyClock }),
      onMemoryExhausted: () => {
        failed += 1;
      },
      log: silent,
      maxEventLoopDelayMs: 200,
      heapInUse: () => inUse,
    });
    const collected = async (isShort: boolean) => {
      await expect
        .poll(
          () => {
            collect();
            return overload.isMemoryLow;
          },
          // Node reports a collection when it has the time.
          { interval: 1 },
        )
        .toBe(isShort);
    };
    inUse = 0.9;
    await collected(true);
    expect(failed).toBe(0);
    inUse = 0.5;
    await collected(false);
    inUse = 0.97;
    await collected(true);
    expect(failed).toBe(1);
    overload.close();
  });
});
