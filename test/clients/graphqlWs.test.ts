import type { ExecutionResult, GraphQLError } from 'graphql';
import { createClient } from 'graphql-ws';
import { describe, test } from 'vitest';
import WebSocket from 'ws';
import type { Data } from '../support/startGateway.ts';
import { followAsDocumented } from './runSnippet.ts';
import { type Request, transportContract } from './transportContract.ts';

/** A refusal is thrown by the client; to the contract it is a result. */
async function* results(url: string, request: Request): AsyncGenerator<ExecutionResult<Data>> {
  const client = createClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    // Retries at once; a page would wait for some seconds.
    retryWait: () => Promise.resolve(),
  });
  try {
    yield* client.iterate(request) as AsyncIterable<ExecutionResult<Data>>;
  } catch (error) {
    if (!Array.isArray(error)) throw error;
    yield { errors: error as GraphQLError[] };
  } finally {
    await client.dispose();
  }
}

describe('graphql-ws', () => {
  test('follows a job as docs/subscriptions.md shows', () => followAsDocumented('graphql-ws'));

  transportContract(results);
});
