// Every field that can reach AWS declares a cost, and the estimate is at least the actual cost.

import { type GraphQLField, isInterfaceType, isObjectType, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, test, vi } from 'vitest';
import type { Backend } from '../../../src/aws/backend.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { nothingKnown } from '../../../src/jobIndex/knownLists.ts';
import { schema } from '../../../src/schema/index.ts';
import { costOf } from '../../../src/schema/kit/cost.ts';
import { CostPlans } from '../../../src/schema/kit/costPlans.ts';
import { estimateCost, estimatePlanned } from '../../../src/schema/kit/estimateCost.ts';
import { equal } from '../../support/equal.ts';
import { vaultRefText } from '../../support/references.ts';

const fields = Object.values(schema.getTypeMap())
  .filter((type) => (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'))
  .flatMap((type) =>
    Object.values((type as { getFields(): Record<string, GraphQLField<unknown, unknown>> }).getFields()).map(
      (field) => [`${type.name}.${field.name}`, field] as const,
    ),
  );

interface Written {
  resolve?: (...args: unknown[]) => unknown;
  subscribe?: (...args: unknown[]) => unknown;
}
/** As it stands in src/schema, and not as plugins have wrapped it. */
const writtenAs = ({ extensions }: GraphQLField<unknown, unknown>): Written =>
  (extensions['pothosOptions'] ?? {}) as Written;

/** Who takes no context reaches nothing. */
const takesContext = ({ resolve, subscribe }: Written) => (resolve?.length ?? 0) >= 3 || (subscribe?.length ?? 0) >= 3;

describe('a field that uses the context', () => {
  test('declares a cost, even if it is free', () => {
    const found = fields.filter(([, field]) => takesContext(writtenAs(field)));
    expect(found.length).toBeGreaterThan(50);
    expect(found.filter(([, field]) => costOf(field) === undefined).map(([name]) => name)).toEqual([]);
  });

  test('is recognized in every syntax', () => {
    const names = fields.filter(([, field]) => takesContext(writtenAs(field))).map(([name]) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'Query.vaults',
        'Vault.sizeInBytes',
        'BatchJob.manifest',
        'Vault.tags',
        'Mutation.createVault',
      ]),
    );
  });

  test('does not hide the context in rest parameters', () => {
    const hidden = fields.filter(([, field]) => {
      const { resolve, subscribe } = writtenAs(field);
      return [resolve, subscribe].some(
        (written) => written && /\(\s*\.\.\.|\barguments\b/.test(written.toString().slice(0, 200)),
      );
    });
    expect(hidden.map(([name]) => name)).toEqual([]);
  });
});

const backend: Backend = {
  kind: 'AWS',
  accounts: [{ accountId: '111122223333', name: null, regions: ['us-east-1', 'us-west-2'] }],
  clock: systemClock,
  endpoints: () => ({}),
  credentials: () => undefined,
};
const estimated = (query: string, variables?: Record<string, unknown>, operationName?: string) => {
  const estimate = estimateCost(schema, backend, { document: parse(query), variables, operationName });
  return estimate && { awsCalls: estimate.awsCalls, nodes: estimate.nodes };
};

describe('the estimate', () => {
  test.each<[string, { awsCalls: number; nodes: number }, Record<string, unknown>?]>([
    ['{ __typename gateway { backend } }', { awsCalls: 0, nodes: 0 }],
    ['{ vault(name: "v") { numberOfArchives sizeInBytes } }', { awsCalls: 1, nodes: 0 }],
    // DescribeJob, GetObject for manifest.json, and HeadObject for the files of failed and of succeeded tasks.
    ['{ batchJob(jobId: "j") { report { contents { files { sizeInBytes } } } } }', { awsCalls: 4, nodes: 0 }],
    ['{ vault(name: "v") { tags { key } lock { state } } }', { awsCalls: 3, nodes: 0 }],
    // The second page of AWS can be in the second location.
    ['{ vaults(first: 20) { nodes { name numberOfArchives } } }', { awsCalls: 2 + 1, nodes: 20 }],
    ['{ vaults(first: 20) { nodes { tags { key } } edges { cursor } } }', { awsCalls: 2 + 1 + 20, nodes: 20 }],
    ['{ vaults { nodes { jobs { nodes { __typename } } } } }', { awsCalls: 5 + 1 + 50, nodes: 50 + 2500 }],
    [
      '{ vaults(first: 10) { nodes { jobs(first: 120) { nodes { ... on VaultJob { vault { sizeInBytes } } } } } } }',
      { awsCalls: 1 + 30, nodes: 10 + 1200 },
    ],
    // A list of jobs does not bring the fields of their vaults.
    [
      '{ jobs(first: 10) { nodes { ... on VaultJob { vault { name sizeInBytes creationDate } } } } }',
      { awsCalls: 2 * (12 + 1) + 10, nodes: 10 },
    ],
    // The vault of the jobs of a vault is that vault, and what was read of it is not read again.
    [
      '{ vaults(first: 10) { nodes { tags { key } jobs(first: 50) { nodes { ... on VaultJob { vault { tags { key } lock { state } } } } } } } }',
      { awsCalls: 1 + 10 + 10 + 10, nodes: 10 + 500 },
    ],
    [
      '{ vault(name: "v") { a: jobs(first: 50) { nodes { __typename } } b: jobs(first: 50) { nodes { __typename } } } }',
      { awsCalls: 2, nodes: 100 },
    ],
    [
      '{ gateway { accounts { locations { vaults(first: 10) { nodes { tags { key } } } provisionedCapacity { capacityId } } } } }',
      { awsCalls: 2 + 20 + 2, nodes: 20 },
    ],
    ['{ jobs(first: 1, filter: { kinds: [BATCH] }) { nodes { id } } }', { awsCalls: 2, nodes: 1 }],
    // One reading, filtered several times.
    [
      '{ a: jobs(first: 0, filter: { kinds: [BATCH] }) { totalCount } b: jobs(first: 1, filter: { kinds: [BATCH], phases: [DONE] }) { totalCount } }',
      { awsCalls: 2, nodes: 1 },
    ],
    [
      '{ a: jobs(first: 0, filter: { vaultNames: ["v"] }) { totalCount } b: jobs(first: 1, filter: { vaultNames: ["v", "w"] }) { totalCount } }',
      { awsCalls: 4, nodes: 1 },
    ],
    // The tags of each field are read for its own jobs.
    [
      '{ a: jobs(first: 0, filter: { tags: [{ key: "k" }] }) { totalCount } b: jobs(first: 0, filter: { tags: [{ key: "l" }] }) { totalCount } }',
      { awsCalls: 402, nodes: 0 },
    ],
    [
      '{ batchJobs(first: 30) { nodes { manifest { location { eTag } } roleArn report { enabled } tags { key } } } }',
      { awsCalls: 1 + 30 + 30, nodes: 30 },
    ],
    ['{ batchJob(jobId: "j") { manifest { location { eTag } } roleArn } }', { awsCalls: 1, nodes: 0 }],
    ['query ($n: Int = 30) { vaults(first: $n) { nodes { tags { key } } } }', { awsCalls: 3 + 1 + 30, nodes: 30 }],
    ['query ($n: Int = 30) { vaults(first: $n) { nodes { tags { key } } } }', { awsCalls: 11, nodes: 10 }, { n: 10 }],
    ['query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { awsCalls: 5, nodes: 4 }, { ids: ['a', 'b', 'c', 'd'] }],
    // Skipped fields do not count, and repeated fields count once.
    [
      'query ($no: Boolean!) { vaults @skip(if: $no) { nodes { id } } vault(name: "v") @include(if: $no) { name } }',
      { awsCalls: 1, nodes: 0 },
      { no: true },
    ],
    [
      '{ vaults(first: 10) { nodes { id } } ...F } fragment F on Query { vaults(first: 10) { nodes { tags { key } } } }',
      { awsCalls: 11, nodes: 10 },
    ],
    ['{ a: vaults(first: 10) { nodes { id } } b: vaults(first: 10) { nodes { id } } }', { awsCalls: 1, nodes: 20 }],
    // Arguments are compared by their values, whether they are variables or not.
    [
      'query ($n: Int) { a: vaults(first: 10) { nodes { id } } b: vaults(first: $n) { nodes { id } } }',
      { awsCalls: 1, nodes: 20 },
      { n: 10 },
    ],
    [
      'query ($a: [ID!]!, $b: [ID!]!) { x: nodes(ids: $a) { id } y: nodes(ids: $b) { id } }',
      { awsCalls: 5, nodes: 8 },
      { a: ['a', 'b', 'c', 'd'], b: ['a', 'b', 'c', 'd'] },
    ],
    [
      'query ($a: [ID!]!, $b: [ID!]!) { x: nodes(ids: $a) { id } y: nodes(ids: $b) { id } }',
      { awsCalls: 10, nodes: 8 },
      { a: ['a', 'b', 'c', 'd'], b: ['a', 'b', 'c', 'e'] },
    ],
    // An object has one type.
    ['{ node(id: "x") { ... on Vault { tags { key } } ... on BatchJob { tags { key } } } }', { awsCalls: 2, nodes: 1 }],
    [
      `mutation ($ids: [String!]!) { initiateArchiveRetrievals(input: { ${vaultRefText('v')}, archiveIds: $ids }) { ... on InitiateArchiveRetrievalsPayload { outcomes { archiveId } } } }`,
      { awsCalls: 3, nodes: 3 },
      { ids: ['a', 'b', 'c'] },
    ],
    [
      'subscription { jobUpdates(ids: ["a", "b"]) { job { id ... on BatchJob { roleArn } } } }',
      { awsCalls: 2, nodes: 0 },
    ],
    [
      'subscription { jobUpdates(ids: ["a", "b"]) { job { ... on VaultJob { vault { sizeInBytes tags { key } jobs(first: 5) { nodes { __typename } } } } } } }',
      { awsCalls: 8, nodes: 10 },
    ],
  ])('is correct for %s', (query, cost, variables) => {
    expect(estimated(query, variables)).toEqual(cost);
  });

  test('does not write the arguments of a field that no other has the name of', () => {
    const stringify = vi.spyOn(JSON, 'stringify');
    const writtenFor = (query: string) => {
      stringify.mockClear();
      estimated(query, { ids: ['a', 'b'] });
      return stringify.mock.results.filter(({ value }) => value === '{"ids":["a","b"]}').length;
    };
    const alone = writtenFor('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }');
    const two = writtenFor('query ($ids: [ID!]!) { a: nodes(ids: $ids) { id } b: nodes(ids: $ids) { id } }');
    stringify.mockRestore();
    expect({ alone, two }).toEqual({ alone: 0, two: 2 });
  });

  test('is that of the named operation', () => {
    const both = 'query One { vault(name: "v") { name } } query Two { vaults(first: 20) { nodes { id } } }';
    expect(estimated(both, {}, 'One')).toEqual({ awsCalls: 1, nodes: 0 });
    expect(estimated(both, {}, 'Two')).toEqual({ awsCalls: 3, nodes: 20 });
    expect(estimated(both)).toBeNull();
  });

  test('is null if the variables are invalid, which the execution reports', () => {
    expect(estimated('query ($n: Int!) { vaults(first: $n) { nodes { id } } }')).toBeNull();
    expect(estimated('query ($n: Int) { vaults(first: $n) { nodes { id } } }', { n: 'x' })).toBeNull();
  });

  test.each([-1, 1001, 99_999_999])('rejects first: %s at any depth', (first) => {
    expect(() => estimated(`{ vaults { nodes { jobs(first: ${first}) { nodes { __typename } } } } }`)).toThrow(
      `first: the value must be between 0 and 1000, got ${first}.`,
    );
  });
});

describe('the kept plan of an operation', () => {
  const query = `query ($first: Int = 5, $tags: Boolean = false, $lock: Boolean!, $jobs: Boolean!) {
    vaults(first: $first) {
      nodes {
        tags @include(if: $tags) { key }
        lock @skip(if: $lock) { state }
        ...Jobs
      }
    }
  }
  fragment Jobs on Vault { jobs(first: 30) @include(if: $jobs) { nodes { ... on VaultJob { vault { sizeInBytes } } } } }`;
  const document = parse(query);
  const [operation] = document.definitions;
  const plans = new CostPlans(schema, document, operation as OperationDefinitionNode);
  const basis = { ...backend, known: nothingKnown, maxAwsCalls: Number.POSITIVE_INFINITY };
  const newEstimate = (variables: object) => {
    const estimate = estimateCost(schema, basis, { document, variables: { ...variables } });
    if (!estimate) throw new Error('The operation is invalid.');
    return estimate;
  };
  const flags = [true, false];
  const combinations = [1, 20, 700].flatMap((first) =>
    flags.flatMap((tags) => flags.flatMap((lock) => flags.map((jobs) => ({ first, tags, lock, jobs })))),
  );

  test('gives the estimate of a new one, for any combination of variables, again and again', () => {
    for (const variables of [...combinations, ...combinations.toReversed()]) {
      const { loads, ...estimate } = estimatePlanned(plans, basis, variables);
      const { loads: expectedLoads, ...expected } = newEstimate(variables);
      equal(estimate, expected);
      equal(loads(), expectedLoads());
    }
  });

  test('keeps no long arguments, and counts the values of all of them', () => {
    const ids = Array.from({ length: 9 }, (_, index) => `"${index}"`).join();
    const text = `{ a: nodes(ids: [${ids}]) { id } b: nodes(ids: ["1", "2"]) { id } c: node(id: "${'x'.repeat(300)}") { id } }`;
    const parsed = parse(text);
    const plan = new CostPlans(schema, parsed, parsed.definitions[0] as OperationDefinitionNode).planFor({});
    expect(plan.fields.map(({ constant, name }) => [constant !== null, name !== null])).toEqual([
      [false, false],
      [true, true],
      [true, false],
    ]);
    // Of a field without arguments, of b and of c.
    expect(plan.values).toBe(4 + 2);
    const tooMany = `{ ${Array.from({ length: 1_500 }, (_, index) => `f${index}: nodes(ids: ["1", "2", "3", "4", "5"]) { id }`).join(' ')} }`;
    expect(() => estimated(tooMany)).toThrow('at most 10000 values');
  });
});
