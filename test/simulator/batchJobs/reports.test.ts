// Reports of jobs that act on objects, and a job that repeats what failed in another.
import { createHash } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateJobCommand, DescribeJobCommand } from '@aws-sdk/client-s3-control';
import { expect, test } from 'vitest';
import { failedBatchJob } from '../../../src/simulator/demo/seedReportedJobs.ts';
import { runBatchJobs } from '../../../src/simulator/s3control/tasks/runBatchJobs.ts';
import { s3ClientOf } from '../s3/s3Support.ts';
import { batchClientOf, HOUR, MINUTE, start } from '../support.ts';
import { TO_THE_END, withObjects } from './batchObjectsSupport.ts';

type Read = (key: string) => Promise<string>;

/** The rows of each status. */
async function reportOf(read: Read, folder: string): Promise<Record<string, string[]>> {
  const manifest = JSON.parse(await read(`${folder}/manifest.json`)) as {
    Results: { TaskExecutionStatus: string; Key: string; MD5Checksum: string }[];
  };
  const rows: Record<string, string[]> = {};
  for (const { TaskExecutionStatus, Key, MD5Checksum } of manifest.Results) {
    const text = await read(Key);
    expect(createHash('md5').update(text).digest('hex')).toBe(MD5Checksum);
    rows[TaskExecutionStatus] = text.split('\r\n').slice(0, -1);
  }
  return rows;
}

test('the report has the keys and versions of the manifest byte for byte, and the errors of S3', async () => {
  const { put, s3, clock, create, manifest, describe } = await withObjects();
  await put('plain.txt');
  await put('pct%20literal.txt');
  await put('a b,"c".txt');
  const Manifest = await manifest([
    'store,plain.txt',
    'store,missing.txt',
    'store,pct%2520literal.txt',
    'store,"a%20b,""c"".txt"',
  ]);
  const id = await create({ Operation: { S3PutObjectTagging: { TagSet: [{ Key: 'k', Value: 'v' }] } }, Manifest });
  clock.advance(TO_THE_END);
  const read: Read = async (Key) =>
    (await (await s3.send(new GetObjectCommand({ Bucket: 'reports', Key }))).Body?.transformToString()) ?? '';
  const { succeeded = [], failed = [] } = await reportOf(read, `p/job-${id}`);
  expect(succeeded).toEqual([
    'store,plain.txt,,succeeded,200,,Successful',
    'store,pct%2520literal.txt,,succeeded,200,,Successful',
    'store,"a%20b,""c"".txt",,succeeded,200,,Successful',
  ]);
  expect(failed).toHaveLength(1);
  expect(failed[0]).toMatch(
    /^store,missing\.txt,,failed,404,NoSuchKey,The specified key does not exist\. \(Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; Request ID: [\dA-Z]{16}\)$/,
  );
  const { ProgressSummary } = await describe(id);
  expect([ProgressSummary?.NumberOfTasksSucceeded, ProgressSummary?.NumberOfTasksFailed]).toEqual([3, 1]);
});

test('a report has all tasks, however far the clock moves while others are written', async () => {
  const { put, s3, clock, job, simulator, location } = await withObjects();
  await put('a.txt');
  const id = await job({ S3DeleteObjectTagging: {} }, Array<string>(100).fill('store,a.txt'));
  const record = location.batch.get(id, clock.now());
  // In the midst of its tasks.
  clock.advance(4 * MINUTE);
  const now = clock.now();
  runBatchJobs(simulator.world, now);
  expect(record?.run?.count).toBeGreaterThan(0);
  expect(record?.run?.count).toBeLessThan(100);
  const writing = simulator.world.reports.writeDue(now);
  clock.advance(HOUR);
  await writing;
  const read: Read = async (Key) =>
    (await (await s3.send(new GetObjectCommand({ Bucket: 'reports', Key }))).Body?.transformToString()) ?? '';
  expect((await reportOf(read, `p/job-${id}`))['succeeded']).toHaveLength(100);
});

test('requests that wait for the same report all end', async () => {
  const { s3, clock, job } = await withObjects();
  // More than are looked at in one turn.
  await job({ S3DeleteObjectTagging: {} }, Array<string>(5_000).fill('elsewhere,a.txt'));
  clock.advance(TO_THE_END);
  const list = async () => (await s3.send(new ListObjectsV2Command({ Bucket: 'reports' }))).KeyCount;
  expect(await Promise.all([list(), list(), list()])).toEqual([3, 3, 3]);
});

test('a job with the tasks of the demo that can pass a second time ends with a clean report', async () => {
  const { simulator, clock } = await start({ seed: 'demo' });
  const s3 = s3ClientOf(simulator.url);
  const batch = batchClientOf(simulator.url);
  const { accountId: AccountId, jobId: JobId } = failedBatchJob();
  const { Job } = await batch.send(new DescribeJobCommand({ AccountId, JobId }));
  const Bucket = 'reports-111122223333';
  const read: Read = async (Key) =>
    (await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? '';
  const { failed = [] } = await reportOf(read, `batch/job-${JobId}`);
  const again = failed.filter((row) => /,failed,50[03],(InternalError|SlowDown),/.test(row));
  const Body = Buffer.from(again.map((row) => `${row.split(',').slice(0, 3).join(',')}\n`).join(''));
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket: 'manifests', Key: 'retry.csv', Body }));
  const { JobId: retryId = '' } = await batch.send(
    new CreateJobCommand({
      AccountId,
      ConfirmationRequired: false,
      Operation: Job?.Operation,
      Report: Job?.Report,
      Manifest: {
        Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key', 'VersionId'] },
        Location: { ObjectArn: 'arn:aws:s3:::manifests/retry.csv', ETag },
      },
      Priority: 10,
      RoleArn: Job?.RoleArn,
      ClientRequestToken: 'retry',
    }),
  );
  clock.advance(HOUR);
  const { Job: retry } = await batch.send(new DescribeJobCommand({ AccountId, JobId: retryId }));
  batch.destroy();
  expect([retry?.Status, retry?.ProgressSummary?.NumberOfTasksFailed]).toEqual(['Complete', 0]);
  const { succeeded = [], ...others } = await reportOf(read, `batch/job-${retryId}`);
  expect([again.length, succeeded.length, others]).toEqual([534, 534, {}]);
  const namesOf = (rows: readonly string[]) => rows.map((row) => row.split(',').slice(0, 3).join(','));
  expect(namesOf(succeeded)).toEqual(namesOf(again));
});
