// Arguments that are omitted, null or empty: defaults are in the schema, an empty list restricts nothing, and `first: 0`
// returns a page without items.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';

describe('an empty list', () => {
  let gateway: TestGateway;
  let omitted: Awaited<ReturnType<typeof read>>;
  beforeAll(async () => {
    gateway = await startGateway();
    omitted = await read();
    expect(omitted.jobs.nodes).toHaveLength(20);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const read = async (filter = '') => {
    gateway.calls();
    const { jobs } = await gateway.data(`{ jobs(first: 20, maxAgeSeconds: 0 ${filter}) {
      nodes { id } pageInfo { hasNextPage } sources { accountId region service }
    } }`);
    return { jobs, calls: gateway.calls() };
  };

  test.each(['phases', 'outcomes', 'kinds', 'accountIds', 'regions', 'vaultNames', 'operationNames', 'tiers', 'tags'])(
    'means the same as an omitted one for jobs(filter: { %s })',
    async (name) => expect(await read(`filter: { ${name}: [] }`)).toEqual(omitted),
  );

  test('does not lift the other conditions of a filter', async () => {
    const { jobs } = await gateway.data(
      '{ jobs(first: 20, filter: { phases: [], outcomes: [], kinds: [BATCH] }) { nodes { __typename } } }',
    );
    expect(jobs.nodes).toEqual(Array(20).fill({ __typename: 'BatchJob' }));
  });

  test('of statuses means all Batch jobs, and its cursor is that of the whole list', async () => {
    const { omitted, empty } = await gateway.data(`{
      omitted: batchJobs(first: 20) { nodes { id } pageInfo { endCursor } }
      empty: batchJobs(first: 20, statuses: []) { nodes { id } pageInfo { endCursor } }
    }`);
    expect(empty).toEqual(omitted);
    expect(empty.nodes).toHaveLength(20);
  });

  test('of statuses means events of all Batch jobs', async () => {
    const ofJobs = async (args: string) => {
      await using events = await subscribe(gateway.url, `subscription { batchJobUpdates${args} { job { jobId } } }`);
      return await events.take(10);
    };
    // The order of the first events is that in which their jobs are read.
    for (const events of [await ofJobs(''), await ofJobs('(statuses: [])')]) {
      expect(events.every(({ errors }) => errors === undefined)).toBe(true);
      expect(new Set(events.map(({ data }) => data.batchJobUpdates.job.jobId)).size).toBe(10);
    }
  });
});

describe('first: 0', () => {
  test.each([
    ['vaults', '{ page: vaults(first: 0) FIELDS }', {}],
    ['batchJobs', '{ page: batchJobs(first: 0, statuses: [ACTIVE]) FIELDS }', {}],
    [
      'jobs of a vault',
      '{ vault(name: "media-masters") { page: jobs(first: 0) FIELDS } }',
      { 'glacier.DescribeVault': 1 },
    ],
    [
      'archives of an inventory',
      '{ vault(name: "media-masters") { latestInventory { inventory { page: archives(first: 0) FIELDS } } } }',
      { 'glacier.DescribeVault': 1, 'glacier.ListJobs': 6 },
    ],
  ])('of %s is a page without items that costs no call', async (_, query, calls) => {
    await using gateway = await startGateway();
    const data = await gateway.data(
      query.replace('FIELDS', '{ nodes { __typename } edges { cursor } pageInfo { hasNextPage endCursor } }'),
    );
    expect(JSON.stringify(data)).toContain(
      '"page":{"nodes":[],"edges":[],"pageInfo":{"hasNextPage":true,"endCursor":null}}',
    );
    expect(gateway.calls()).toEqual(calls);
    const below = '{ vaults(first: 0) { nodes { jobs(first: 1000) { nodes { __typename } } tags { key } } } }';
    expect(await gateway.data(below)).toEqual({ vaults: { nodes: [] } });
  });

  test('of all jobs returns the sources', async () => {
    await using gateway = await startGateway();
    const { jobs } = await gateway.data(
      '{ jobs(first: 0) { nodes { id } pageInfo { hasNextPage } sources { status } } }',
    );
    expect(jobs).toMatchObject({ nodes: [], pageInfo: { hasNextPage: true } });
    expect(jobs.sources.length).toBeGreaterThan(1);
  });

  test('does not make a vault exist', async () => {
    await using gateway = await startGateway();
    expect(await gateway.data('{ vault(name: "no-such-vault") { jobs(first: 0) { nodes { __typename } } } }')).toEqual({
      vault: null,
    });
  });
});

describe('defaults', () => {
  let empty: TestGateway;
  beforeAll(async () => {
    empty = await startGateway({ seed: 'empty' });
  });
  afterAll(() => empty[Symbol.asyncDispose]());

  test.each([
    ['InitiateArchiveRetrievalInput', 'tier', 'STANDARD'],
    ['InitiateArchiveRetrievalsInput', 'tier', 'STANDARD'],
    ['InitiateSelectInput', 'tier', 'STANDARD'],
    ['InitiateInventoryRetrievalInput', 'format', 'JSON'],
    ['EnsureInventoryInput', 'format', 'JSON'],
    ['SelectParametersInput', 'expressionType', 'SQL'],
    ['SelectS3LocationInput', 'storageClass', 'STANDARD'],
    ['LambdaInvokeInput', 'invocationSchemaVersion', '"1.0"'],
    ['S3PutObjectRetentionInput', 'bypassGovernanceRetention', 'false'],
  ])('of %s.%s are in the schema: %s', async (type, field, value) => {
    const { __type } = await empty.data(`{ __type(name: "${type}") { inputFields { name defaultValue } } }`);
    expect(__type.inputFields).toContainEqual({ name: field, defaultValue: value });
  });

  test('of first are in the schema, and null means the default', async () => {
    const { __schema } = await empty.data('{ __schema { types { name fields { name args { name defaultValue } } } } }');
    type Argument = { name: string; defaultValue: string | null };
    type Field = { name: string; args: Argument[] };
    const defaults = __schema.types
      .flatMap(({ fields }: { fields: Field[] | null }) => fields ?? [])
      // Of a histogram, which is no connection.
      .filter(({ name }: Field) => name !== 'failures')
      .flatMap(({ args }: Field) =>
        args.filter(({ name }) => name === 'first').map(({ defaultValue }) => defaultValue),
      );
    expect(new Set(defaults)).toEqual(new Set(['50']));
    const { batchJobs } = await empty.data('{ batchJobs(first: null) { nodes { id } } }');
    expect(batchJobs.nodes).toEqual([]);
  });

  test('apply to a start: omitted, null and given defaults are the same input of an idempotency key', async () => {
    await using gateway = await startGateway();
    const start = (options: string) =>
      gateway.data(`mutation { initiateInventoryRetrieval(input: {
        vault: { address: { accountId: "111122223333", region: "us-east-1", name: "media-masters" } }, idempotencyKey: "k" ${options}
      }) { ... on InitiateInventoryRetrievalPayload { job { id inventoryRetrievalParameters { format } } } } }`);
    const started = await start('');
    expect(started.initiateInventoryRetrieval.job.inventoryRetrievalParameters.format).toBe('JSON');
    expect(await start(', format: null')).toEqual(started);
    expect(await start(', format: JSON')).toEqual(started);
  });
});
