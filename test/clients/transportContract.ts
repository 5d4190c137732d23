// The behavior that every transport of subscriptions has: the same tests for each.

import type { ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeId, glacierJobId } from '../../src/schema/kit/globalId.ts';
import { vaultAddressText } from '../support/references.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { startProxy } from '../support/startProxy.ts';
import { startRetrieval, untilTheEnd } from '../support/startRetrieval.ts';

export interface Request {
  query: string;
  variables?: Record<string, unknown>;
}

/** Sends an operation and gives its results until it completes; an error of the client's own is thrown. */
export type Iterate = (url: string, request: Request) => AsyncIterable<ExecutionResult<Data>>;

export const jobUpdates = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id phase outcome } } }';

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

  test('reports a retrieval from its start to its end', async () => {
    await using gateway = await startGateway();
    const { id } = await startRetrieval(gateway);
    const received: Data[] = [];
    for await (const { data } of iterate(gateway.url, { query: jobUpdates, variables: { ids: [id] } })) {
      received.push(data.jobUpdates.job);
      if (received.length === 1) gateway.clock.advance(untilTheEnd);
    }
    expect(received).toEqual([
      { id, phase: 'RUNNING', outcome: null },
      { id, phase: 'DONE', outcome: 'SUCCEEDED' },
    ]);
  });

  test('reports the end of a job that ended while the connection was lost', async () => {
    await using gateway = await startGateway();
    await using proxy = await startProxy(gateway.url);
    const { id } = await startRetrieval(gateway);
    const phases: string[] = [];
    for await (const { data } of iterate(proxy.url, { query: jobUpdates, variables: { ids: [id] } })) {
      phases.push(data.jobUpdates.job.phase);
      if (phases.length > 1) continue;
      proxy.cut();
      gateway.clock.advance(untilTheEnd);
    }
    expect(phases).toEqual(['RUNNING', 'DONE']);
  });

  test('reports many jobs in all kinds of states', async () => {
    await using gateway = await startGateway();
    const running = await gateway.data('{ jobs(filter: { phases: [RUNNING] }, first: 30) { nodes { id } } }');
    const ids: string[] = running.jobs.nodes.map(({ id }: { id: string }) => id);
    const last = new Map<string, string>();
    for await (const { data } of iterate(gateway.url, { query: jobUpdates, variables: { ids } })) {
      const { id, phase } = data.jobUpdates.job;
      expect(last.get(id)).not.toBe('DONE');
      last.set(id, phase);
      if (last.size === ids.length && phase !== 'DONE') gateway.clock.advance(untilTheEnd);
    }
    expect([...last.keys()].sort()).toEqual([...ids].sort());
    expect(new Set(last.values())).toEqual(new Set(['DONE']));
  });

  test('returns one result with its cost for queries and mutations', async () => {
    await using gateway = await startGateway();
    expect(
      await ask(gateway, 'query ($name: String!) { vault(name: $name) { name } }', { name: 'media-masters' }),
    ).toMatchObject([
      {
        data: { vault: { name: 'media-masters' } },
        extensions: { aws: { calls: 1, byOperation: { 'glacier.DescribeVault': 1 }, cached: 0, coalesced: 0 } },
      },
    ]);
    const create = `mutation { createVault(input: { ${vaultAddressText('from-afar')} }) { __typename } }`;
    expect(await ask(gateway, create)).toMatchObject([{ data: { createVault: { __typename: 'CreateVaultPayload' } } }]);
    expect(await gateway.data('{ vault(name: "from-afar") { name } }')).toEqual({ vault: { name: 'from-afar' } });
  });

  test('reports a malformed ID as an event, and goes on with the others', async () => {
    await using gateway = await startGateway();
    const { id } = await startRetrieval(gateway);
    const received: unknown[] = [];
    const query = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { change job { phase } } }';
    for await (const { data, errors } of iterate(gateway.url, { query, variables: { ids: ['x', id] } })) {
      const [error] = errors ?? [];
      received.push(error ? [error.path, error.extensions?.['code'], data.jobUpdates] : data.jobUpdates);
      if (received.length === 2) gateway.clock.advance(untilTheEnd);
    }
    expect(received).toEqual([
      [['jobUpdates', 'job'], 'BAD_USER_INPUT', { change: 'GONE', job: null }],
      { change: 'INITIAL', job: { phase: 'RUNNING' } },
      { change: 'ENDED', job: { phase: 'DONE' } },
    ]);
  });

  test('reports a job that does not exist as an event', async () => {
    await using gateway = await startGateway();
    const { id } = await startRetrieval(gateway);
    const received: (string | undefined)[] = [];
    const variables = { ids: [id, absentLike(id)] };
    for await (const { data, errors } of iterate(gateway.url, { query: jobUpdates, variables })) {
      received.push(errors ? String(errors[0]?.extensions?.['code']) : data.jobUpdates.job.phase);
      if (received.length === 2) gateway.clock.advance(untilTheEnd);
    }
    expect(received.slice(0, 2).sort()).toEqual(['NOT_FOUND', 'RUNNING']);
    expect(received.slice(2)).toEqual(['DONE']);
  });

  describe('with invalid requests', () => {
    let gateway: TestGateway;
    beforeAll(async () => {
      gateway = await startGateway();
    });
    afterAll(() => gateway[Symbol.asyncDispose]());

    test.each([
      ['a syntax error', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
      ['a syntax error in a query', '{', 'GRAPHQL_PARSE_FAILED'],
      ['an unknown field', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      ['an unknown field of a query', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      [
        'two fields',
        subscriptionTo('a: jobUpdates(ids: ["x"]) { job { id } } b: jobUpdates(ids: ["x"]) { job { id } }'),
        'GRAPHQL_VALIDATION_FAILED',
      ],
      ['an introspection field', 'subscription { __typename }', 'GRAPHQL_VALIDATION_FAILED'],
      [
        'a selection without a field',
        subscriptionTo('jobUpdates(ids: ["x"]) @skip(if: true) { job { id } }'),
        'GRAPHQL_VALIDATION_FAILED',
      ],
      ['@defer', subscriptionTo('jobUpdates(ids: ["x"]) { job { ... @defer { id } } }'), 'GRAPHQL_VALIDATION_FAILED'],
      ['a missing variable', jobUpdates, 'GRAPHQL_VALIDATION_FAILED'],
      ['an empty list of IDs', subscriptionTo('jobUpdates(ids: []) { job { id } }'), 'BAD_USER_INPUT'],
      [
        'a region that is not configured',
        subscriptionTo('batchJobUpdates(region: "xx-none-1") { job { id } }'),
        'BAD_USER_INPUT',
      ],
    ])('rejects %s with an error code and without an AWS call', async (_, query, code) => {
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
