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

  test('is not written into an error for each of its many unknown fields', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`field${index}`, 'x'.repeat(10_000)]));
    const { errors } = await gateway.query(inVariables, { input: { vault, archiveIds: ['a'], ...unknown } });
    expect(errors?.map(({ message }) => message)).toEqual([
      ...Array.from({ length: 5 }, () => expect.stringMatching(/^input: /)),
      expect.stringContaining('Too many errors'),
    ]);
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

describe('a value of a scalar', () => {
  const account = (value: unknown) => `{ jobs(filter: { accountIds: [${JSON.stringify(value)}] }) { nodes { id } } }`;
  const topic = (value: unknown) =>
    `mutation { initiateInventoryRetrieval(input: { vault: { id: "x" }, snsTopic: ${JSON.stringify(value)} }) { __typename } }`;
  const created = (value: unknown) => `{ jobs(filter: { createdAfter: ${JSON.stringify(value)} }) { nodes { id } } }`;
  const size = (value: unknown) =>
    `{ estimateArchiveRetrieval(sizeInBytes: ${JSON.stringify(value)}, tier: BULK) { cost { amount } } }`;

  const instant =
    /DateTime: An instant in the format of RFC 3339, with time and offset, e\.g\. 2026-01-15T08:30:00\.000Z/;
  const dates = [
    '2024-01-01',
    '2024-01-01T10:30',
    '2024-01',
    '10:30',
    '2024-02-30T00:00:00Z',
    '',
    1_704_067_200_000,
    true,
  ];
  const wrong: [type: string, value: unknown, path: string, document: (value: unknown) => string, form: RegExp][] = [
    // What the inputs of a browser send: date, datetime-local, month, time.
    ...dates.map((value) => ['DateTime', value, 'filter.createdAfter', created, instant] as (typeof wrong)[number]),
    ['AccountId', '1111-2222-3333', 'filter.accountIds.0', account, /AccountId: .* 12 digits without hyphens, e\.g\./],
    ['AccountId', 111122223333, 'filter.accountIds.0', account, /AccountId: .* 12 digits without hyphens, e\.g\./],
    ['Arn', 'topic', 'input.snsTopic', topic, /Arn: .* e\.g\. arn:aws:sns/],
    ['SafeInt', '5', 'sizeInBytes', size, /SafeInt: .* e\.g\. 5000000000/],
    ['SafeInt', 1.5, 'sizeInBytes', size, /SafeInt: .* e\.g\. 5000000000/],
    ['SafeInt', 2 ** 60, 'sizeInBytes', size, /SafeInt: .* from -\(2\^53 - 1\) to 2\^53 - 1/],
  ];

  test.each(wrong)('of the type %s names field and form: %j', async (type, value, path, document, form) => {
    const { errors } = await gateway.query(document(value));
    expect(errors?.[0]?.message).toMatch(form);
    expect(errors?.[0]?.message.startsWith(`${path}: `)).toBe(true);
    expect(errors?.[0]?.extensions['inputPath']).toEqual(path.split('.'));

    const operation = /^mutation /.test(document('')) ? 'mutation' : 'query';
    const query = document('VALUE')
      .replace('"VALUE"', '$value')
      .replace(/^(mutation )?/, `${operation} ($value: ${type}!) `);
    const ofVariable = (await gateway.query(query, { value })).errors;
    expect(ofVariable?.[0]?.message).toMatch(form);
    expect(ofVariable?.[0]?.message).toMatch(/^value: /);
  });

  test('in a variable of an input type names the field in it', async () => {
    const query = 'query ($filter: JobFilter) { jobs(filter: $filter) { nodes { id } } }';
    const { errors } = await gateway.query(query, { filter: { createdAfter: '2024-01-01' } });
    expect(errors?.[0]?.message).toMatch(/^filter\.createdAfter: /);
    expect(errors?.[0]?.message).toMatch(instant);
  });
});
