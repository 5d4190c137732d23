// Which calls with one key are the same call: keys and arguments that are equal by meaning, with and without a memory.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { home, vaultRef } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { passTime } from './passTime.ts';

const vaultName = 'equal';
const startClock = createClock({ speed: 0 });

let gateway: TestGateway;
let archiveId: string;
let vaultId: string;
beforeAll(async () => {
  gateway = await startGateway({ seed: 'empty', startClock, SNS_TOPICS: undefined });
  const { world } = gateway.simulator;
  const vault = world.addVault(world.location(home.accountId, home.region), vaultName);
  archiveId = world.addArchive(vault, { content: zeroContent(2 ** 21), createdAt: 0 }).id;
  vaultId = (await gateway.data(`{ vault(name: "${vaultName}") { id } }`)).vault.id;
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

async function start(at: TestGateway, field: string, input: object) {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const job =
    field === 'initiateArchiveRetrievals'
      ? 'outcomes { result { ... on MutationError { code } ... on InitiateArchiveRetrievalPayload { job { jobId } } } }'
      : 'job { jobId }';
  const text = JSON.stringify({ vault: vaultRef(vaultName), ...input });
  const filled = JSON.parse(text.replaceAll('<archive>', archiveId).replaceAll('<vault>', vaultId));
  const { data, errors } = await passTime(
    startClock,
    () => gateway.simulator.calls.total,
    at.query(
      `mutation ($input: ${type}Input!) { result: ${field}(input: $input) {
        ... on MutationError { code message } ... on ${type}Payload { ${job} } } }`,
      { input: filled },
    ),
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.result.outcomes?.[0].result ?? data.result;
}

const archive = { archiveId: '<archive>' };
const select = (more: object = {}, location: object = {}) => ({
  ...archive,
  selectParameters: {
    expression: 'SELECT 1',
    inputSerialization: { csv: {} },
    outputSerialization: { csv: {} },
    ...more,
  },
  outputLocation: { s3: { bucketName: 'results', ...location } },
});
const [a, b] = [
  { key: 'a', value: '1' },
  { key: 'b', value: '2' },
];
const grantOf = (permission: string) => ({ grantee: { type: 'GROUP', uri: 'http://acs/all' }, permission });

const pairs: [name: string, field: string, one: object, other: object][] = [
  ['a vault by address and by ID', 'initiateArchiveRetrieval', archive, { ...archive, vault: { id: '<vault>' } }],
  ['no tier and the default tier', 'initiateArchiveRetrieval', archive, { ...archive, tier: 'STANDARD' }],
  ['no tier and null', 'initiateArchiveRetrieval', archive, { ...archive, tier: null }],
  [
    'absent and null',
    'initiateArchiveRetrieval',
    archive,
    { ...archive, description: null, snsTopic: null, retrievalByteRange: null },
  ],
  ['no description and an empty one', 'initiateArchiveRetrieval', archive, { ...archive, description: '' }],
  ['no description and spaces', 'initiateArchiveRetrieval', { ...archive, description: '  ' }, archive],
  [
    'a description with spaces at its ends',
    'initiateArchiveRetrieval',
    { ...archive, description: 'words' },
    { ...archive, description: ' words ' },
  ],
  [
    'a repeated archive',
    'initiateArchiveRetrievals',
    { archiveIds: ['<archive>'] },
    { archiveIds: ['<archive>', '<archive>'], tier: 'STANDARD', description: '' },
  ],
  ['no format and the default format', 'initiateInventoryRetrieval', {}, { format: 'JSON' }],
  [
    'no format and null',
    'initiateInventoryRetrieval',
    {},
    { format: null, limit: null, marker: null, startDate: null },
  ],
  [
    'a time in two zones',
    'initiateInventoryRetrieval',
    { startDate: '2026-01-01T00:00:00Z', endDate: '2026-01-02T00:00:00Z' },
    { startDate: '2026-01-01T05:30:00+05:30', endDate: '2026-01-01T19:00:00-05:00' },
  ],
  [
    'a time and its fraction of a second, which AWS does not accept',
    'initiateInventoryRetrieval',
    { startDate: '2026-01-01T00:00:00Z' },
    { startDate: '2026-01-01T00:00:00.999Z' },
  ],
  [
    'no format of ensureInventory and null',
    'ensureInventory',
    { maxAgeSeconds: 0 },
    { maxAgeSeconds: 0, format: null },
  ],
  [
    'the default format of ensureInventory',
    'ensureInventory',
    { maxAgeSeconds: 0 },
    { maxAgeSeconds: 0, format: 'JSON', snsTopic: null },
  ],
  ['the default tier of a query', 'initiateSelect', select(), { ...select(), tier: 'STANDARD' }],
  [
    'absent and null in a structure',
    'initiateSelect',
    select(),
    select({ inputSerialization: { csv: { fieldDelimiter: null, comments: null } } }, { prefix: null, tagging: null }),
  ],
  ['empty lists', 'initiateSelect', select(), select({}, { tagging: [], userMetadata: [], accessControlList: [] })],
  [
    'tags and metadata in another order',
    'initiateSelect',
    select({}, { tagging: [a, b], userMetadata: [b, a] }),
    select({}, { tagging: [b, a], userMetadata: [a, b] }),
  ],
  [
    'grants in another order',
    'initiateSelect',
    select({}, { accessControlList: [grantOf('READ'), grantOf('WRITE')] }),
    select({}, { accessControlList: [grantOf('WRITE'), grantOf('READ')] }),
  ],
];

describe('one key is one call with', () => {
  test.each(pairs)('%s', async (name, field, one, other) => {
    const idempotencyKey = `equal: ${name}`;
    const first = await start(gateway, field, { ...one, idempotencyKey });
    expect(first.job?.jobId).toMatch(/./);
    expect(await start(gateway, field, { ...other, idempotencyKey })).toEqual(first);
    // ensureInventory returns any job that is fresh enough.
    if (field === 'ensureInventory') return;
    await using withoutMemory = await startGateway({ beside: gateway, startClock, SNS_TOPICS: undefined });
    gateway.calls();
    expect(await start(withoutMemory, field, { ...other, idempotencyKey })).toEqual(first);
    expect(gateway.calls()).not.toHaveProperty(['glacier.InitiateJob']);
  });

  test.each([
    ['Schl\u00fcssel', 'Schlu\u0308ssel'],
    ['\u212b', 'A\u030a'],
  ])('the keys %j and %j', async (one, other) => {
    const first = await start(gateway, 'initiateArchiveRetrieval', { ...archive, idempotencyKey: one });
    expect(await start(gateway, 'initiateArchiveRetrieval', { ...archive, idempotencyKey: other })).toEqual(first);
  });
});

describe('one key is two calls with', () => {
  test.each<[name: string, field: string, one: object, other: object]>([
    [
      'another byte range',
      'initiateArchiveRetrieval',
      archive,
      { ...archive, retrievalByteRange: { start: 0, end: 9 } },
    ],
    [
      'another case in a description',
      'initiateArchiveRetrieval',
      { ...archive, description: 'a' },
      { ...archive, description: 'A' },
    ],
    [
      'another second',
      'initiateInventoryRetrieval',
      { startDate: '2026-01-01T00:00:00Z' },
      { startDate: '2026-01-01T00:00:01Z' },
    ],
    ['another limit', 'initiateInventoryRetrieval', { limit: 1 }, { limit: 10 }],
    ['another age', 'ensureInventory', { maxAgeSeconds: 0 }, { maxAgeSeconds: 1 }],
    ['another delimiter', 'initiateSelect', select(), select({ inputSerialization: { csv: { fieldDelimiter: ';' } } })],
    [
      'another value of a tag',
      'initiateSelect',
      select({}, { tagging: [a] }),
      select({}, { tagging: [{ ...a, value: '2' }] }),
    ],
  ])('%s', async (name, field, one, other) => {
    const idempotencyKey = `other: ${name}`;
    await start(gateway, field, { ...one, idempotencyKey });
    gateway.calls();
    expect(await start(gateway, field, { ...other, idempotencyKey })).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect(gateway.calls()).toEqual({});
  });

  test('another case or inner white space in the key', async () => {
    const keys = ['Order 1', 'order 1', 'order  1', 'order\u00a01'];
    const ids = [];
    for (const idempotencyKey of keys) {
      ids.push((await start(gateway, 'initiateArchiveRetrieval', { ...archive, idempotencyKey })).job.jobId);
    }
    expect(new Set(ids).size).toBe(keys.length);
  });
});

describe('a Batch job is one call with', () => {
  const bucket = 'arn:aws:s3:::objects';
  const job = {
    vault: undefined,
    location: home,
    operation: { s3PutObjectTagging: { tagSet: [a, b] } },
    manifest: {
      manifest: {
        spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] },
        location: { objectArn: `${bucket}/manifest.csv`, eTag: '60e460c9d1046e73f7dde5043ac3ae85' },
      },
    },
    priority: 1,
    roleArn: `arn:aws:iam::${home.accountId}:role/batch`,
    tags: [a, b],
  };
  test.each([
    ['tags in another order', { tags: [b, a] }],
    ['tags of objects in another order', { operation: { s3PutObjectTagging: { tagSet: [b, a] } } }],
    ['absent and null', { description: null, report: null }],
    ['the default of confirmationRequired', { confirmationRequired: false }],
  ])('%s', async (name, other) => {
    const idempotencyKey = `batch: ${name}`;
    const first = await start(gateway, 'createBatchJob', { ...job, idempotencyKey });
    expect(first.job?.jobId).toMatch(/./);
    expect(await start(gateway, 'createBatchJob', { ...job, ...other, idempotencyKey })).toEqual(first);
  });

  test('no others: every other argument is an IdempotencyError', async () => {
    const idempotencyKey = 'batch';
    await start(gateway, 'createBatchJob', { ...job, idempotencyKey });
    const others = [
      { priority: 2 },
      { description: 'words' },
      { confirmationRequired: true },
      { roleArn: `${job.roleArn}-2` },
      { tags: [a] },
      { tags: null },
      { operation: { s3PutObjectTagging: { tagSet: [a] } } },
      { report: { bucket, format: 'REPORT_CSV_20180820', reportScope: 'ALL_TASKS' } },
      {
        manifest: {
          manifest: {
            ...job.manifest.manifest,
            spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY', 'VERSION_ID'] },
          },
        },
      },
    ];
    for (const other of others) {
      expect(await start(gateway, 'createBatchJob', { ...job, ...other, idempotencyKey })).toMatchObject({
        code: 'IDEMPOTENCY_MISMATCH',
      });
    }
  });
});
