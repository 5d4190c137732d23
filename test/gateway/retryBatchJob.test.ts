// retryBatchJob: a new job with the failed tasks of another one, out of its completion report.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { JobManifest, JobManifestFieldName } from '@aws-sdk/client-s3-control';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { failedBatchJob } from '../../src/simulator/demo/seedReportedJobs.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { s3ClientOf } from '../simulator/s3/s3Support.ts';
import { batchJobRef } from '../support/references.ts';
import { type Data, startGateway, type TestGateway, type TestOptions } from '../support/startGateway.ts';
import { accountId, type JobSettings, reportedJob } from './reportedJobs.ts';

const manifest = { bucket: 'arn:aws:s3:::manifests', prefix: 'retries/' };

const failures = [
  'photos,a%2520b,,failed,403,AccessDenied,Access Denied',
  'photos,"quoted ""key""",,failed,503,SlowDown,Please reduce your request rate',
  'photos,gone,,failed,404,NoSuchKey,The specified key does not exist',
  'photos,large,,failed,400,InvalidRequest,The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
  'photos,odd,,failed,400,InvalidRequest,Task failed due to missing VersionId',
  'photos,new+code,,failed,418,Teapot,short and stout',
];
const lines = (rows: readonly string[]) => rows.map((row) => `${row}\r\n`).join('');
const succeeded = lines(['photos,fine,,succeeded,200,,Successful']);

const payload = `job { jobId priority jobDescription confirmationRequired roleArn operationName
    tags { key value } report { bucket prefix reportScope } manifest { spec { fields } location { objectArn eTag } } }
  manifest { objectArn eTag } tasks
  leftOut { errorCode httpStatusCode count sample { key } diagnosis { code } }`;

const unversioned = ['photos,a,,failed,500,InternalError,x'];

const csvManifest = (...Fields: JobManifestFieldName[]): JobManifest => ({
  Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields },
  Location: {
    ObjectArn: 'arn:aws:s3:::absent-manifests/tasks-1000-some-fail.csv',
    ETag: '60e460c9d1046e73f7dde5043ac3ae85',
  },
});

async function startWorld(options: TestOptions = {}) {
  const gateway = await startGateway({ seed: 'empty', ...options });
  const s3 = s3ClientOf(gateway.simulator.url);
  await s3.send(new CreateBucketCommand({ Bucket: 'manifests' }));
  return {
    gateway,
    written: async (): Promise<string[]> => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'manifests' }));
      const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: 'manifests' }));
      expect(Uploads).toEqual([]);
      return Promise.all(
        Contents.map(async ({ Key = '' }) => {
          const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'manifests', Key }));
          return (await Body?.transformToString()) ?? '';
        }),
      );
    },
    jobs: () =>
      gateway.simulator.world
        .location(accountId, 'us-east-1')
        .batch.list(gateway.clock.now())
        .map(({ id }) => id),
    /** The manifest of a job: an inventory with one file. */
    inventory: async (fileSchema: string): Promise<JobManifest> => {
      await s3.send(new CreateBucketCommand({ Bucket: 'inventories' }));
      // The task fails, because there is no such object.
      await s3.send(new CreateBucketCommand({ Bucket: 'photos' }));
      const row: Record<string, string> = { Bucket: 'photos', Key: 'a', VersionId: '', Size: '1' };
      const file = gzipSync(
        `${fileSchema
          .split(', ')
          .map((name) => `"${row[name]}"`)
          .join(',')}\n`,
      );
      await s3.send(new PutObjectCommand({ Bucket: 'inventories', Key: 'a.csv.gz', Body: file }));
      const files = [{ key: 'a.csv.gz', size: file.length, MD5checksum: createHash('md5').update(file).digest('hex') }];
      const Body = JSON.stringify({
        sourceBucket: 'photos',
        destinationBucket: 'arn:aws:s3:::inventories',
        version: '2016-11-30',
        creationTimestamp: '1735689600000',
        fileFormat: 'CSV',
        fileSchema,
        files,
      });
      const { ETag = '' } = await s3.send(new PutObjectCommand({ Bucket: 'inventories', Key: 'manifest.json', Body }));
      return {
        Spec: { Format: 'S3InventoryReport_CSV_20161130' },
        Location: { ObjectArn: 'arn:aws:s3:::inventories/manifest.json', ETag: ETag.replaceAll('"', '') },
      };
    },
    removeInventory: () => s3.send(new DeleteObjectCommand({ Bucket: 'inventories', Key: 'manifest.json' })),
    /** A job with a report. */
    ended: async (rows: readonly string[] = failures, settings: JobSettings = {}) => {
      const job = await reportedJob(gateway, settings);
      await job.write({ succeeded, failed: lines(rows) });
      gateway.calls();
      return job;
    },
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  };
}

async function retry(
  gateway: Pick<TestGateway, 'query'>,
  jobId: string,
  more: object = {},
  selection = payload,
): Promise<Data> {
  const { data, errors } = await gateway.query(
    `mutation ($input: RetryBatchJobInput!) { result: retryBatchJob(input: $input) {
      __typename
      ... on RetryBatchJobPayload { ${selection} }
      ... on MutationError { code message retryable }
      ... on InvalidInputError { path }
      ... on JobStatusError { status }
      ... on ReportUnavailableError { reportStatus }
      ... on NothingToRetryError { leftOut { errorCode count } }
    } }`,
    { input: { job: batchJobRef(jobId), manifest, ...more } },
  );
  return errors ? { errors, ...data?.result } : data.result;
}

describe('retryBatchJob', () => {
  test('starts a job like the old one for the failed tasks that can succeed, and says what it leaves out', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended();
    const { job, manifest: location, tasks, leftOut } = await retry(world.gateway, jobId);
    expect(await world.written()).toEqual(['photos,a%2520b\nphotos,"quoted ""key"""\nphotos,new+code\n']);
    expect(tasks).toBe(3);
    expect(leftOut).toEqual([
      {
        errorCode: 'NoSuchKey',
        httpStatusCode: 404,
        count: 1,
        sample: { key: 'gone' },
        diagnosis: { code: 'OBJECT_NOT_FOUND' },
      },
      {
        errorCode: 'InvalidRequest',
        httpStatusCode: 400,
        count: 1,
        sample: { key: 'large' },
        diagnosis: { code: 'OBJECT_TOO_LARGE' },
      },
      {
        errorCode: 'InvalidRequest',
        httpStatusCode: 400,
        count: 1,
        sample: { key: 'odd' },
        diagnosis: { code: 'VERSION_ID_MISSING' },
      },
    ]);
    expect(job).toMatchObject({
      priority: 10,
      jobDescription: `Retry of the failed tasks of job ${jobId}`,
      confirmationRequired: true,
      roleArn: `arn:aws:iam::${accountId}:role/batch`,
      operationName: 'S3_INITIATE_RESTORE_OBJECT',
      report: { bucket: 'arn:aws:s3:::job-reports', prefix: null, reportScope: 'ALL_TASKS' },
      manifest: { spec: { fields: ['BUCKET', 'KEY'] }, location },
    });
    expect(location.objectArn).toMatch(/^arn:aws:s3:::manifests\/retries\/manifest-[\w-]{29}\.csv$/);
  });

  test('costs the calls that its description names', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended();
    await retry(world.gateway, jobId, { idempotencyKey: 'once' }, 'job { jobId } tasks leftOut { count }');
    expect(world.gateway.calls()).toEqual({
      's3control.DescribeJob': 1,
      's3control.GetJobTagging': 1,
      's3.HeadObject': 1,
      's3.GetObject': 3,
      's3.PutObject': 1,
      's3control.CreateJob': 1,
    });
  });

  test('returns the new job although it cannot be read', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended();
    world.gateway.simulator.faults.set([
      {
        operation: 's3control.DescribeJob',
        kind: 'error',
        code: 'AccessDenied',
        status: 403,
        call: { from: 2, to: 9 },
      },
    ]);
    const { job, tasks, errors } = await retry(
      world.gateway,
      jobId,
      {},
      'job { jobId phase priority progressSummary { totalNumberOfTasks } } tasks',
    );
    expect([job, tasks]).toEqual([
      { jobId: expect.any(String), phase: 'QUEUED', priority: 10, progressSummary: null },
      3,
    ]);
    expect(errors).toMatchObject([{ path: ['result', 'job', 'progressSummary'] }]);
  });

  test('retries exactly the failures whose codes are named', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended();
    const { tasks, leftOut } = await retry(world.gateway, jobId, { errorCodes: ['NoSuchKey', 'SlowDown'] });
    expect(await world.written()).toEqual(['photos,"quoted ""key"""\nphotos,gone\n']);
    expect([tasks, leftOut.map(({ errorCode }: Data) => errorCode)]).toEqual([
      2,
      ['AccessDenied', 'InvalidRequest', 'InvalidRequest', 'Teapot'],
    ]);
  });

  test('copies versions, and writes null for an object without one', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended(
      [
        'photos,a,,failed,500,InternalError,x',
        'photos,b,3/L4kqt+JlcpX=,failed,500,InternalError,x',
        'photos,c,null,failed,500,InternalError,x',
      ],
      { manifest: csvManifest('Bucket', 'Key', 'VersionId') },
    );
    const { job } = await retry(world.gateway, jobId);
    expect(job.manifest.spec.fields).toEqual(['BUCKET', 'KEY', 'VERSION_ID']);
    expect(await world.written()).toEqual(['photos,a,null\nphotos,b,3/L4kqt+JlcpX=\nphotos,c,null\n']);
  });

  test('writes null versions if the manifest of the job has versions, although no failed task names one', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended(['photos,a,,failed,400,InvalidRequest,Task failed due to missing VersionId'], {
      manifest: csvManifest('Bucket', 'Key', 'VersionId'),
    });
    const { job } = await retry(world.gateway, jobId, { errorCodes: ['InvalidRequest'] });
    expect(job.manifest.spec.fields).toEqual(['BUCKET', 'KEY', 'VERSION_ID']);
    expect(await world.written()).toEqual(['photos,a,null\n']);
  });

  test.each([
    ['has versions', 'Bucket, Key, VersionId, Size', ['photos,a,null\n']],
    ['has none', 'Bucket, Key, Size', ['photos,a\n']],
  ])('asks the manifest.json of an inventory that %s', async (_, fileSchema, written) => {
    await using world = await startWorld();
    const { jobId } = await world.ended(unversioned, { manifest: await world.inventory(fileSchema) });
    expect((await retry(world.gateway, jobId)).tasks).toBe(1);
    expect(world.gateway.calls()).toMatchObject({ 's3.GetObject': 4 });
    expect(await world.written()).toEqual(written);
  });

  test('takes what the input names instead of what the old job has', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended();
    const { job } = await retry(world.gateway, jobId, {
      priority: 3,
      description: 'again',
      confirmationRequired: false,
      roleArn: `arn:aws:iam::${accountId}:role/other`,
      report: { bucket: 'arn:aws:s3:::job-reports', prefix: 'again', reportScope: 'FAILED_TASKS_ONLY' },
      tags: [{ key: 'a', value: 'b' }],
    });
    expect(job).toMatchObject({
      priority: 3,
      jobDescription: 'again',
      confirmationRequired: false,
      roleArn: `arn:aws:iam::${accountId}:role/other`,
      report: { prefix: 'again', reportScope: 'FAILED_TASKS_ONLY' },
      tags: [{ key: 'a', value: 'b' }],
    });
  });

  test('says how many rows it could not read', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended([...failures, 'photos,broken']);
    const { tasks, errors } = await retry(world.gateway, jobId);
    expect(tasks).toBe(3);
    expect(errors).toMatchObject([{ path: ['result', 'tasks'], message: expect.stringContaining('1 record') }]);
  });

  test('copies no byte order mark, with which S3 refuses the manifest', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended(['\ufeff"photos","a%2520b",,failed,503,SlowDown,x', ...unversioned]);
    expect(await retry(world.gateway, jobId)).toMatchObject({ tasks: 2 });
    expect(await world.written()).toEqual(['"photos","a%2520b"\nphotos,a\n']);
  });

  test('leaves out a row that is not UTF-8, for which S3 refuses the whole manifest, and names it', async () => {
    await using world = await startWorld();
    const job = await reportedJob(world.gateway);
    const odd = Buffer.from(lines(['photos,caf\u00e9,,failed,503,SlowDown,x']), 'latin1');
    await job.write({ failed: Buffer.concat([odd, Buffer.from(lines(unversioned))]) });
    const { tasks, errors } = await retry(world.gateway, job.jobId);
    expect([tasks, await world.written()]).toEqual([1, ['photos,a\n']]);
    expect(errors).toMatchObject([{ path: ['result', 'tasks'], message: expect.stringContaining('UTF-8') }]);
  });

  test('writes parts of a report of many failures', async () => {
    await using world = await startWorld();
    const rows = Array.from(
      { length: 6_000 },
      (_, index) =>
        `photos,${String(index).padStart(1_000, 'k')},,failed,${index % 2 ? '503,SlowDown' : '404,NoSuchKey'},m`,
    );
    const wanted = rows.filter((_, index) => index % 2 === 1);
    const { jobId } = await world.ended([...rows, ...rows]);
    const { tasks, leftOut } = await retry(world.gateway, jobId);
    expect([tasks, leftOut[0].count]).toEqual([6_000, 6_000]);
    expect(world.gateway.calls()).toMatchObject({
      's3.GetObject': 5,
      's3.UploadPart': 2,
      's3.CompleteMultipartUpload': 1,
    });
    const manifestRows = wanted.map((row) => `${row.split(',').slice(0, 2).join(',')}\n`).join('');
    expect((await world.written()).map((text) => text === manifestRows + manifestRows)).toEqual([true]);
  });
});

describe('an upload of parts', () => {
  const many = Array.from(
    { length: 7_000 },
    (_, index) => `photos,${String(index).padStart(1_000, 'k')},,failed,503,SlowDown,m`,
  );

  test('is aborted if a part fails', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended(many);
    const { faults, calls } = world.gateway.simulator;
    faults.set([{ operation: 's3.UploadPart', kind: '5xx', call: { from: 2, to: 9 } }]);
    expect((await retry(world.gateway, jobId)).__typename).toBe('ServiceUnavailableError');
    expect(calls.counts).toMatchObject({ 's3.AbortMultipartUpload': 1 });
    expect([await world.written(), world.jobs().length]).toEqual([[], 1]);
  });
});

describe('an upload of parts that cannot be aborted', () => {
  test('is logged with what an operator needs to abort it', async () => {
    const lines: string[] = [];
    await using world = await startWorld({ log: pino({ level: 'warn' }, { write: (line) => lines.push(line) }) });
    const rows = Array.from(
      { length: 7_000 },
      (_, index) => `photos,${String(index).padStart(1_000, 'k')},,failed,503,SlowDown,m`,
    );
    const { jobId } = await world.ended(rows);
    world.gateway.simulator.faults.set([
      { operation: 's3.UploadPart', kind: '5xx', call: { from: 2, to: 9 } },
      { operation: 's3.AbortMultipartUpload', kind: 'error', code: 'AccessDenied', status: 403 },
    ]);
    expect((await retry(world.gateway, jobId)).__typename).toBe('ServiceUnavailableError');
    expect(lines.map((line) => JSON.parse(line)).filter(({ uploadId }) => uploadId)).toMatchObject([
      {
        level: 40,
        msg: expect.stringContaining('multipart upload not aborted'),
        bucketName: 'manifests',
        key: expect.stringMatching(/^retries\/manifest-/),
        uploadId: expect.any(String),
        err: { message: expect.any(String) },
      },
    ]);
  });
});

describe('retryBatchJob with an idempotency key', () => {
  const once = { idempotencyKey: 'once' };

  test('makes one job, and reads the report again only for what it leaves out', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended();
    const first = await retry(world.gateway, jobId, once);
    world.gateway.calls();
    const again = await retry(world.gateway, jobId, once, 'job { jobId } tasks');
    expect([again.job.jobId, again.tasks]).toEqual([first.job.jobId, first.tasks]);
    expect(world.gateway.calls()).not.toHaveProperty('s3.GetObject');
    expect((await retry(world.gateway, jobId, once)).leftOut).toEqual(first.leftOut);
    expect(world.jobs()).toHaveLength(2);
  });

  test.each([
    ['the codes', { errorCodes: ['SlowDown'] }],
    ['the priority', { priority: 3 }],
    ['the prefix', { manifest: { bucket: manifest.bucket } }],
  ])('refuses other arguments: %s', async (_, more) => {
    await using world = await startWorld();
    const { jobId } = await world.ended();
    await retry(world.gateway, jobId, once);
    expect((await retry(world.gateway, jobId, { ...once, ...more })).__typename).toBe('IdempotencyError');
    expect(world.jobs()).toHaveLength(2);
  });

  test.each([
    ['never reached S3', { kind: 'reset' }],
    ['was answered with an error', { kind: '5xx' }],
    ['was accepted, and the connection was cut', { kind: 'reset', when: 'after' }],
    ['was accepted, and answered with an error', { kind: '5xx', when: 'after' }],
  ] as const)('finds the manifest on another gateway, and makes one job, if CreateJob %s', async (_, fault) => {
    await using world = await startWorld();
    const { jobId } = await world.ended();
    world.gateway.simulator.faults.set([{ operation: 's3control.CreateJob', ...fault }]);
    const lost = await retry(world.gateway, jobId, once);
    expect(lost).toMatchObject({ __typename: 'IndeterminateError', retryable: true });
    await world.gateway.close();
    await using other = await startGateway({ beside: world.gateway });
    world.gateway.simulator.faults.set([]);
    world.gateway.calls();
    const { job, tasks } = await retry(other, jobId, once, 'job { jobId } tasks');
    expect(tasks).toBe(3);
    expect(world.gateway.calls()).toMatchObject({ 's3.HeadObject': 1, 's3control.CreateJob': 1 });
    expect(world.gateway.calls()).not.toHaveProperty('s3.PutObject');
    expect(world.jobs().filter((id) => id !== jobId)).toEqual([job.jobId]);
    expect(await world.written()).toHaveLength(1);
  });

  test('makes one job of calls at the same time on two gateways', async () => {
    await using world = await startWorld();
    await using other = await startGateway({ beside: world.gateway });
    const { jobId } = await world.ended();
    const results = await Promise.all(
      [world.gateway, other, world.gateway, other].map((gateway) => retry(gateway, jobId, once)),
    );
    expect(new Set(results.map(({ job }) => job.jobId)).size).toBe(1);
    expect([world.jobs().length, (await world.written()).length]).toEqual([2, 1]);
  });

  test('works without the right to list the bucket', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended();
    world.gateway.simulator.faults.set([
      { operation: 's3.HeadObject', kind: 'error', code: 'AccessDenied', status: 403 },
    ]);
    expect((await retry(world.gateway, jobId, once)).tasks).toBe(3);
  });
});

describe('retryBatchJob starts nothing', () => {
  const expectNothing = async ({ written, jobs }: Awaited<ReturnType<typeof startWorld>>) =>
    expect([await written(), jobs().length]).toEqual([[], 1]);

  test('if no failure is left to retry', async () => {
    await using world = await startWorld({ STARTS_PER_HOUR: { authenticated: 1, anonymous: 1 } });
    const { jobId } = await world.ended(failures.slice(2, 5));
    const nothing = await retry(world.gateway, jobId);
    expect(nothing).toMatchObject({
      __typename: 'NothingToRetryError',
      retryable: false,
      leftOut: [{ errorCode: 'NoSuchKey' }, { errorCode: 'InvalidRequest' }, { errorCode: 'InvalidRequest' }],
    });
    // It does not count as a start.
    expect((await retry(world.gateway, jobId, { errorCodes: ['None'] })).__typename).toBe('NothingToRetryError');
    await expectNothing(world);
  });

  test('if no task has failed', async () => {
    await using world = await startWorld();
    const { jobId } = await reportedJob(world.gateway, { words: 'tasks-10' });
    expect(await retry(world.gateway, jobId)).toMatchObject({ __typename: 'NothingToRetryError', leftOut: [] });
    expect(world.gateway.calls()).not.toHaveProperty('s3.GetObject');
    await expectNothing(world);
  });

  test('if the job has not ended', async () => {
    await using world = await startWorld();
    const { jobId } = await reportedJob(world.gateway, { age: 60_000 });
    expect(await retry(world.gateway, jobId)).toMatchObject({
      __typename: 'JobStatusError',
      status: expect.any(String),
    });
    await expectNothing(world);
  });

  test('if the job does not exist', async () => {
    await using world = await startWorld();
    expect((await retry(world.gateway, 'none')).__typename).toBe('NotFoundError');
  });

  test.each([
    ['is missing', {}, 'MISSING', /does not exist any more/],
    ['was never requested', { report: { Enabled: false } }, 'NEVER_WRITTEN', /without one/],
  ])('if the report %s', async (_, settings, reportStatus, message) => {
    await using world = await startWorld();
    const { jobId } = await reportedJob(world.gateway, settings);
    const refused = await retry(world.gateway, jobId);
    expect(refused).toMatchObject({ __typename: 'ReportUnavailableError', reportStatus });
    expect(refused.message).toMatch(message);
    await expectNothing(world);
  });

  test('if the versions of the tasks are not known', async () => {
    await using world = await startWorld();
    const mixed = [...unversioned, 'photos,b,v1,failed,500,InternalError,x'];
    const contradictory = await world.ended(mixed);
    const gone = await world.inventory('Bucket, Key, VersionId');
    const inventoried = await world.ended(unversioned, { manifest: gone });
    await world.removeInventory();
    for (const { jobId } of [contradictory, inventoried])
      expect(await retry(world.gateway, jobId)).toMatchObject({
        __typename: 'ReportUnavailableError',
        reportStatus: 'WRITTEN',
        message: expect.stringContaining('version'),
      });
    expect([await world.written(), world.jobs().length]).toEqual([[], 2]);
  });

  test('if the report is damaged', async () => {
    await using world = await startWorld();
    const job = await reportedJob(world.gateway);
    await job.writeManifest('{');
    expect(await retry(world.gateway, job.jobId)).toMatchObject({
      __typename: 'ReportUnavailableError',
      reportStatus: 'WRITTEN',
      message: expect.stringContaining(job.manifestKey),
    });
  });

  test.each([
    [
      'has columns that are no report',
      'a,b\r\nc,d\r\n',
      /counted 20\..* 2 records could not be read\. .*columns instead of 7/,
    ],
    ['is UTF-16', Buffer.from(lines(unversioned), 'utf16le'), /counted 20\..* could not be read/],
    ['is empty', '', /counted 20\.$/],
  ])('if the file of failures %s', async (_, failed, message) => {
    await using world = await startWorld();
    const job = await reportedJob(world.gateway);
    await job.write({ failed });
    expect(await retry(world.gateway, job.jobId)).toMatchObject({
      __typename: 'ReportUnavailableError',
      reportStatus: 'WRITTEN',
      message: expect.stringMatching(message),
    });
    await expectNothing(world);
  });

  test('if no failure is left to retry beside rows that it could not read', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended(['photos,broken', ...failures.slice(2, 3)]);
    expect(await retry(world.gateway, jobId)).toMatchObject({
      __typename: 'NothingToRetryError',
      leftOut: [{ errorCode: 'NoSuchKey' }],
      message: expect.stringContaining('1 record could not be read.'),
    });
  });

  test('if AWS denies the report or the manifest, and names the IAM action and the bucket', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended();
    const denied = async (operation: string) => {
      world.gateway.simulator.faults.set([{ operation, kind: 'error', code: 'AccessDenied', status: 403 }]);
      const { __typename, message } = await retry(world.gateway, jobId);
      return [__typename, message];
    };
    expect(await denied('s3.GetObject')).toEqual([
      'ForbiddenError',
      expect.stringMatching(/s3:GetObject.*job-reports/),
    ]);
    expect(await denied('s3.PutObject')).toEqual(['ForbiddenError', expect.stringMatching(/s3:PutObject.*manifests/)]);
    await expectNothing(world);
  });

  test('if the prefix is too long for a key, before the report is read', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended();
    const refused = await retry(world.gateway, jobId, { manifest: { ...manifest, prefix: '界'.repeat(328) } });
    expect(refused).toMatchObject({ __typename: 'InvalidInputError', path: ['input', 'manifest', 'prefix'] });
    expect(world.gateway.calls()).toEqual({});
  });

  test('if the bucket of the manifest does not exist', async () => {
    await using world = await startWorld();
    const { jobId } = await world.ended();
    const refused = await retry(world.gateway, jobId, { manifest: { bucket: 'arn:aws:s3:::none-such' } });
    expect(refused).toMatchObject({ __typename: 'InvalidInputError', path: ['input', 'manifest', 'bucket'] });
  });

  test('for a caller who may not', async () => {
    const location = `${accountId}/us-east-1`;
    const reports = `${accountId}/s3/job-reports`;
    const manifests = `${accountId}/s3/manifests`;
    const authenticator = createTestAuthenticator({
      keys: {
        visitor: { [location]: ['read'], [reports]: ['read'], [manifests]: ['read', 'write'] },
        blind: { [location]: ['read', 'start'], [manifests]: ['read', 'write'] },
        reader: { [location]: ['read', 'start'], [reports]: ['read'], [manifests]: ['read'] },
        worker: { [location]: ['read', 'start'], [reports]: ['read'], [manifests]: ['read', 'write'] },
      },
    });
    await using world = await startWorld({ authenticator });
    const admin = world.gateway.as(keyOf('worker'));
    const job = await reportedJob({ ...world.gateway, ...admin });
    await job.write({ failed: lines(failures) });
    const as = async (name: string) => (await retry(world.gateway.as(keyOf(name)), job.jobId)).__typename;
    expect(await as('visitor')).toBe('ForbiddenError');
    expect(await as('blind')).toBe('NotFoundError');
    expect(await as('reader')).toBe('ForbiddenError');
    await expectNothing(world);
    expect(await as('worker')).toBe('RetryBatchJobPayload');
  });

  test('beyond the limit of starts', async () => {
    await using world = await startWorld({ STARTS_PER_HOUR: { authenticated: 1, anonymous: 1 } });
    const { jobId } = await world.ended();
    await retry(world.gateway, jobId);
    expect((await retry(world.gateway, jobId)).__typename).toBe('RateLimitedError');
    expect([world.jobs().length, (await world.written()).length]).toEqual([2, 1]);
  });
});

test('the retry of the demo world runs to its end, with a clean report', async () => {
  await using gateway = await startGateway();
  const { jobId } = failedBatchJob();
  const started = await retry(gateway, jobId, {
    errorCodes: ['SlowDown', 'InternalError'],
    manifest: { bucket: 'arn:aws:s3:::reports-111122223333', prefix: 'retries' },
  });
  expect(started.tasks).toBe(534);
  expect(started.leftOut.map(({ errorCode, count }: Data) => [errorCode, count])).toEqual([
    ['AccessDenied', 800],
    ['NoSuchKey', 534],
    ['InvalidRequest', 133],
  ]);
  const job = batchJobRef(started.job.jobId);
  // S3 reads the manifest before it waits.
  gateway.clock.advance(600_000);
  const { confirmBatchJob } = await gateway.data(
    'mutation ($job: BatchJobRef!) { confirmBatchJob(input: { job: $job }) { __typename } }',
    { job },
  );
  expect(confirmBatchJob.__typename).toBe('ConfirmBatchJobPayload');
  gateway.clock.advance(5 * 3_600_000);
  const { batchJob } = await gateway.data(
    `query ($id: String!) { batchJob(jobId: $id) { outcome progressSummary { numberOfTasksSucceeded }
      report { contents { failures { tasksRead groups { errorCode } } } } } }`,
    { id: started.job.jobId },
  );
  expect(batchJob).toEqual({
    outcome: 'SUCCEEDED',
    progressSummary: { numberOfTasksSucceeded: 534 },
    report: { contents: { failures: { tasksRead: 0, groups: [] } } },
  });
});
