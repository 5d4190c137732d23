// The signal of a call reaches the request handler at every attempt: nothing is sent once it has aborted.
import { GlacierClient, InitiateJobCommand } from '@aws-sdk/client-glacier';
import { HttpResponse } from '@smithy/core/protocols';
import { expect, test } from 'vitest';
import { abortable, makeAbortable } from '../../../src/aws/client/abortable.ts';

/** A client whose every attempt fails with a transient error, and the signals of its attempts. */
function clientThatFails() {
  const given: (AbortSignal | undefined)[] = [];
  const client = new GlacierClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 2,
    cacheMiddleware: true,
    requestHandler: {
      handle: async (_: unknown, options?: { abortSignal?: unknown }) => {
        given.push(options?.abortSignal as AbortSignal | undefined);
        return { response: new HttpResponse({ statusCode: 500 }) };
      },
    },
  });
  makeAbortable(client);
  return { client, given };
}

const command = () => new InitiateJobCommand({ accountId: '-', vaultName: 'photos', jobParameters: {} });

test('each attempt of a call has the signal of that call', async () => {
  const { client, given } = clientThatFails();
  const signals = [new AbortController().signal, new AbortController().signal];
  for (const signal of signals) {
    const sent = command();
    await expect(abortable(sent.input, signal, () => client.send(sent))).rejects.toThrow();
  }
  expect(given).toEqual([signals[0], signals[0], signals[1], signals[1]]);
  expect(given[0]).toBe(signals[0]);
  expect(given[2]).toBe(signals[1]);
});

test('a call ends with its signal, also during the delay before another attempt', async () => {
  const { client, given } = clientThatFails();
  const caller = new AbortController();
  const sent = command();
  const call = abortable(sent.input, caller.signal, () => client.send(sent));
  caller.abort(new Error('gone'));
  await expect(call).rejects.toThrow('gone');
  for (const signal of given) expect(signal?.aborted).toBe(true);
});
