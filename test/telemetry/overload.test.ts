// More than the process can do: what is refused, and that it is over when it is over.
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createOverload } from '../../src/http/lifecycle/createOverload.ts';
import { startGateway } from '../support/startGateway.ts';

/** Turns of the event loop that are this long. */
async function work(milliseconds: number, turns: number) {
  for (let turn = 0; turn < turns; turn += 1) {
    const until = performance.now() + milliseconds;
    while (performance.now() < until);
    await sleep(1);
  }
}

/** V8's own word for it; it has none unless it was told so. */
setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const silent = pino({ level: 'silent' });

test('a late event loop refuses what is new at once and streams for a moment, and is over soon', async () => {
  await using gateway = await startGateway({ MAX_EVENT_LOOP_DELAY_MS: 200 });
  const ask = () => fetch(`${gateway.url}?query={__typename}`);
  expect((await ask()).status).toBe(200);
  await work(260, 4);
  const refused = await ask();
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
  await expect.poll(async () => (await ask()).status).toBe(200);
  expect(gateway.calls()).toEqual({});
});

test('one long turn is no reason to refuse anything', async () => {
  await using gateway = await startGateway({ MAX_EVENT_LOOP_DELAY_MS: 200 });
  await sleep(300);
  await work(350, 1);
  expect((await fetch(`${gateway.url}?query={__typename}`)).status).toBe(200);
});

describe('a heap', () => {
  test('that stays almost full refuses streams, and when it is full the process had better end', async () => {
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
          { interval: 1, timeout: 30_000 },
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
