// How an EventSource behaves, which reconnects by itself with the ID of the last event: the same tests in Node and in Chromium.
import { type ExpectStatic, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { startProxy } from '../support/startProxy.ts';
import { startRetrieval, untilTheEnd } from '../support/startRetrieval.ts';
import { absentLike, jobUpdates } from './transportContract.ts';

/** As a page would have it; an answer without data by the code of its error, the end as "complete". */
export interface Listener {
  received(): Promise<string[]>;
  close(): Promise<void>;
}

export type Listen = (url: string, parameters: string) => Promise<Listener>;

const parametersOf = (query: string, variables: object = {}) =>
  String(new URLSearchParams({ query, variables: JSON.stringify(variables) }));

export function eventSourceContract(listen: Listen): void {
  test.concurrent('resumes after a lost connection without a gap or a repeat', async ({ expect }) => {
    await using gateway = await startGateway();
    await using proxy = await startProxy(gateway.url);
    const soon = await startRetrieval(gateway, 'EXPEDITED');
    const later = await startRetrieval(gateway, 'BULK');
    const listener = await listen(proxy.url, parametersOf(jobUpdates, { ids: [soon.id, later.id] }));
    const expectReceived = (received: string[]) => expect.poll(listener.received).toEqual(received);
    await expectReceived(['RUNNING', 'RUNNING']);

    // Ends while no client is connected.
    proxy.cut();
    gateway.clock.advance(10 * 60_000);
    await expectReceived(['RUNNING', 'RUNNING', 'DONE']);

    // Nothing changes meanwhile; the next end proves the reconnection.
    proxy.cut();
    await reconnected(gateway, expect);
    gateway.clock.advance(untilTheEnd);
    await expectReceived(['RUNNING', 'RUNNING', 'DONE', 'DONE', 'complete']);
    await listener.close();
  });

  test.concurrent('receives errors and the end of a query, and does not reconnect after them', async ({ expect }) => {
    await using gateway = await startGateway();
    const { id } = await startRetrieval(gateway);
    for (const [parameters, received] of [
      [parametersOf('subscription {'), ['GRAPHQL_PARSE_FAILED', 'complete']],
      [parametersOf(jobUpdates, { ids: [] }), ['BAD_USER_INPUT', 'complete']],
      [parametersOf(jobUpdates, { ids: [absentLike(id)] }), ['NOT_FOUND', 'complete']],
      [parametersOf('{ nothing }'), ['GRAPHQL_VALIDATION_FAILED', 'complete']],
    ] as const) {
      const listener = await listen(gateway.url, parameters);
      await expect.poll(listener.received).toEqual(received);
      await listener.close();
    }
  });
}

/** A job that is watched is described when the clock moves on. How soon a client reconnects is up to the client. */
const reconnected = async (gateway: TestGateway, expect: ExpectStatic) => {
  gateway.calls();
  await expect
    .poll(
      () => {
        gateway.clock.advance(60_000);
        return gateway.simulator.calls.count('glacier.DescribeJob');
      },
      { interval: 100 },
    )
    .toBeGreaterThan(0);
};
