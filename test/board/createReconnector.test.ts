// The connections of the board's streams.
import { expect, test } from 'vitest';
import { createReconnector } from '../../src/board/client/createReconnector.ts';
import { GraphqlFailure, hasData } from '../../src/board/client/failures.ts';

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
