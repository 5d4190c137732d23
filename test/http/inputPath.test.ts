// Errors of GraphQL's own checks name the argument, as the checks of the gateway do.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const inVariables =
  'mutation ($input: InitiateArchiveRetrievalsInput!) { initiateArchiveRetrievals(input: $input) { __typename } }';
const vault = { address: { name: 'photos' } };

describe('a value that GraphQL refuses', () => {
  test.each([
    ['an enum value', { vault, archiveIds: ['a'], tier: 'SLOW' }, ['input', 'tier']],
    ['an item of a list', { vault, archiveIds: ['a', 7] }, ['input', 'archiveIds', '1']],
    ['a scalar', { vault, archiveIds: ['a'], snsTopic: 'topic' }, ['input', 'snsTopic']],
    ['a value that imitates a path', { vault, archiveIds: ['a'], tier: 'x" at "other"; y' }, ['input', 'tier']],
    ['an unknown field', { vault, archiveIds: ['a'], colour: 1 }, ['input']],
  ])('is named in variables: %s', async (_, input, inputPath) => {
    const { errors } = await gateway.query(inVariables, { input });
    expect(errors).toMatchObject([{ extensions: { inputPath } }]);
    expect(errors?.[0]?.message).toMatch(new RegExp(`^${inputPath.join('\\.')}: `));
  });

  test.each([
    ['an enum value', '{ batchJobs(statuses: [ACTIVE, SLEEPING]) { nodes { id } } }', ['statuses', '1']],
    ['a scalar', '{ vaults(accountId: "1") { nodes { name } } }', ['accountId']],
    [
      'a field of an input',
      '{ jobs(filter: { createdAfter: "yesterday" }) { nodes { id } } }',
      ['filter', 'createdAfter'],
    ],
    ['a number', '{ vaults(first: "ten") { nodes { name } } }', ['first']],
  ])('is named in a document: %s', async (_, query, inputPath) => {
    // The second answer comes from the cache of documents.
    for (const time of [1, 2]) {
      const { errors } = await gateway.query(query);
      expect(errors, String(time)).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED', inputPath } }]);
      expect(errors?.[0]?.message).toMatch(new RegExp(`^${inputPath.join('\\.')}: (?!${inputPath[0]})`));
    }
  });

  test('has no path if it is no value', async () => {
    const { errors } = await gateway.query('{ vaults { colour } }');
    expect(errors?.[0]?.extensions).not.toHaveProperty('inputPath');
  });
});
