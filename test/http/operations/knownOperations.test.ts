// Plain requests of known documents are executed without yoga. Their responses are the same, byte for byte.
import fc from 'fast-check';
import { createYoga } from 'graphql-yoga';
import { describe, expect, test, vi } from 'vitest';
import { schema } from '../../../src/schema/index.ts';
import { startGateway } from '../../support/startGateway.ts';
import { anyRequest, documentsOf, expectSame, startTwoPaths } from './twoPaths.ts';

describe('a known document', () => {
  test('is executed without yoga from the second time on', async () => {
    // Yoga reads the body of each POST by this.
    const readByYoga = vi.spyOn(createYoga({ schema }).fetchAPI.Request.prototype, 'json');
    await using gateway = await startGateway();
    for (let times = 1; times <= 5; times += 1) await gateway.data('{ gateway { version } }');
    expect(readByYoga).toHaveBeenCalledTimes(1);
    await gateway.data('query A { __typename }');
    await gateway.query('query A { __typename }', { name: '\ud800' });
    expect(readByYoga).toHaveBeenCalledTimes(3);
    readByYoga.mockRestore();
  });

  test('has the response of yoga, whatever else the request contains', async () => {
    // Cursors contain the time.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 15, 12) });
    await using paths = await startTwoPaths();
    await fc.assert(
      fc.asyncProperty(anyRequest(documentsOf(paths.ids)), async (request) =>
        expectSame(await paths.respond(request), request),
      ),
      { numRuns: 60, endOnFailure: true },
    );
    vi.useRealTimers();
  });
});
