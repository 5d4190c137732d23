// Queries that cost too much, and the estimated cost of typical queries.

import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/options.ts';
import { exampleOperations } from '../../src/http/endpoints/exampleOperations.ts';
import { blocks } from '../docs/blocks.ts';
import { json } from '../http/send.ts';
import { vaultAddressText } from '../support/references.ts';
import { type Answer, startGateway, type TestGateway } from '../support/startGateway.ts';
import { expectLittleWork, expectRefused, posted, sendHostile } from './cleanRefusal.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());
afterAll(() => expectLittleWork(gateway));

interface Costed extends Omit<Answer, 'extensions'> {
  extensions: { aws: { calls: number }; cost: { awsCalls: number; nodes: number } };
}
const postQuery = async (query: string, variables?: Record<string, unknown>) =>
  (await gateway.query(query, variables)) as Costed;

const tooMany =
  'query ($n: Int) { vaults(first: $n) { nodes { jobs(first: $n) { nodes { ... on VaultJob { vault { jobs(first: $n) { nodes { __typename } } } } } } } } }';

describe.each<[string, string, Record<string, unknown>?]>([
  ['first of 99 999 999 as a literal', '{ vaults(first: 99999999) { nodes { name } } }'],
  ['first of 99 999 999 as a variable', 'query ($n: Int) { vaults(first: $n) { nodes { name } } }', { n: 99_999_999 }],
  ['first of 99 999 999 as a default', 'query ($n: Int = 99999999) { vaults(first: $n) { nodes { name } } }'],
  ['first of 99 999 999 below a list', '{ vaults { nodes { jobs(first: 99999999) { nodes { __typename } } } } }'],
  ['first of -1 below a list', '{ vaults { nodes { jobs(first: -1) { nodes { __typename } } } } }'],
  ['node budget: nested connections multiplied through variables', tooMany, { n: 1000 }],
  ['node budget: nested connections multiplied through variables, less', tooMany, { n: 30 }],
  [
    'node budget: lists beside each other',
    `{ ${Array.from({ length: 40 }, (_, i) => `a${i}: vaults(first: 1000) { nodes { name } }`).join(' ')} }`,
  ],
  [
    'calls: a call for each of many vaults, and for each of their jobs',
    '{ vaults(first: 1000) { nodes { tags { key } lock { state } jobs { nodes { __typename } } } } }',
  ],
  [
    'calls: the tags of all jobs again and again',
    `{ ${Array.from({ length: 60 }, (_, i) => `a${i}: jobs(first: ${i + 1}, filter: { tags: [{ key: "a" }] }) { nodes { id } }`).join(' ')} }`,
  ],
  [
    'depth: cyclic selection',
    `{ vault(name: "photos") { ${'jobs { nodes { ... on VaultJob { vault {'.repeat(5)} name ${'} } } }'.repeat(5)} } }`,
  ],
  [
    'a mutation that asks for too much of what it has made',
    `mutation { createVault(input: { ${vaultAddressText('v')} }) { ... on CreateVaultPayload { vault { jobs(first: 99999999) { nodes { __typename } } } } } }`,
  ],
])('%s', (_, query, variables) => {
  test('is refused before any upstream call', async () => {
    const { json: read } = await expectRefused(gateway, posted(query, variables));
    expect(read().errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('is refused for a subscription and for Accept: application/json', async () => {
    await expectRefused(gateway, { ...posted(query, variables), headers: json });
  });
});

test('a subscription that costs too much is refused as an event', async () => {
  const query =
    'subscription { vaultJobUpdates(vault: { id: "x" }) { job { ... on VaultJob { vault { jobs(first: 99999999) { nodes { __typename } } } } } } }';
  const { text } = await sendHostile(gateway, { ...posted(query), headers: { ...json, accept: 'text/event-stream' } });
  expect(text).toContain('first: the value must be between 0 and 1000, got 99999999.');
  expect(gateway.calls()).toEqual({});
});

test('the extensions of an answer contain the estimated and the actual cost', async () => {
  const { extensions } = await postQuery(
    '{ vaults(first: 10) { nodes { name jobs(first: 5) { nodes { __typename } } } } }',
  );
  expect(extensions.cost).toEqual({ awsCalls: 11, nodes: 60 });
  expect(extensions.aws.calls).toBe(11);
});

/** The GraphQL documents of the documentation: code blocks, and texts in single quotes in shell commands. */
const documented = blocks
  .flatMap(({ language, text }) => {
    if (language === 'graphql') return [text];
    return [...text.matchAll(/'((?:query|mutation|subscription|\{)[^']*\})'/g)].map(([, quoted = '']) => quoted);
  })
  .filter((text) => {
    try {
      return parse(text).definitions.length === 1;
    } catch {
      return false;
    }
  });

describe('a typical query', () => {
  test('is found in the documentation', () => expect(documented.length).toBeGreaterThanOrEqual(8));

  test.each(
    exampleOperations.map(
      (example) => [example.query.match(/(query|mutation|subscription) \w+/)?.[0], example] as const,
    ),
  )('as GraphiQL has it, %s, is within a fifth of every limit', async (_, { query, variables }) => {
    await withinAFifth(query, variables);
  });

  test.each(documented)('of the documentation costs at most a fifth of every limit: %s', async (query) => {
    await withinAFifth(query);
  });

  async function withinAFifth(query: string, variables?: Record<string, unknown>): Promise<void> {
    const config = defaultConfig();
    const fifth = (limit: number) => Math.ceil(limit / 5);
    await using strict = await startGateway({
      beside: gateway,
      // A fifth of the depth would refuse too much: some of what is asked for is nine deep.
      MAX_DEPTH: config.MAX_DEPTH - 2,
      MAX_ALIASES: fifth(config.MAX_ALIASES),
      MAX_TOKENS: fifth(config.MAX_TOKENS),
      MAX_AWS_CALLS: fifth(config.MAX_AWS_CALLS),
      MAX_NODES: fifth(config.MAX_NODES),
    });
    const { errors = [] } = await strict.query(query, variables);
    // Without its variables a query may fail, but the limits are checked before.
    expect(errors.filter(({ message }) => /may (come|have|lie)/.test(message))).toEqual([]);
  }
});

test.each<[string, Record<string, unknown>?]>([
  [
    '{ vaults(first: 27) { nodes { name numberOfArchives tags { key } jobs(first: 60) { nodes { ... on VaultJob { vault { sizeInBytes } } } } } } }',
  ],
  [
    '{ vault(name: "media-masters") { sizeInBytes jobs(first: 400) { nodes { __typename } } latestInventory { jobId inventory { inventoryDate archives(first: 20) { nodes { name } } } } } }',
  ],
  ['{ batchJobs(first: 100) { nodes { jobId manifest { location { eTag } } roleArn tags { key } } } }'],
  ['{ jobs(first: 20, filter: { accountIds: ["444455556666"] }) { nodes { id } } }'],
  [
    '{ provisionedCapacity { capacityId } dataRetrievalPolicy { rules { strategy } } vault(name: "media-masters") { lock { state } accessPolicy notifications { snsTopic } } }',
  ],
])('%s takes no more AWS calls than estimated', async (query, variables) => {
  const { extensions, errors } = await postQuery(query, variables);
  expect(errors).toBeUndefined();
  expect(extensions.aws.calls).toBeGreaterThan(0);
  expect(extensions.aws.calls).toBeLessThanOrEqual(extensions.cost.awsCalls);
});
