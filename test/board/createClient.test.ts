// The board's GraphQL client against a gateway that needs a key and answers when the test says so.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/board/client/createClient.ts';
import { graphql } from '../../src/board/gql/graphql.ts';

const operation = graphql('query Typename { __typename }') as Parameters<Client['request']>[0];
const refusal = JSON.stringify({ errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] });

let received: ServerResponse[] = [];
let onReceived = () => {};
const server = createServer((request, response) => {
  request.resume();
  received.push(response);
  onReceived();
});
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Requests with the key of the client, each with its response, once the gateway has them. */
async function requests(client: Client, count: number) {
  received = [];
  const all = Array.from({ length: count }, () => client.request(operation, {}).catch((error) => error));
  await new Promise<void>((resolve) => {
    onReceived = () => received.length === count && resolve();
  });
  return received.map((response) => async () => {
    response.end(refusal);
    // Which of them it was does not matter: they are all the same.
    await Promise.race(all.splice(0, 1));
  });
}

const newClient = () => createClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

test('the first refusal of a key decides: those of other requests with it change nothing', async () => {
  const client = newClient();
  client.credentials.set({ state: 'given', key: 'wrong' });
  const states: string[] = [];
  client.credentials.subscribe(() => states.push(client.credentials.get().state));
  const refuse = await requests(client, 3);
  await Promise.all(refuse.map((each) => each()));
  expect(states).toEqual(['refused']);
});

test('a refusal of requests without a key leaves a key that was entered meanwhile', async () => {
  const client = newClient();
  const [first, second] = await requests(client, 2);
  await first?.();
  expect(client.credentials.get()).toEqual({ state: 'needed', key: null });
  client.credentials.set({ state: 'given', key: 'right' });
  await second?.();
  expect(client.credentials.get()).toEqual({ state: 'given', key: 'right' });
});
