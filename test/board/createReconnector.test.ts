// The connections of the board's streams.
import { expect, test } from 'vitest';
import { createReconnector } from '../../src/board/client/createReconnector.ts';
import { ConnectionFailure, GraphqlFailure, hasData } from '../../src/board/client/failures.ts';

const forbidden = { message: 'no', extensions: { code: 'FORBIDDEN', retryable: false } };

test('a stream that sends a refusal is closed, and is not connected again', async () => {
  const { connection, keep } = createReconnector();
  const signals: AbortSignal[] = [];
  const refusal = await new Promise<GraphqlFailure>((resolve) => {
    keep(async ({ signal, onAlive }) => {
      signals.push(signal);
      onAlive();
      throw new GraphqlFailure([forbidden]);
    }, resolve);
  });
  expect(refusal.message).toBe('no');
  await expect.poll(() => signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(connection.get()).toEqual({ state: 'connected' });
});

test('a stream that connects and ends at once is tried again ever later, and soon after one that lasted', async () => {
  const pauses: number[] = [];
  let retry = () => {};
  const after = (milliseconds: number, run: () => void) => {
    retry = run;
    pauses.push(milliseconds);
    return () => {};
  };
  let now = 0;
  const { keep } = createReconnector({ now: () => now, after });
  let lasts = 0;
  let delivers = false;
  const stop = keep(
    async ({ onAlive, onEvent }) => {
      onAlive();
      if (delivers) onEvent();
      now += lasts;
      pauses.length = 0;
      throw new ConnectionFailure('The stream of events has ended.');
    },
    () => {},
  );
  const nextPause = async () => {
    await expect.poll(() => pauses).toHaveLength(1);
    const [pause = 0] = pauses;
    retry();
    return pause;
  };
  for (const longest of [1, 2, 4, 8, 16, 30, 30]) {
    // It begins to deliver, and still ends at once.
    delivers = longest > 2;
    const pause = await nextPause();
    expect(pause).toBeLessThanOrEqual(longest * 1000);
    expect(pause).toBeGreaterThanOrEqual(longest * 500);
  }
  lasts = 10_000;
  await nextPause();
  expect(await nextPause()).toBeLessThanOrEqual(1000);
  stop();
});

test.each<[unknown, boolean, boolean]>([
  [{ jobs: { totalCount: 0 } }, true, true],
  [{ node: null }, true, false],
  [{ jobs: null, gateway: {} }, true, true],
  [{ cancelBatchJob: null }, true, false],
  [null, false, false],
  [undefined, false, false],
])('%j has data without errors: %s, with errors: %s', (data, without, beside) => {
  expect([hasData(data, []), hasData(data, [forbidden])]).toEqual([without, beside]);
});
