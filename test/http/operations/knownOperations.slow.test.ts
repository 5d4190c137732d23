// The same as knownOperations.test.ts, with each document, and with 10,000 requests.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { anyRequest, documentsOf, expectSame, startTwoPaths, type TwoPaths } from './twoPaths.ts';

let paths: TwoPaths;
beforeAll(async () => {
  // Cursors contain the time.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 15, 12) });
  paths = await startTwoPaths();
});
afterAll(async () => {
  await paths[Symbol.asyncDispose]();
  vi.useRealTimers();
});

describe('the response of yoga is that of', { timeout: 1_200_000 }, () => {
  test.each(['*/*', 'application/json', 'text/event-stream'])('each known document, accepted as %s', async (accept) => {
    for (const { query, variables } of documentsOf(paths.ids)) {
      if (accept === 'text/event-stream' && /^subscription/m.test(query)) continue;
      const request = { method: 'POST' as const, headers: { accept }, parameters: { query, variables } };
      for (let times = 1; times <= 2; times += 1) expectSame(await paths.respond(request), request);
    }
  });

  test('10,000 requests', async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest(documentsOf(paths.ids)), async (request) =>
        expectSame(await paths.respond(request), request),
      ),
      { numRuns: 10_000, endOnFailure: true },
    );
  });
});
