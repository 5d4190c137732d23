// Overload: which requests are refused, and that the process recovers.
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createOverload } from '../../src/http/lifecycle/createOverload.ts';
import { attemptsIn, passesWithin } from '../support/passesWithin.ts';
import { startGateway } from '../support/startGateway.ts';

/** In milliseconds. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Uses so much CPU time in each turn of the event loop. On a busy machine that takes longer. */
async function work(milliseconds: number, turns: number) {
  for (let turn = 0; turn < turns; turn += 1) {
    const until = cpuTime() + milliseconds;
    while (cpuTime() < until);
    await sleep(1);
  }
}

/** V8 has gc() only with this flag. */
setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const silent = pino({ level: 'silent' });

test('a delayed event loop refuses new requests, and accepts them again within 5 s', async () => {
  await using gateway = await startGateway({ MAX_EVENT_LOOP_DELAY_MS: 200 });
  const ask = () => fetch(`${gateway.url}?query={__typename}`);
  expect((await ask()).status).toBe(200);
  await work(260, 4);
  const refused = await ask();
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
  await passesWithin(attemptsIn(5), async () => expect((await ask()).status).toBe(200));
  expect(gateway.calls()).toEqual({});
});

test('one long turn of the event loop refuses nothing', async () => {
  await using gateway = await startGateway({ MAX_EVENT_LOOP_DELAY_MS: 200 });
  await sleep(300);
  await work(350, 1);
  expect((await fetch(`${gateway.url}?query={__typename}`)).status).toBe(200);
});

describe('a heap', () => {
  test('that stays almost full refuses streams; a full heap ends the process', async () => {
    let inUse = 0.5;
    let failed = 0;
    const overload = createOverload({
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
