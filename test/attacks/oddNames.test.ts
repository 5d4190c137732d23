// Names that AWS cannot have: in files of buckets, which anybody can have written, and in cursors that a caller has made. Each is an
// error of its own. AWS has not failed, so the circuit stays closed for all other callers.
import { createHash } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchJobArn } from '../../src/core/location.ts';
import { accountId, type ReportedJob, reportedJob } from '../gateway/reportedJobs.ts';
import { batchJobRef, home } from '../support/references.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';

/** More than the failures in a row that open a circuit. */
const oddBuckets = [
  'a/b',
  '..',
  'arn:aws:s3:us-east-1:111122223333:accesspoint/film',
  'film-abcdefghijklmnopqrstuvwxyz123456-s3alias',
  `${'film'.repeat(12)}--op-s3`,
  'film--use1-az4--x-s3',
  'f'.repeat(300),
  'film 1',
  'film:1',
  'film%2F',
  'f',
  'f\u00fclm',
];

let gateway: TestGateway;
let job: ReportedJob;
let jobOfRows: ReportedJob;

beforeAll(async () => {
  gateway = await startGateway({ seed: 'empty' });
  const s3 = new S3Client({
    endpoint: gateway.simulator.url,
    forcePathStyle: true,
    region: home.region,
    credentials: { accessKeyId: accountId, secretAccessKey: 'any' },
  });
  for (const Bucket of ['film', 'manifests']) await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket: 'film', Key: 'reel', Body: 'x', StorageClass: 'GLACIER' }));
  const rows = `${[...oddBuckets, 'film'].map((bucket) => `${bucket},reel\n`).join('')}film,\n`;
  const { ETag = '' } = await s3.send(new PutObjectCommand({ Bucket: 'manifests', Key: 'rows.csv', Body: rows }));
  s3.destroy();
  jobOfRows = await reportedJob(gateway, {
    manifest: {
      Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
      Location: { ObjectArn: 'arn:aws:s3:::manifests/rows.csv', ETag: ETag.replaceAll('"', '') },
    },
  });
  job = await reportedJob(gateway);
  const files = [...oddBuckets.map((Bucket) => ({ Bucket, Key: 'a' })), { Bucket: 'job-reports', Key: '\ud800' }];
  await job.writeManifest(
    JSON.stringify({
      Format: 'Report_CSV_20180820',
      Results: files.map((file) => ({ TaskExecutionStatus: 'failed', ...file })),
    }),
  );
});
afterAll(() => gateway[Symbol.asyncDispose]());

const codesOf = (errors: Data[] = []): string[] => errors.map(({ extensions }) => extensions.code);

/** S3 is still asked, and answers. */
async function expectClosedCircuit(): Promise<void> {
  const state = '{ objectRestores(bucket: "film", keys: ["reel"]) { state } batchJobs(first: 1) { nodes { id } } }';
  expect((await gateway.data(state)).objectRestores).toEqual([{ state: 'NOT_RESTORED' }]);
}

test('a row of a manifest that names no bucket is an error of its own', async () => {
  const query = `{ batchJob(jobId: "${jobOfRows.jobId}") { restores { objects(first: 20) { nodes { bucket state } skippedRecords { count } } } } }`;
  const { data, errors } = await gateway.query(query);
  const { nodes, skippedRecords } = data.batchJob.restores.objects;
  const states = nodes.map(({ state }: Data) => state);
  expect(states).toEqual([...oddBuckets.map(() => null), 'NOT_RESTORED']);
  // The last row has no key: S3 would answer for the bucket.
  expect(skippedRecords.count).toBe(1);
  expect(codesOf(errors)).toEqual(oddBuckets.map(() => 'BAD_USER_INPUT'));
  await expectClosedCircuit();
});

test('a file of a report with a name that cannot be is an error of its own', async () => {
  const query = `{ batchJob(jobId: "${job.jobId}") { report { contents {
    files { bucket sizeInBytes } tasks(first: 1) { nodes { key } } failures { isComplete }
  } } } }`;
  const { data, errors } = await gateway.query(query);
  expect(data.batchJob.report.contents.files).toHaveLength(oddBuckets.length + 1);
  expect(new Set(codesOf(errors))).toEqual(new Set(['BAD_USER_INPUT']));
  await expectClosedCircuit();
});

test.each(oddBuckets)('the bucket %s is refused as an argument', async (bucket) => {
  gateway.calls();
  const query = 'query ($bucket: String!) { objectRestores(bucket: $bucket, keys: ["reel"]) { state } }';
  const { errors } = await gateway.query(query, { bucket });
  expect([codesOf(errors), gateway.calls()]).toEqual([['BAD_USER_INPUT'], {}]);
});

const stored = { spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] } };
const location = { objectArn: 'arn:aws:s3:::manifests/rows.csv', eTag: 'e' };
const written = { bucket: 'arn:aws:s3:::film', objects: [{ key: 'reel' }] };

test.each<[string, object]>([
  [
    'input.manifest.keys.manifest.bucket',
    { manifest: { keys: { ...written, manifest: { bucket: `arn:aws:s3:::${oddBuckets[3]}` } } } },
  ],
  [
    'input.manifest.manifest.location.eTag',
    { manifest: { manifest: { ...stored, location: { ...location, eTag: 'e\0' } } } },
  ],
  ['input.description', { manifest: { manifest: { ...stored, location } }, description: 'a\u0001b' }],
  [
    'input.manifest.keys.manifest.prefix',
    { manifest: { keys: { ...written, manifest: { bucket: 'arn:aws:s3:::manifests', prefix: 'a\ufffe' } } } },
  ],
])('%s that S3 cannot have is refused by its name', async (path, more) => {
  gateway.calls();
  const mutation = `mutation ($input: CreateBatchJobInput!) {
    createBatchJob(input: $input) { ... on InvalidInputError { path message } }
  }`;
  const operation = { s3InitiateRestoreObject: { expirationInDays: 1, glacierJobTier: 'BULK' } };
  const roleArn = `arn:aws:iam::${accountId}:role/batch`;
  const { createBatchJob } = await gateway.data(mutation, {
    input: { location: home, operation, priority: 1, roleArn, ...more },
  });
  expect(createBatchJob).toEqual({ path: path.split('.'), message: expect.stringContaining(`${path}: `) });
  expect(gateway.calls()).toEqual({});
});

test.each<[string, object]>([
  ['input.manifest.prefix', { manifest: { bucket: 'arn:aws:s3:::manifests', prefix: 'a\ufffe' } }],
  [
    'input.report.prefix',
    {
      manifest: { bucket: 'arn:aws:s3:::manifests' },
      report: {
        bucket: 'arn:aws:s3:::film',
        format: 'REPORT_CSV_20180820',
        reportScope: 'ALL_TASKS',
        prefix: 'a\uffff',
      },
    },
  ],
])('%s of a retry that S3 cannot have is refused before a manifest is written', async (path, more) => {
  gateway.calls();
  const mutation = `mutation ($input: RetryBatchJobInput!) {
    retryBatchJob(input: $input) { ... on InvalidInputError { path message } }
  }`;
  const input = { job: batchJobRef(job.jobId), ...more };
  const { retryBatchJob } = await gateway.data(mutation, { input });
  expect(retryBatchJob).toEqual({ path: path.split('.'), message: expect.stringContaining(`${path}: `) });
  expect(gateway.calls()).toEqual({});
});

/** As the gateway makes cursors, but with any text. */
function forged(scope: string, text: string): string {
  const check = createHash('sha256').update(`${scope}\n${text}`).digest().subarray(0, 8);
  return Buffer.concat([check, Buffer.from(text)]).toString('base64url');
}

const oddPositions = [
  'not JSON',
  '5',
  '{}',
  '[]',
  '[2,null,null]',
  '[1]',
  '[1,{"a":1},[1]]',
  '[1,"\\ud800",null]',
  '[1,"",null]',
  `[1,"${'m'.repeat(100_000)}",null]`,
  '[1,"x","y",{},"z"]',
  '[1,1e999,"key",1e999,-1e999]',
  '[1,0,1,0,5,"\\r\\nx-injected: 1"]',
  '[1,0,1,0,5,"\\u0100"]',
];

test('a cursor that a caller has made is refused before AWS is asked', async () => {
  const arn = batchJobArn({ ...home, jobId: jobOfRows.jobId });
  const place = `${home.accountId} ${home.region}`;
  const ofJob = (field: string) => `batchJob(jobId: "${jobOfRows.jobId}") { ${field} }`;
  const page = '(first: 2, after: $after) { edges { cursor } pageInfo { endCursor } }';
  const lists = [
    [
      `vaults ${place} `,
      `vaults(first: 2, after: $after, filter: { accountIds: ["${home.accountId}"], regions: ["${home.region}"] }) { edges { cursor } }`,
    ],
    ['jobs [{},"CREATION_DATE","DESC"]', `jobs${page}`],
    [`batchJobs ${place} null`, `batchJobs${page}`],
    [`manifest ${arn}`, ofJob(`manifestRows${page}`)],
    [`restores ${arn} `, ofJob(`restores { objects${page} }`)],
  ] as const;
  for (const [scope, list] of lists) {
    for (const text of oddPositions) {
      gateway.calls();
      const { errors } = await gateway.query(`query ($after: String) { ${list} }`, { after: forged(scope, text) });
      const lists = Object.keys(gateway.calls()).filter((name) => /List(Vaults|Jobs$)/.test(name));
      expect([scope, text.slice(0, 50), codesOf(errors), lists]).toEqual([
        scope,
        text.slice(0, 50),
        ['BAD_USER_INPUT'],
        [],
      ]);
    }
  }
  await expectClosedCircuit();
});
