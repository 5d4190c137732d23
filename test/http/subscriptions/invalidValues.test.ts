// A value that does not fit its type is the caller's mistake on every transport, as a literal, as a variable and as a default.
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startGateway, type TestGateway } from '../../support/startGateway.ts';
import { subscribe } from '../../support/subscribe.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

type Variables = Record<string, unknown>;

interface Failure {
  message: string;
  extensions: { code: string; inputPath?: string[] };
}

const overHttp = async (query: string, variables: Variables = {}): Promise<Failure[]> =>
  (await gateway.query(query, variables)).errors ?? [];

async function overWebSocket(query: string, variables: Variables = {}): Promise<Failure[]> {
  const client = createClient({ url: gateway.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  try {
    for await (const { errors } of client.iterate({ query, variables })) return (errors ?? []) as unknown as Failure[];
    return [];
  } catch (errors) {
    return errors as Failure[];
  } finally {
    await client.dispose();
  }
}

async function overEvents(query: string, variables: Variables = {}): Promise<Failure[]> {
  await using stream = await subscribe(gateway.url, query, variables);
  return (await stream.next())?.data.errors ?? [];
}

const estimate = (value: string) => `{ estimateArchiveRetrieval(sizeInBytes: ${value}, tier: STANDARD) { notes } }`;
const jobs = (filter: string) => `{ jobs(first: 1, filter: ${filter}) { nodes { id } } }`;

const queries: [kind: string, query: string, variables?: Variables][] = [
  ['number', estimate('"x"')],
  ['number in a variable', `query ($v: SafeInt!) ${estimate('$v')}`, { v: 'x' }],
  ['number in a default', `query ($v: SafeInt = "x") ${estimate('$v')}`],
  ['date', jobs('{ createdAfter: 3 }')],
  ['date in a variable', `query ($v: JobFilter) ${jobs('$v')}`, { v: { createdAfter: 'soon' } }],
  ['account', '{ batchJobs(accountId: 1) { nodes { id } } }'],
  ['enum', jobs('{ kinds: [NOTHING] }')],
  ['list', jobs('{ regions: [1] }')],
  ['member', jobs('{ nothing: 1 }')],
  ['object', jobs('1')],
  ['ARN', 'mutation { ensureInventory(input: { vault: { id: "x" }, maxAgeSeconds: 1, snsTopic: 7 }) { __typename } }'],
  ['oneOf', 'mutation { deleteVault(input: { vault: {} }) { __typename } }'],
];

const subscriptions: typeof queries = [
  ['account', 'subscription { batchJobUpdates(accountId: 1) { __typename } }'],
  ['account in a variable', 'subscription ($v: AccountId) { batchJobUpdates(accountId: $v) { __typename } }', { v: 1 }],
  ['account in a default', 'subscription ($v: AccountId = 1) { batchJobUpdates(accountId: $v) { __typename } }'],
  ['date', 'subscription { jobFeed(filter: { createdAfter: "soon" }) { __typename } }'],
  ['enum', 'subscription { batchJobUpdates(statuses: [NOTHING]) { __typename } }'],
];

describe('a wrong value in a query or mutation', () => {
  test.each(queries)('of kind %s has the same errors over HTTP and over WebSocket', async (_, query, variables) => {
    const errors = await overHttp(query, variables);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(await overWebSocket(query, variables)).toEqual(errors);
  });
});

describe('a wrong value in a subscription', () => {
  test.each(subscriptions)('of kind %s has the same errors on every transport', async (_, query, variables) => {
    const errors = await overEvents(query, variables);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(await overWebSocket(query, variables)).toEqual(errors);
  });
});
