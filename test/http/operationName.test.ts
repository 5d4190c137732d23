// The parameter operationName on every transport. An empty one is an omitted one: GraphQL over HTTP says so for GET, and no
// operation can have the empty name.
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Answer, startGateway, type TestGateway } from '../support/startGateway.ts';
import { json, send } from './send.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

type Parameters = { query: string; operationName?: string; variables?: string; extensions?: string };

const accept = { accept: 'application/json' };
const events = { accept: 'text/event-stream' };

const post = async (parameters: Parameters, headers: Record<string, string>) =>
  (await send(gateway.url, { headers: { ...json, ...headers }, body: JSON.stringify(parameters) })).text;
const get = async (parameters: Parameters, headers: Record<string, string>) =>
  (await send(gateway.url, { path: `/graphql?${new URLSearchParams(parameters)}`, headers })).text;
/** The first result of an event stream. A rejected request is answered with JSON. */
const firstEvent = (text: string) => /^data: (.*)$/m.exec(text)?.[1] ?? text;

async function byWebSocket(parameters: Parameters): Promise<string> {
  const client = createClient({ url: gateway.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  try {
    for await (const result of client.iterate({ ...parameters, variables: null, extensions: null })) {
      return JSON.stringify(result);
    }
    throw new Error('no result');
  } catch (errors) {
    return JSON.stringify({ errors });
  } finally {
    await client.dispose();
  }
}

const transports: [string, (parameters: Parameters) => Promise<string>][] = [
  ['POST', (parameters) => post(parameters, accept)],
  ['GET', (parameters) => get(parameters, accept)],
  ['an event stream by POST', async (parameters) => firstEvent(await post(parameters, events))],
  ['an event stream by GET', async (parameters) => firstEvent(await get(parameters, events))],
  ['WebSocket', byWebSocket],
];

const notSelected = { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } };

describe.each(transports)('by %s', (_, sendBy) => {
  const ask = async (parameters: Parameters): Promise<Answer> => JSON.parse(await sendBy(parameters));

  test.each(['{ __typename }', 'query Name { __typename }'])(
    'an empty name runs the only operation: %s',
    async (query) => {
      expect(await ask({ query, operationName: '' })).toMatchObject({ data: { __typename: 'Query' } });
    },
  );

  test('an empty name is an error if there are several operations', async () => {
    const { errors } = await ask({ query: 'query A { a: __typename } query B { __typename }', operationName: '' });
    expect(errors).toMatchObject([notSelected]);
  });

  test('a name selects its operation', async () => {
    const query = 'query A { a: __typename } query null { b: __typename }';
    expect(await ask({ query, operationName: 'A' })).toMatchObject({ data: { a: 'Query' } });
    expect(await ask({ query, operationName: 'null' })).toMatchObject({ data: { b: 'Query' } });
  });

  test('an unknown name is an error, also for the only operation', async () => {
    const { errors } = await ask({ query: '{ __typename }', operationName: 'Other' });
    expect(errors).toMatchObject([notSelected]);
  });
});

test('an empty name runs a subscription', async () => {
  const query = 'subscription { jobUpdates(ids: []) { job { id } } }';
  for (const [name, sendBy] of transports.slice(2)) {
    const text = await sendBy({ query, operationName: '' });
    expect(text, name).toContain('BAD_USER_INPUT');
  }
});

test('empty variables and extensions in a URL are omitted ones', async () => {
  const text = await get({ query: '{ __typename }', operationName: '', variables: '', extensions: '' }, accept);
  expect(JSON.parse(text)).toMatchObject({ data: { __typename: 'Query' } });
});
