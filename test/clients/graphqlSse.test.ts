import { createClient } from 'graphql-sse';
import { describe, expect, test } from 'vitest';
import { startGateway } from '../support/startGateway.ts';
import { followAsDocumented } from './runSnippet.ts';
import { transportContract } from './transportContract.ts';

/** Tries again at once, where a page would wait for some seconds. */
const retry = () => Promise.resolve();

describe('graphql-sse', () => {
  test('follows a job as docs/subscriptions.md shows', () => followAsDocumented('graphql-sse'));

  transportContract((url, request) => createClient({ url, retry, retryAttempts: 5 }).iterate(request) as never);

  test('is rejected in single connection mode, which would bind a client to one instance', async () => {
    await using gateway = await startGateway();
    const client = createClient({ url: gateway.url, singleConnection: true, retryAttempts: 0 });
    const results = client.iterate({ query: '{ __typename }' });
    await expect(results.next()).rejects.toThrow('405');
  });
});
