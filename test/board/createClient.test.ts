// The board's GraphQL client against a gateway that needs a key and answers when the test says so.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/board/client/createClient.ts';
import { ConnectionFailure } from '../../src/board/client/failures.ts';
import { graphql } from '../../src/board/gql/graphql.ts';
import { createSession } from '../../src/board/signIn/createSession.ts';

const operation = graphql('query Typename { __typename }') as Parameters<Client['request']>[0];
const refusal = JSON.stringify({ errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] });

let received: ServerResponse[] = [];
let credentials: (string | undefined)[] = [];
let onReceived = () => {};
const server = createServer((request, response) => {
  request.resume();
  received.push(response);
  credentials.push(request.headers.authorization);
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

const newClient = () => {
  const session = createSession();
  const client = createClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, session);
  return { client, session };
};

test('the first refusal of a key decides: those of other requests with it change nothing', async () => {
  const { client, session } = newClient();
  session.enter('wrong');
  const states: string[] = [];
  session.credentials.subscribe(() => states.push(session.credentials.get().state));
  const refuse = await requests(client, 3);
  await Promise.all(refuse.map((each) => each()));
  expect(states).toEqual(['needed']);
});

test('a refusal of requests without a key leaves a key that was entered meanwhile', async () => {
  const { client, session } = newClient();
  const [first, second] = await requests(client, 2);
  await first?.();
  expect(session.credentials.get()).toEqual({ state: 'needed', key: null, problem: null });
  session.enter('right');
  await second?.();
  expect(session.credentials.get()).toEqual({ state: 'given', key: 'right' });
});

test('a request that is refused with a key that was replaced meanwhile may be sent again', async () => {
  const { client, session } = newClient();
  received = [];
  session.enter('old');
  const answer = client.request(operation, {});
  await new Promise<void>((resolve) => {
    onReceived = resolve;
  });
  session.enter('new');
  received[0]?.end(refusal);
  // Streams are tried again after it, and views offer that.
  await expect(answer).rejects.toThrow(ConnectionFailure);
  expect(session.credentials.get()).toEqual({ state: 'given', key: 'new' });
});

test('a stream that ends with its token goes on at once with the token that was renewed meanwhile', async () => {
  const { client, session } = newClient();
  received = [];
  credentials = [];
  const next = async (count: number) => {
    await new Promise<void>((resolve) => {
      onReceived = () => received.length === count && resolve();
    });
    const response = received[count - 1];
    response?.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: next\ndata: {"data":{}}\n\n');
    return response;
  };
  const happened: string[] = [];
  client.connection.subscribe(() => happened.push(client.connection.get().state));
  let onEvent = () => {};
  const event = () => new Promise<void>((resolve) => (onEvent = resolve));
  session.enter('first');
  const stop = client.subscribe(
    operation,
    {},
    {
      onEvent: () => {
        happened.push('event');
        onEvent();
      },
      onReconnect: () => happened.push('resumed'),
      onRefused: () => happened.push('refused'),
    },
  );
  const [first] = await Promise.all([next(1), event()]);
  session.enter('second');
  first?.end();
  await Promise.all([next(2), event()]);
  expect(credentials).toEqual(['Bearer first', 'Bearer second']);
  expect(happened).toEqual(['event', 'resumed', 'event']);
  stop();
});
