// Start tokens that somebody with AWS credentials copies from the description of a job into another job.
import { GlacierClient, InitiateJobCommand, type JobParameters } from '@aws-sdk/client-glacier';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readStartToken, writeStartToken } from '../../src/aws/glacier/startToken.ts';
import { createClock } from '../../src/core/clock.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { vaultRef } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { passTime } from './passTime.ts';

const InitiateJob = 'glacier.InitiateJob';
const accountId = '111122223333';
const region = 'us-east-1';
const vaultName = 'copies';
const mebibyte = 2 ** 20;
const topic = `arn:aws:sns:${region}:${accountId}:ours`;
const startClock = createClock({ speed: 0 });

/** The gateway that sends the starts. Others beside it have the same secret and no memory of them. */
let gateway: TestGateway;
let client: GlacierClient;
let archives: string[];
const vault = () => {
  const { world } = gateway.simulator;
  const location = world.location(accountId, region);
  return location.vaults.get(vaultName) ?? world.addVault(location, vaultName);
};
beforeAll(async () => {
  gateway = await startGateway({ seed: 'empty', startClock, SNS_TOPICS: undefined });
  archives = Array.from(
    { length: 30 },
    () => gateway.simulator.world.addArchive(vault(), { content: zeroContent(4 * mebibyte), createdAt: 0 }).id,
  );
  client = new GlacierClient({
    endpoint: gateway.simulator.url,
    region,
    credentials: { accessKeyId: accountId, secretAccessKey: 'of somebody else' },
  });
});
afterAll(async () => {
  client?.destroy();
  await gateway?.[Symbol.asyncDispose]();
});

const withoutMemory = () => startGateway({ beside: gateway, startClock, SNS_TOPICS: undefined });

const start = async (at: TestGateway, field: string, input: object) => {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const { data, errors } = await passTime(
    startClock,
    () => gateway.simulator.calls.total,
    at.query(
      `mutation ($input: ${type}Input!) { result: ${field}(input: $input) {
        ... on MutationError { code message retryable } ... on ${type}Payload { job { jobId } } } }`,
      { input: { vault: vaultRef(vaultName), ...input } },
    ),
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.result;
};

/** Starts a job at AWS, past the gateway. */
const startAtAws = async (jobParameters: JobParameters): Promise<string> => {
  const { jobId = '' } = await client.send(new InitiateJobCommand({ accountId, vaultName, jobParameters }));
  return jobId;
};

const descriptionOf = (jobId: string) => vault().jobs.get(jobId)?.description ?? '';

let keys = 0;
const newKey = () => {
  keys += 1;
  return `key ${keys}`;
};

const select = {
  archiveId: '<archive>',
  selectParameters: {
    expression: 'SELECT * FROM archive',
    inputSerialization: { csv: { fieldDelimiter: ';' } },
    outputSerialization: { csv: {} },
  },
  outputLocation: { s3: { bucketName: 'results', prefix: 'a', tagging: [{ key: 'a', value: 'b' }] } },
};
const range = { start: 0, end: mebibyte - 1 };

/** Every kind of start, with all its arguments and with few. */
const starts: [name: string, field: string, input: object][] = [
  ['an archive', 'initiateArchiveRetrieval', { archiveId: '<archive>' }],
  [
    'an archive with its topic, tier and description',
    'initiateArchiveRetrieval',
    {
      archiveId: '<archive>',
      snsTopic: topic,
      tier: 'BULK',
      description: ' our words ',
    },
  ],
  ['an archive with an empty description', 'initiateArchiveRetrieval', { archiveId: '<archive>', description: '' }],
  ['a part of an archive', 'initiateArchiveRetrieval', { archiveId: '<archive>', retrievalByteRange: range }],
  [
    'the whole archive as a range',
    'initiateArchiveRetrieval',
    {
      archiveId: '<archive>',
      retrievalByteRange: { start: 0, end: 4 * mebibyte - 1 },
    },
  ],
  ['an inventory', 'initiateInventoryRetrieval', {}],
  [
    'a part of an inventory',
    'initiateInventoryRetrieval',
    {
      format: 'CSV',
      startDate: '2020-01-01T00:00:00.5+02:00',
      endDate: '2026-01-01T00:00:00Z',
      limit: 2,
      snsTopic: topic,
    },
  ],
  ['an inventory from a marker on', 'initiateInventoryRetrieval', { limit: 1, marker: '<marker>' }],
  ['a query', 'initiateSelect', { ...select, tier: 'EXPEDITED' }],
];

const filled = <T extends object>(input: T, archiveId = archives[0] ?? ''): T =>
  JSON.parse(JSON.stringify(input).replaceAll('<archive>', archiveId).replaceAll('<marker>', marker));
let marker = '';
beforeAll(async () => {
  const { job } = await start(gateway, 'initiateInventoryRetrieval', { limit: 1 });
  gateway.clock.advance(24 * 3_600_000);
  const { node } = await gateway.data(
    `{ node: vault(name: "${vaultName}") { jobs(first: 50) { nodes { ... on InventoryRetrievalJob {
      jobId inventoryRetrievalParameters { marker } } } } } }`,
  );
  marker = node.jobs.nodes.find(({ jobId }: { jobId: string }) => jobId === job.jobId).inventoryRetrievalParameters
    .marker;
});

describe('a start is recognized by what AWS describes of its job, running and ended:', () => {
  test.each(starts)('%s', async (_, field, input) => {
    const key = { ...filled(input), idempotencyKey: newKey() };
    const { job } = await start(gateway, field, key);
    expect(job.jobId).toMatch(/./);
    for (const hours of [0, 24]) {
      gateway.clock.advance(hours * 3_600_000);
      await using other = await withoutMemory();
      gateway.calls();
      expect(await start(other, field, key)).toEqual({ job });
      expect(gateway.calls()).not.toHaveProperty([InitiateJob]);
    }
  });
});

type Copy = (of: JobParameters, description: string) => JobParameters;
const withText = (description: string, text: string | undefined) =>
  writeStartToken(text, readStartToken(description).token ?? '');

type Started = (typeof starts)[number];
const startOf = (name: string): Started => {
  const found = starts.find(([each]) => each === name);
  if (!found) throw new Error(name);
  return found;
};
const archive = startOf('an archive with its topic, tier and description');
const inventory = startOf('a part of an inventory');
const query = startOf('a query');
const copies: [name: string, original: Started, copy: Copy][] = [
  ['another archive', archive, (of) => ({ ...of, ArchiveId: archives[9] ?? '' })],
  ['another tier', archive, (of) => ({ ...of, Tier: 'Standard' })],
  ['the default tier', archive, ({ Tier: _, ...of }) => of],
  ['another topic', archive, (of) => ({ ...of, SNSTopic: `${topic}-not` })],
  ['no topic', archive, ({ SNSTopic: _, ...of }) => of],
  ['a part of the archive', archive, (of) => ({ ...of, RetrievalByteRange: `0-${mebibyte - 1}` })],
  ['another text before the token', archive, (of, text) => ({ ...of, Description: withText(text, 'their words') })],
  ['no text before the token', archive, (of, text) => ({ ...of, Description: withText(text, undefined) })],
  ['another kind of job', archive, ({ Description }) => ({ Type: 'inventory-retrieval', Description })],
  ['another format', inventory, (of) => ({ ...of, Format: 'JSON' })],
  ['another limit', inventory, (of) => ranged(of, { Limit: '1' })],
  ['no limit', inventory, (of) => ranged(of, { Limit: undefined })],
  ['another start date', inventory, (of) => ranged(of, { StartDate: '2020-01-01T00:00:00Z' })],
  ['no end date', inventory, (of) => ranged(of, { EndDate: undefined })],
  ['no range of an inventory', inventory, ({ InventoryRetrievalParameters: _, ...of }) => of],
  [
    'another expression',
    query,
    (of) => ({ ...of, SelectParameters: { ...of.SelectParameters, Expression: 'SELECT 1' } }),
  ],
  [
    'another bucket',
    query,
    (of) => ({ ...of, OutputLocation: { S3: { ...of.OutputLocation?.S3, BucketName: 'theirs' } } }),
  ],
  [
    'a grant',
    query,
    (of) => ({ ...of, OutputLocation: { S3: { ...of.OutputLocation?.S3, CannedACL: 'public-read' } } }),
  ],
  ['another tier of a query', query, (of) => ({ ...of, Tier: 'Bulk' })],
];
const ranged = (of: JobParameters, more: JobParameters['InventoryRetrievalParameters']): JobParameters => ({
  ...of,
  InventoryRetrievalParameters: { ...of.InventoryRetrievalParameters, ...more },
});

/** The parameters that the gateway sent. */
async function sentBy(field: string, input: object) {
  const { job } = await start(gateway, field, input);
  const at = vault().jobs.get(job.jobId);
  if (!at) throw new Error('no job');
  return { job, parameters: parametersOf(at) };
}

function parametersOf(job: NonNullable<ReturnType<ReturnType<typeof vault>['jobs']['get']>>): JobParameters {
  const common: JobParameters = { Description: job.description, SNSTopic: job.snsTopic, Tier: job.tier };
  switch (job.action) {
    case 'ArchiveRetrieval':
      return { ...common, Type: 'archive-retrieval', ArchiveId: job.archive.id };
    case 'InventoryRetrieval': {
      const { format, startDate, endDate, limit } = job.query;
      return {
        ...common,
        Type: 'inventory-retrieval',
        Format: format,
        InventoryRetrievalParameters: { StartDate: startDate, EndDate: endDate, Limit: limit?.toString() },
      };
    }
    case 'Select':
      return {
        ...common,
        Type: 'select',
        ArchiveId: job.archive.id,
        SelectParameters: job.parameters,
        OutputLocation: job.outputLocation,
      };
  }
}

describe('a job with a copied token and', () => {
  test.each(copies)('%s is not handed to the owner of the key', async (_, [, field, input], copy) => {
    const key = { ...filled(input), idempotencyKey: newKey() };
    const { job, parameters } = await sentBy(field, key);
    gateway.clock.advance(1_000);
    const foreign = await startAtAws(copy(parameters, parameters.Description ?? ''));
    expect(readStartToken(descriptionOf(foreign)).token).toBe(readStartToken(descriptionOf(job.jobId)).token);

    await using other = await withoutMemory();
    gateway.calls();
    expect(await start(other, field, key)).toEqual({ job });

    // AWS no longer lists the own job, or does not list it yet.
    vault().jobs.delete(job.jobId);
    await using third = await withoutMemory();
    const result = await start(third, field, key);
    expect(result).toMatchObject({ code: 'INDETERMINATE', retryable: true });
    expect(result.message).toContain(foreign);
    expect(gateway.calls()).not.toHaveProperty([InitiateJob]);
    vault().jobs.delete(foreign);
  });

  test('all the same parameters is younger than the own job, which its key returns', async () => {
    const [, field, input] = archive;
    const key = { ...filled(input), idempotencyKey: newKey() };
    const { job, parameters } = await sentBy(field, key);
    gateway.clock.advance(1_000);
    await startAtAws(parameters);
    await using other = await withoutMemory();
    expect(await start(other, field, key)).toEqual({ job });
  });

  test('another fingerprint does not make the key one of other arguments', async () => {
    const [, field, input] = archive;
    const key = { ...filled(input), idempotencyKey: newKey() };
    const { job, parameters } = await sentBy(field, key);
    const { text, token } = readStartToken(parameters.Description);
    const forged = `${token?.slice(0, 20)}AAAAAAAA`;
    const foreign = await startAtAws({ ...parameters, Description: writeStartToken(text ?? undefined, forged) });
    gateway.calls();
    await using other = await withoutMemory();
    expect(await start(other, field, key)).toEqual({ job });
    vault().jobs.delete(job.jobId);
    await using third = await withoutMemory();
    expect(await start(third, field, key)).toMatchObject({ code: 'INDETERMINATE' });
    expect(gateway.calls()).not.toHaveProperty([InitiateJob]);
    vault().jobs.delete(foreign);
  });
});

test('a key that was used with other arguments is an IdempotencyError without any memory of it, for every kind of start', async () => {
  for (const [, field, input] of starts) {
    const key = { ...filled(input), idempotencyKey: newKey() };
    await start(gateway, field, key);
    await using other = await withoutMemory();
    gateway.calls();
    expect(await start(other, field, { ...key, description: 'other words' })).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
    expect(gateway.calls()).not.toHaveProperty([InitiateJob]);
  }
});

test('a start whose response is lost is not resolved by a copy that another query shows', async () => {
  const key = { archiveId: archives[3] ?? '', idempotencyKey: newKey() };
  const { faults } = gateway.simulator;
  faults.set([
    { operation: InitiateJob, kind: '5xx', when: 'after', call: 1 },
    { operation: 'glacier.ListJobs', kind: 'lag', lagMilliseconds: 3_600_000 },
  ]);
  expect(await start(gateway, 'initiateArchiveRetrieval', key)).toMatchObject({ code: 'INDETERMINATE' });
  const own = [...vault().jobs.values()].find((job) => 'archive' in job && job.archive.id === key.archiveId);
  if (!own) throw new Error('no job');
  vault().jobs.delete(own.id);
  faults.clear();
  gateway.calls();
  const foreign = await startAtAws({ ...parametersOf(own), Tier: 'Bulk' });
  await gateway.data(`{ vault(name: "${vaultName}") { jobs(first: 100) { nodes { __typename } } } }`);
  expect(await start(gateway, 'initiateArchiveRetrieval', key)).toMatchObject({ code: 'INDETERMINATE' });
  // However much time passes: the token was in use, so the job may have been made.
  startClock.advance(3_600_000);
  expect(await start(gateway, 'initiateArchiveRetrieval', key)).toMatchObject({ code: 'INDETERMINATE' });
  expect(gateway.calls()[InitiateJob]).toBe(1);
  vault().jobs.set(own.id, own);
  expect(await start(gateway, 'initiateArchiveRetrieval', key)).toEqual({ job: { jobId: own.id } });
  vault().jobs.delete(foreign);
});

test('a Batch job that somebody made with the token of a key and other members is not returned', async () => {
  const input = {
    vault: undefined,
    location: { accountId, region },
    operation: { s3InitiateRestoreObject: { expirationInDays: 7, glacierJobTier: 'BULK' } },
    manifest: {
      manifest: {
        spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] },
        location: { objectArn: 'arn:aws:s3:::manifests/restore.csv', eTag: '60e460c9d1046e73f7dde5043ac3ae85' },
      },
    },
    priority: 10,
    roleArn: `arn:aws:iam::${accountId}:role/batch`,
  };
  const { tokens } = gateway.simulator.world.location(accountId, region).batch;
  const idempotencyKey = newKey();
  const { job } = await start(gateway, 'createBatchJob', { ...input, idempotencyKey });
  const [token = ''] = [...tokens].find(([, { jobId }]) => jobId === job.jobId) ?? [];
  expect(token).toMatch(/^[0-9a-f]{64}$/);
  const { job: theirs } = await start(gateway, 'createBatchJob', { ...input, priority: 1 });
  const [, made] = [...tokens].find(([, { jobId }]) => jobId === theirs.jobId) ?? [];
  if (!made) throw new Error('no job');
  tokens.set(token, made);
  expect(await start(gateway, 'createBatchJob', { ...input, idempotencyKey })).toMatchObject({
    code: 'IDEMPOTENCY_MISMATCH',
  });
});
