// Malicious GraphQL documents.
import { getIntrospectionQuery } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { json, send } from '../http/send.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { canary, expectHealthy, expectLittleWork, expectRefused, posted, sendHostile } from './cleanRefusal.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ INTROSPECTION: false });
});
afterAll(() => gateway[Symbol.asyncDispose]());
// Each is parsed up to the limits, and most are validated.
afterAll(() => expectLittleWork(gateway, 50_000));

const times = (count: number, write: (index: number) => string, between = ' ') =>
  Array.from({ length: count }, (_, index) => write(index)).join(between);

/** Fragments that each spread the next one twice: 2^30 leaves. */
const doubling = (spread: (next: number) => string) =>
  `{ ...F0 } ${times(30, (i) => `fragment F${i} on Query { ${spread(i + 1)} }`)} fragment F30 on Query { __typename }`;

const tooDeepVault = (depth: number) =>
  `{ vault(name: "photos") { ${times(depth, () => 'jobs { nodes { ... on VaultJob { vault {')} name ${times(depth, () => '} } } }')} } }`;

describe.each<[string, string]>([
  ['introspection __type', '{ __type(name: "Vault") { name fields { name } } }'],
  [
    'circular introspection (graphql-cop circular_query_introspection)',
    `{ __schema { types { ${times(8, () => 'fields { type {')} name ${times(8, () => '} }')} } } }`,
  ],
  ['the usual introspection query', getIntrospectionQuery()],
  ['no suggestion on a root field typo', '{ vautls { nodes { name } } }'],
  ['no suggestion on an argument typo', '{ vault(nmae: "photos") { name } }'],
  ['no suggestion for a value of an enum', '{ jobs(filter: { phases: [RUNING] }) { nodes { id } } }'],
  ['101 aliases of __typename (graphql-cop alias_overloading)', `{ ${times(101, (i) => `a${i}: __typename`)} }`],
  [
    'aliases in a fragment, each time it is spread',
    `{ ...A ...A ...A ...A } fragment A on Query { ${times(20, (i) => `a${i}: __typename`)} }`,
  ],
  [
    '10 repeated unknown directives (graphql-cop directive_overloading)',
    `{ __typename ${times(10, () => '@aa', '')} }`,
  ],
  ['1000 directives that are known', `{ __typename ${times(1000, () => '@include(if: true)')} }`],
  ['fragment spreading itself', '{ ...F } fragment F on Query { __typename ...F }'],
  ['cycle of 200 fragments', `{ ...F0 } ${times(200, (i) => `fragment F${i} on Query { ...F${(i + 1) % 200} }`)}`],
  ['cycle of three fragments', `{ ...F0 } ${times(3, (i) => `fragment F${i} on Query { ...F${(i + 1) % 3} }`)}`],
  ['doubling fragments, 2^30 leaves', doubling((next) => `...F${next} ...F${next}`)],
  [
    'doubling fragments with aliases in inline fragments',
    doubling((next) => `... { ...F${next} } ... on Query { ...F${next} a${next}: __typename }`),
  ],
  [
    'overlapping fragments, quadratic validation',
    `{ ${times(90, (i) => `...F${i}`)} } ${times(90, (i) => `fragment F${i} on Query { ${times(40, (j) => `x${j}: vault(name: "${i}") { id }`)} }`)}`,
  ],
  ['nesting of 200 inline fragments', `{ ${times(200, () => '... {')} __typename ${times(200, () => '}')} }`],
  ['nesting of fields', tooDeepVault(8)],
  [
    'list literal nested 20 000 deep (parser stack)',
    `{ vault(name: ${'['.repeat(20_000)}${']'.repeat(20_000)}) { id } }`,
  ],
  [
    'list literal nested 1 900 deep, under the limit of tokens',
    `{ vault(name: ${'['.repeat(1900)}${']'.repeat(1900)}) { id } }`,
  ],
  ['selections nested 1 900 deep, under the limit of tokens', `${'{a'.repeat(1300)}${'}'.repeat(1300)}`],
  ['list type nested 1 900 deep', `query ($v: ${'['.repeat(1900)}Int${']'.repeat(1900)}) { __typename }`],
  ['token flood: 100 000 tokens', `{ ${times(100_000, () => 'a')} }`],
  ['string literal of 512 KB', `{ vault(name: "${canary.repeat(32_768)}") { id } }`],
  ['string literal of 64 KB', `{ vault(name: "${canary.repeat(4096)}") { id } }`],
  ['block string of 200 000 lines', `{ vault(name: """${'\n'.repeat(200_000)}""") { id } }`],
  ['a number of 64 KB', `{ vaults(first: ${'1'.repeat(65_536)}) { nodes { id } } }`],
  ['5 000 variable definitions', `query (${times(5_000, (i) => `$v${i}: Int`)}) { __typename }`],
  ['500 variable definitions', `query (${times(500, (i) => `$v${i}: Int`)}) { __typename }`],
  ['5 000 operations', times(5_000, (i) => `query Q${i} { __typename }`)],
  ['500 operations', times(500, (i) => `query Q${i} { __typename }`)],
  ['2 000 unknown fields: bounded answer', `{ ${times(2_000, (i) => `unknown${i}`)} }`],
  ['an unknown field with a name of 200 characters', `{ ${'n'.repeat(200)} }`],
  ['lone surrogate escape', '{ vault(name: "\\uD800") { id } }'],
  ['lone surrogate', '{ vault(name: "\ud800") { id } }'],
  ['@defer and @stream from a client', '{ ... @defer { __typename } vaults { nodes @stream { id } } }'],
  ['schema definition language in a request', 'type Secret { name: String }'],
  ['schema definition language beside a query', '{ __typename } extend type Query { secret: String }'],
  ['a type extension of a directive', 'directive @secret on FIELD'],
  ['NUL byte in the query', '{ __typename \0 }'],
  ['subscription with introspection root', 'subscription { __typename }'],
  [
    'subscription with two roots',
    'subscription { batchJobUpdates { job { id } } other: batchJobUpdates { job { id } } }',
  ],
])('%s', (_, document) => {
  test.each(['application/graphql-response+json', '*/*'])('is refused for Accept: %s', async (accept) => {
    const { text } = await expectRefused(gateway, posted(document, undefined, accept));
    expect(text).not.toMatch(/n{100}|unknown1999/);
  });
});

test.each<[string, string]>([
  ['introspection', '{ __schema { types { name } } }'],
  ['too many words', `{ ${times(5_000, () => 'a')} }`],
  ['too long', `{ ${' '.repeat(200_000)} __typename }`],
  ['too many comments', `{ __typename ${'#\n'.repeat(3_000)} }`],
  ['nested too deep', `{ vault(name: ${'['.repeat(3_900)}`],
  ['too much to compare', `{ ${times(1_900, () => '__typename')} }`],
  ['more mistakes than are reported', `{ __typename ${times(10, () => '@aa', '')} }`],
  ['a NUL byte', '{ __typename \0 }'],
  ['a NUL byte in a text', '{ vault(name: "a\0") { id } }'],
  ['a NUL byte in a comment', '{ __typename } #\0'],
  ['a lone surrogate', '{ vault(name: "\ud800") { id } }'],
  ['a variable called __proto__', 'query ($__proto__: String!) { vault(name: $__proto__) { id } }'],
])('%s is refused with 400 for Accept: application/json, too', async (_, document) => {
  const { text } = await expectRefused(
    gateway,
    posted(document, JSON.parse('{"__proto__":"photos"}'), 'application/json'),
  );
  expect(text).toContain('"BAD_USER_INPUT"');
});

test.each([
  ['selections', 64, `${'{a'.repeat(64)}${'}'.repeat(64)}`, 'Selections may be nested at most 50 levels deep.'],
  ['selections', 129, `${'{a'.repeat(129)}${'}'.repeat(129)}`, 'The document is nested too deeply.'],
  ['selections', 1_990, `${'{a'.repeat(1_990)}${'}'.repeat(1_990)}`, 'The document is nested too deeply.'],
  [
    'a list',
    100,
    `{ vault(name: ${'['.repeat(100)}${']'.repeat(100)}) { id } }`,
    'Values may be nested at most 50 levels deep.',
  ],
  [
    'a list',
    1_900,
    `{ vault(name: ${'['.repeat(1_900)}${']'.repeat(1_900)}) { id } }`,
    'The document is nested too deeply.',
  ],
])(
  '%s nested %i deep: the same message on every version of Node, whatever its stack holds',
  async (_, __, document, message) => {
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const { status, text } = await send(gateway.url, posted(document, undefined, accept));
      expect(status).toBe(400);
      expect(JSON.parse(text).errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  },
);

test('a subscription whose root field depends on a variable is refused over every transport', async () => {
  const query = 'subscription ($no: Boolean = true) { batchJobUpdates @skip(if: $no) { job { id } } }';
  await expectRefused(gateway, posted(query));
  const events = await send(gateway.url, posted(query, {}, 'text/event-stream'));
  expect([events.status, events.text]).toEqual([200, expect.stringContaining('GRAPHQL_VALIDATION_FAILED')]);
});

test('introspection hidden in a fragment and behind @skip is refused over every transport', async () => {
  const query =
    'query ($no: Boolean!) { ...F } fragment F on Query { ... @skip(if: $no) { s: __schema { types { name } } } }';
  for (const no of [true, false]) await expectRefused(gateway, posted(query, { no }));

  const events = await send(gateway.url, {
    ...posted(query, { no: false }),
    headers: { ...json, accept: 'text/event-stream' },
  });
  expect(events.text).not.toContain('"Vault"');

  const client = createClient({ url: gateway.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  const error = await new Promise<unknown>((resolve) => {
    client.subscribe({ query, variables: { no: false } }, { next: resolve, error: resolve, complete: () => undefined });
  });
  expect(error).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  await client.dispose();
});

describe('a gateway with introspection', () => {
  test('answers the standard introspection query, and refuses a circular one', async () => {
    await using open = await startGateway();
    const { data } = await open.query(
      getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, oneOf: true }),
    );
    expect(data.__schema.types.length).toBeGreaterThan(100);
    await expectRefused(
      open,
      posted(`{ __schema { types { ${times(8, () => 'fields { type {')} name ${times(8, () => '} }')} } } }`),
    );
  });
});

test.each<[string, string]>([
  ['500 repeated fields (graphql-cop field_duplication)', `{ ${times(500, () => '__typename')} }`],
  [
    'token flood under the body limit: 20 000 commas and comments',
    `{ __typename ${', '.repeat(20_000)} ${'#\n'.repeat(1_000)} }`,
  ],
  [
    'aliases named __proto__, constructor, hasOwnProperty',
    '{ __proto__: __typename constructor: __typename hasOwnProperty: __typename }',
  ],
])('%s: is answered', async (_, query) => {
  expect((await sendHostile(gateway, posted(query))).status).toBe(200);
  await expectHealthy(gateway);
});

test('a document of 20,000 comments is refused', async () => {
  await expectRefused(gateway, posted(`{ __typename ${'#\n'.repeat(20_000)} }`));
});

test.each([['a text'], [['a list']], [1], [true]])('variables as %j are refused', async (variables) => {
  await expectRefused(gateway, posted('{ __typename }', variables));
});

test('a response contains no tracing (graphql-cop trace_mode)', async () => {
  const { text, json: read } = await send(gateway.url, {
    ...posted('{ __typename }'),
    headers: { ...json, 'x-apollo-tracing': '1', tracing: 'true' },
  });
  expect(text).not.toMatch(/tracing|startOffset|duration/);
  expect(Object.keys(read().extensions ?? {}).sort()).not.toContain('tracing');
});

test('an error about a variable does not contain its value', async () => {
  const query =
    'query ($account: AccountId, $filter: JobFilter, $first: Int) { vaults(filter: { accountIds: [$account] }, first: $first) { nodes { id } } jobs(filter: $filter) { nodes { id } } }';
  for (const variables of [
    { account: canary },
    { account: { [canary]: `; ${canary}; ` } },
    { first: canary },
    { filter: { phases: [canary] } },
    { filter: { phases: ['RUNING'] } },
    { filter: { [canary]: 1 } },
    { filter: { phasess: [] } },
    { first: 'secret' },
    { first: '; secret' },
    { account: { secret: 1 } },
    { account: ['secret'] },
  ]) {
    const { text } = await expectRefused(gateway, posted(query, variables), { statuses: [200, 400] });
    expect(text).not.toMatch(/"RUNNING"|phases\?|secret/);
  }
});

test.each([
  'vault(name: secret)',
  'vault(name: {secret: 1})',
  'vaults(first: "; secret")',
  'vaults(filter: { accountIds: ["secret"] })',
])('an error about %s does not contain its value', async (field) => {
  const { text } = await expectRefused(gateway, posted(`{ ${field} { __typename } }`));
  expect(text).not.toContain('secret');
});
