// Arguments with too many values: checking, sorting and comparing them takes the CPU time of others.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { expectLittleWork, posted, sendHostile } from './cleanRefusal.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());
// Each of up to 20,000 values is parsed, coerced and counted.
afterAll(() => expectLittleWork(gateway, 600_000));

const names = (length: number) => Array.from({ length }, (_, i) => `name-${i}`);

const jobsNamed = (times: number) =>
  Array.from(
    { length: times },
    (_, i) => `a${i}: jobs(filter: { vaultNames: $names, descriptionContains: "${i}" }) { totalCount }`,
  ).join(' ');

describe.each<[string, string, Record<string, unknown>]>([
  ['names', `query ($names: [String!]) { ${jobsNamed(1)} }`, { names: names(20_000) }],
  [
    'a long text again and again',
    `query ($text: String) { ${Array.from({ length: 20 }, (_, i) => `a${i}: jobs(first: ${i}, filter: { descriptionContains: $text }) { totalCount }`).join(' ')} }`,
    { text: 'name-1'.repeat(100_000) },
  ],
  ['names again and again', `query ($names: [String!]) { ${jobsNamed(50)} }`, { names: names(250) }],
  [
    'statuses',
    'query ($statuses: [BatchJobStatusInput!]) { batchJobs(statuses: $statuses) { nodes { id } } }',
    { statuses: Array(20_000).fill('ACTIVE') },
  ],
  [
    'dimensions',
    'query ($by: [JobDimension!]!) { jobs(first: 0) { groups(by: $by) { count } } }',
    { by: Array(20_000).fill('PHASE') },
  ],
  [
    'tags',
    'query ($filter: JobFilter) { jobs(filter: $filter) { totalCount } }',
    { filter: { tags: names(6_000).map((key) => ({ key })) } },
  ],
  [
    'archives',
    'mutation ($input: InitiateArchiveRetrievalsInput!) { initiateArchiveRetrievals(input: $input) { __typename } }',
    { input: { vault: { id: 'x' }, archiveIds: names(20_000) } },
  ],
  [
    'names of a subscription',
    'subscription ($filter: JobFilter) { jobFeed(filter: $filter) { change } }',
    { filter: { vaultNames: names(10_000) } },
  ],
])('too many values in arguments: %s', (_, query, variables) => {
  const reason = 'The arguments of an operation may have at most 10000 values';

  test('are refused before they are checked, estimated or sorted', async () => {
    await gateway.query('{ vaults { nodes { name } } jobs { totalCount } }');
    const accept = query.startsWith('subscription') ? 'text/event-stream' : undefined;
    const { text } = await sendHostile(gateway, posted(query, variables, accept));
    expect(text).toContain(reason);
    expect(text).not.toContain('name-1');
  });
});

test('a thousand values in an argument are within the limit', async () => {
  const { data } = await gateway.query(`query ($names: [String!]) { ${jobsNamed(1)} }`, { names: names(1_000) });
  expect(data).toEqual({ a0: { totalCount: 0 } });
});
