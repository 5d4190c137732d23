// The estimated AWS calls of the documented operations are within a factor of two of the calls that they make on the demo
// world, by a gateway that knows nothing yet.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleOperations } from '../../src/http/endpoints/exampleOperations.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { blocks } from './blocks.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ archives: 1000 });
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** The operations without variables that shell blocks send as JSON. */
const inShell = (text: string): string[] =>
  [...text.matchAll(/"query": ("(?:[^"\\]|\\.)*")/g)].flatMap(([, json = '']) => {
    const query = JSON.parse(json) as string;
    return query.includes('$') ? [] : query;
  });

type Shown = [name: string, query: string, variables?: Record<string, unknown> | undefined];

const operations: Shown[] = [
  ...blocks.flatMap(({ page, line, language, marks, text }): Shown[] => {
    const name = `${page}:${line}`;
    if (language === 'graphql' && !('recipe' in marks) && !text.includes('"..."')) return [[name, text]];
    return language === 'sh' ? inShell(text).map((query) => [name, query]) : [];
  }),
  ...exampleOperations.map(
    ({ query, variables }): Shown => [
      `GraphiQL: ${/(?:query|mutation|subscription) (\w+)/.exec(query)?.[1]}`,
      query,
      variables,
    ],
  ),
  // Shapes of which the estimate was off by more than a factor of ten.
  [
    'the vault of each job',
    '{ vaults(first: 27) { nodes { jobs(first: 50) { nodes { ... on VaultJob { vault { tags { key } } } } } } } }',
  ],
  [
    'the vault of each of many jobs',
    '{ vaults(first: 27) { nodes { jobs(first: 100) { nodes { ... on VaultJob { vault { tags { key } } } } } } } }',
  ],
  ['ARNs', '{ batchJobs(first: 50) { nodes { jobArn } } }'],
  [
    'equal lists',
    '{ vault(name: "media-masters") { a: jobs(first: 50) { nodes { __typename } } b: jobs(first: 50) { nodes { __typename } } } }',
  ],
  [
    'the graph',
    '{ gateway { accounts { locations { vaults(first: 3) { nodes { name } } batchJobs(first: 3) { nodes { jobId } } } } } }',
  ],
];

const shown = operations.filter(([, query]) => !/^subscription/m.test(query));

/** A mutation of a placeholder ends with the error of its first call, and a query of one with null. */
const isRefused = (data: Record<string, { code?: string } | null> | null): boolean =>
  Object.values(data ?? {}).some((result) => result === null || result.code !== undefined);

/** Its estimate is that of as many jobs as `limit` allows; the filter may match fewer. */
const isBulk = (query: string): boolean => /\b(?:cancelBatchJobs|confirmBatchJobs|setBatchJobPriorities)\(/.test(query);

test('there are some', () => expect(shown.length).toBeGreaterThan(15));

test.each(shown)('%s', async (_, query, variables) => {
  await using cold = await startGateway({ beside: gateway });
  const { data, extensions, errors } = await cold.query(query, variables);
  const estimate = extensions?.cost?.awsCalls;
  const actual = extensions?.aws.calls;
  if (estimate === undefined || actual === undefined) throw new Error(JSON.stringify(errors));
  expect([estimate, actual], `estimate ${estimate}, actual ${actual}`).toSatisfy(
    () => actual <= 2 * estimate && (isRefused(data) || isBulk(query) || estimate <= 2 * actual),
  );
});
