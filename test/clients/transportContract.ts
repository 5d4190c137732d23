// What a client gets of the gateway, whichever way it comes: the same tests for each transport.
import type { ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeId, glacierJobId } from '../../src/schema/kit/globalId.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { startProxy } from '../support/startProxy.ts';
import { startRetrieval, untilTheEnd } from '../support/startRetrieval.ts';

export interface Request {
  query: string;
  variables?: Record<string, unknown>;
}

/** Sends an operation and gives its results until it completes; an error of the client's own is thrown. */
export type Iterate = (url: string, request: Request) => AsyncIterable<ExecutionResult<Data>>;

export const jobUpdates = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { id phase outcome } }';

/** An id like the one given, of a job that nobody started. */
export function absentLike(id: string): string {
  const key = decodeId(id, []);
  if (key?.type !== 'GlacierJob') throw new Error(`${id} is no job of a vault`);
  return glacierJobId({ ...key, jobId: [...key.jobId].reverse().join('') });
}

async function resultsOf(results: AsyncIterable<ExecutionResult<Data>>): Promise<ExecutionResult<Data>[]> {
  const all: ExecutionResult<Data>[] = [];
  for await (const result of results) all.push(result);
  return all;
}

export function transportContract(iterate: Iterate): void {
  const ask = (gateway: TestGateway, query: string, variables?: Record<string, unknown>) =>
    resultsOf(iterate(gateway.url, { query, ...(variables ? { variables } : {}) }));

  test('follows a retrieval from its start to its end', async () => {
    await using gateway = await startGateway();
    const { id } = await startRetrieval(gateway);
    const told: Data[] = [];
    for await (const { data } of iterate(gateway.url, { query: jobUpdates, variables: { ids: [id] } })) {
      told.push(data.jobUpdates);
      if (told.length === 1) gateway.clock.advance(untilTheEnd);
    }
    expect(told).toEqual([
      { id, phase: 'RUNNING', outcome: null },
      { id, phase: 'DONE', outcome: 'SUCCEEDED' },
    ]);
  });

  test('hears of the end although the connection was cut when it came', async () => {
    await using gateway = await startGateway();
    await using proxy = await startProxy(gateway.url);
    const { id } = await startRetrieval(gateway);
    const phases: string[] = [];
    for await (const { data } of iterate(proxy.url, { query: jobUpdates, variables: { ids: [id] } })) {
      phases.push(data.jobUpdates.phase);
      if (phases.length > 1) continue;
      proxy.cut();
      gateway.clock.advance(untilTheEnd);
    }
    expect(phases).toEqual(['RUNNING', 'DONE']);
  });

  test('tells of many jobs, in whichever way they go', async () => {
    await using gateway = await startGateway();
    const running = await gateway.data('{ jobs(filter: { phases: [RUNNING] }, first: 30) { nodes { id } } }');
    const ids: string[] = running.jobs.nodes.map(({ id }: { id: string }) => id);
    const last = new Map<string, string>();
    for await (const { data } of iterate(gateway.url, { query: jobUpdates, variables: { ids } })) {
      const { id, phase } = data.jobUpdates;
      expect(last.get(id)).not.toBe('DONE');
      last.set(id, phase);
      if (last.size === ids.length && phase !== 'DONE') gateway.clock.advance(untilTheEnd);
    }
    expect([...last.keys()].sort()).toEqual([...ids].sort());
    expect(new Set(last.values())).toEqual(new Set(['DONE']));
  });

  test('answers queries and mutations once, with what they cost', async () => {
    await using gateway = await startGateway();
    expect(
      await ask(gateway, 'query ($name: String!) { vault(name: $name) { name } }', { name: 'media-masters' }),
    ).toMatchObject([
      {
        data: { vault: { name: 'media-masters' } },
        extensions: { aws: { calls: 1, byOperation: { 'glacier.DescribeVault': 1 }, cached: 0, coalesced: 0 } },
      },
    ]);
    const create = 'mutation { createVault(input: { vaultName: "from-afar" }) { __typename } }';
    expect(await ask(gateway, create)).toMatchObject([{ data: { createVault: { __typename: 'CreateVaultPayload' } } }]);
    expect(await gateway.data('{ vault(name: "from-afar") { name } }')).toEqual({ vault: { name: 'from-afar' } });
  });

  test('tells among the events of a job that does not exist', async () => {
    await using gateway = await startGateway();
    const { id } = await startRetrieval(gateway);
    const told: (string | undefined)[] = [];
    const variables = { ids: [id, absentLike(id)] };
    for await (const { data, errors } of iterate(gateway.url, { query: jobUpdates, variables })) {
      told.push(errors ? String(errors[0]?.extensions?.['code']) : data.jobUpdates.phase);
      if (told.length === 2) gateway.clock.advance(untilTheEnd);
    }
    expect(told.slice(0, 2).sort()).toEqual(['NOT_FOUND', 'RUNNING']);
    expect(told.slice(2)).toEqual(['DONE']);
  });

  describe('of what cannot be', () => {
    let gateway: TestGateway;
    beforeAll(async () => {
      gateway = await startGateway();
    });
    afterAll(() => gateway[Symbol.asyncDispose]());

    test.each([
      ['an error of syntax', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
      ['an error of syntax in a query', '{', 'GRAPHQL_PARSE_FAILED'],
      ['an unknown field', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      ['an unknown field of a query', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      [
        'two fields at once',
        subscriptionTo('a: jobUpdates(ids: ["x"]) { id } b: jobUpdates(ids: ["x"]) { id }'),
        'GRAPHQL_VALIDATION_FAILED',
      ],
      ['a field of introspection', 'subscription { __typename }', 'GRAPHQL_VALIDATION_FAILED'],
      [
        'no field, after all',
        subscriptionTo('jobUpdates(ids: ["x"]) @skip(if: true) { id }'),
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'a part to come later',
        subscriptionTo('jobUpdates(ids: ["x"]) { ... @defer { id } }'),
        'GRAPHQL_VALIDATION_FAILED',
      ],
      ['a variable that is missing', jobUpdates, 'GRAPHQL_VALIDATION_FAILED'],
      ['an id that is none', subscriptionTo('jobUpdates(ids: ["x"]) { id }'), 'BAD_USER_INPUT'],
      ['no id at all', subscriptionTo('jobUpdates(ids: []) { id }'), 'BAD_USER_INPUT'],
      ['a place that is not served', subscriptionTo('batchJobUpdates(region: "xx-none-1") { id }'), 'BAD_USER_INPUT'],
    ])('it refuses %s with a code, at once and for no call', async (_, query, code) => {
      const [refusal, ...more] = await ask(gateway, query);
      expect(refusal?.data).toBeUndefined();
      expect(refusal?.errors?.map(({ extensions }) => extensions?.['code'])).toEqual([code]);
      expect(JSON.stringify(refusal)).not.toMatch(/"http"|originalError|stack/);
      expect(more).toEqual([]);
      expect(gateway.calls()).toEqual({});
    });
  });
}

const subscriptionTo = (field: string): string => `subscription { ${field} }`;
