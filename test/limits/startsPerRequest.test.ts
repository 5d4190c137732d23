// STARTS_PER_REQUEST: how many fields of one request may start jobs. A request beyond it starts none.
import { isUnionType, OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { schema } from '../../src/schema/index.ts';
import { costOf } from '../../src/schema/kit/cost.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { json, send } from '../http/send.ts';
import { everyMutation, newBatchJob } from '../support/everyMutation.ts';
import { vaultRef } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const start = 'createBatchJob(input: $input) { __typename }';
const aliased = (count: number, field = start) =>
  Array.from({ length: count }, (_, at) => `start${at}: ${field}`).join(' ');
const mutation = (selections: string) => `mutation ($input: CreateBatchJobInput!) { ${selections} }`;
const variables = { input: newBatchJob };

const refusal = (count: number, allowed: number, whose = 'of an anonymous caller ') =>
  `The operation has ${count} fields that start jobs; ${allowed} are allowed in one request ${whose}(STARTS_PER_REQUEST). Nothing was started. Send fewer at once; initiateArchiveRetrievals starts up to 1000 retrievals in one field.`;

describe('a request of an anonymous caller', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test('with thirty aliased starts is refused with status 400, and nothing is started', async () => {
    const body = JSON.stringify({ query: mutation(aliased(30)), variables });
    const { status, json: read } = await send(gateway.url, { headers: json, body });
    expect(status).toBe(400);
    expect(read()).toEqual({
      errors: [{ message: refusal(30, 10), extensions: { code: 'BAD_USER_INPUT', retryable: false } }],
      extensions: { aws: { calls: 0, byOperation: {}, cached: 0, coalesced: 0 } },
    });
    expect(gateway.calls()).toEqual({});
  });

  test.each<[string, string]>([
    [
      'in a fragment',
      `mutation ($input: CreateBatchJobInput!) { ...Starts } fragment Starts on Mutation { ${aliased(11)} }`,
    ],
    ['in an inline fragment', mutation(`... on Mutation { ${aliased(5)} } ... { ${aliased(11)} }`)],
    ['that @include does not exclude', mutation(aliased(11, start.replace('{', '@include(if: true) {')))],
    [
      'of several kinds',
      mutation(`${aliased(9)}
      inventory: ensureInventory(input: { vault: { address: { accountId: "111122223333", region: "us-east-1", name: "media-masters" } }, maxAgeSeconds: 0 }) { __typename }
      bulk: initiateArchiveRetrievals(input: { vault: { address: { accountId: "111122223333", region: "us-east-1", name: "media-masters" } }, archiveIds: ["a"] }) { __typename }`),
    ],
    [
      'beside mutations that start nothing',
      mutation(`${aliased(11)}
      other: deleteVault(input: { vault: { address: { accountId: "111122223333", region: "us-east-1", name: "empty-vault" } } }) { __typename }`),
    ],
  ])('with eleven starts %s is refused', async (_, query) => {
    const { errors } = await gateway.query(query, variables);
    expect(errors).toMatchObject([{ message: refusal(11, 10) }]);
    expect(gateway.calls()).toEqual({});
  });

  test.each<[string, string]>([
    ['ten starts', aliased(10)],
    ['one start that is written thirty times', Array(30).fill(start).join(' ')],
    [
      'starts that @skip excludes',
      `${aliased(10)} ${aliased(30, start.replace('{', '@skip(if: true) {')).replaceAll('start', 'skipped')}`,
    ],
  ])('with %s is executed', async (_, selections) => {
    const { data } = await gateway.query(mutation(selections), variables);
    expect(new Set(Object.values(data).map((each) => (each as { __typename: string }).__typename))).toEqual(
      new Set(['CreateBatchJobPayload']),
    );
    gateway.calls();
  });

  test('with a bulk start of more archives is executed: a bulk is one field, with its own limit', async () => {
    const archiveIds = Array.from({ length: 40 }, (_, at) => `${'a'.repeat(130)}${at}`);
    const { initiateArchiveRetrievals } = await gateway.data(
      'mutation ($input: InitiateArchiveRetrievalsInput!) { initiateArchiveRetrievals(input: $input) { ... on InitiateArchiveRetrievalsPayload { failed } } }',
      { input: { vault: vaultRef('media-masters'), archiveIds } },
    );
    expect(initiateArchiveRetrievals).toEqual({ failed: 40 });
    gateway.calls();
  });

  test('over WebSocket is refused in the same way', async () => {
    const client = createClient({ url: gateway.url.replace('http', 'ws'), webSocketImpl: WebSocket, lazy: true });
    const { value } = await client.iterate({ query: mutation(aliased(11)), variables }).next();
    expect(value).toMatchObject({ errors: [{ message: refusal(11, 10) }] });
    await client.dispose();
    expect(gateway.calls()).toEqual({});
  });
});

describe('a request of an authenticated caller', () => {
  const authenticator = createTestAuthenticator({ keys: { ann: { '*/*': ['read', 'start'] } } });

  test('has no such limit by default', async () => {
    await using gateway = await startGateway({ authenticator });
    const { data } = await gateway.as(keyOf('ann')).query(mutation(aliased(30)), variables);
    expect(Object.keys(data)).toHaveLength(30);
    expect(gateway.calls()['s3control.CreateJob']).toBe(30);
  });

  test('has the limit of the option', async () => {
    const STARTS_PER_REQUEST = { authenticated: 2, anonymous: 1 };
    await using gateway = await startGateway({ authenticator, STARTS_PER_REQUEST });
    const ann = gateway.as(keyOf('ann'));
    expect((await ann.query(mutation(aliased(3)), variables)).errors).toMatchObject([{ message: refusal(3, 2, '') }]);
    expect((await ann.query(mutation(aliased(2)), variables)).errors).toBeUndefined();
  });
});

test('every mutation that can be refused for STARTS_PER_HOUR counts as a start, and no other field', () => {
  const fields = Object.values(schema.getRootType(OperationTypeNode.MUTATION)?.getFields() ?? {});
  const limited = fields.filter(
    ({ type }) => isUnionType(type) && type.getTypes().some(({ name }) => name === 'RateLimitedError'),
  );
  const starts = fields.filter((field) => costOf(field)?.starts);
  expect(starts.map(({ name }) => name)).toEqual(limited.map(({ name }) => name));
  expect(starts.length).toBeGreaterThan(5);
  expect(everyMutation.map(({ field }) => field)).toEqual(expect.arrayContaining(starts.map(({ name }) => name)));
});
