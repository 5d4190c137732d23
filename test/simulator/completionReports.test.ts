// Completion reports of Batch jobs, as the real SDKs of S3 and S3 Control see them on a clock that the test moves.
import { createHash } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { CreateJobCommand, type CreateJobCommandInput } from '@aws-sdk/client-s3-control';
import { describe, expect, test } from 'vitest';
import type { BatchTasks } from '../../src/simulator/s3control/batch/batchTasks.ts';
import { syntheticTasks } from '../../src/simulator/s3control/batch/syntheticTasks.ts';
import { reportObjects } from '../../src/simulator/s3control/report/reportObjects.ts';
import { JobRun } from '../../src/simulator/s3control/tasks/jobRun.ts';
import { type BatchHarness, manifestNamed, plan, request, startBatch } from './batchSupport.ts';
import { s3ClientOf } from './s3/s3Support.ts';
import { batchClientOf, DAY, errorOf, failure, HOUR, MINUTE } from './support.ts';

const Bucket = 'reports';
const SECOND = 1000;

interface ReportHarness extends BatchHarness {
  s3: S3Client;
  keys(bucket?: string): Promise<string[]>;
  text(key: string, bucket?: string): Promise<string>;
  /** Moves the clock to the end of the job. */
  end(JobId: string): Promise<Date>;
}

async function withReports(): Promise<ReportHarness> {
  const harness = await startBatch();
  const s3 = s3ClientOf(harness.simulator.url);
  return {
    ...harness,
    s3,
    keys: async (bucket = Bucket) =>
      ((await s3.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(({ Key = '' }) => Key),
    text: async (Key, bucket = Bucket) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      return (await Body?.transformToString()) ?? '';
    },
    end: async (JobId) => {
      const { location, clock } = harness;
      const job = location.batch.get(JobId, clock.now());
      const endedAt = job && location.batch.progress(job, clock.now() + DAY).endedAt;
      if (endedAt === undefined) throw new Error('the job does not end');
      clock.advance(Math.max(0, endedAt - clock.now()));
      const { TerminationDate } = await harness.describe(JobId);
      expect(TerminationDate?.getTime()).toBe(endedAt);
      return new Date(endedAt);
    },
  };
}

const reportIn = (given: object) => ({ Report: { ...request.Report, ...given } });
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const rowsOf = (text: string) => text.split('\r\n').slice(0, -1);

interface ManifestText {
  ReportCreationDate: string;
  Results: { TaskExecutionStatus: string; Bucket: string; MD5Checksum: string; Key: string }[];
}

/** The files that the manifest lists, by status, after their MD5 has been compared. */
async function readReport({ text }: ReportHarness, folder: string, bucket = Bucket): Promise<Record<string, string[]>> {
  const manifest = await text(`${folder}/manifest.json`, bucket);
  expect(await text(`${folder}/manifest.json.md5`, bucket)).toBe(`${md5(manifest)}\n`);
  const { Results } = JSON.parse(manifest) as ManifestText;
  const files: Record<string, string[]> = {};
  for (const { TaskExecutionStatus, Bucket: of, MD5Checksum, Key } of Results) {
    const file = await text(Key, of);
    expect([of, md5(file)]).toEqual([bucket, MD5Checksum]);
    expect(Key).toMatch(new RegExp(`^${folder}/results/[0-9a-f]{40}\\.csv$`));
    files[TaskExecutionStatus] = rowsOf(file);
  }
  return files;
}

describe('the report of a job', () => {
  test('appears after the job has ended, manifest.json last', async () => {
    const harness = await withReports();
    const { create, clock, keys, text, s3, end } = harness;
    const id = await create(manifestNamed('tasks-1000-some-fail'));
    const endedAt = await end(id);
    const folder = `p/job-${id}`;
    const isManifest = (key: string) => key.startsWith(`${folder}/manifest.json`);
    clock.advance(29 * SECOND);
    expect(await keys()).toEqual([]);
    clock.advance(SECOND);
    const files = await keys();
    expect(files.map((key) => key.replace(/[0-9a-f]{40}/, '*'))).toEqual([
      `${folder}/results/*.csv`,
      `${folder}/results/*.csv`,
    ]);
    clock.advance(29 * SECOND);
    expect(await failure(text(`${folder}/manifest.json`))).toMatch(/^NoSuchKey 404/);
    clock.advance(SECOND);
    expect((await keys()).filter(isManifest)).toEqual([`${folder}/manifest.json`, `${folder}/manifest.json.md5`]);

    // The dates and the encryption are those of S3, whenever somebody looks first.
    const { LastModified, ServerSideEncryption } = await s3.send(
      new HeadObjectCommand({ Bucket, Key: `${folder}/manifest.json` }),
    );
    const { ReportCreationDate } = JSON.parse(await text(`${folder}/manifest.json`)) as ManifestText;
    const writtenAt = endedAt.getTime() + MINUTE;
    expect([LastModified?.getTime(), ServerSideEncryption]).toEqual([
      Math.floor(writtenAt / SECOND) * SECOND,
      'AES256',
    ]);
    expect(Date.parse(ReportCreationDate)).toBe(writtenAt);
  });

  test('has a row for each task that the job counts, in the columns that S3 writes', async () => {
    const harness = await withReports();
    const { create, clock, end } = harness;
    const id = await create({
      ...manifestNamed('tasks-1000-some-fail'),
      Operation: { S3ReplicateObject: {} },
    });
    await end(id);
    clock.advance(DAY);
    const { succeeded = [], failed = [] } = await readReport(harness, `p/job-${id}`);
    expect([succeeded.length, failed.length]).toEqual([980, 20]);
    expect(succeeded[0]).toBe('footage-archive,reels/take%2000000000000.mxf,,succeeded,200,,success');
    expect(failed[0]).toBe('footage-archive,reels/take%2000000000049.mxf,,failed,403,AccessDenied,Access Denied');
  });

  test('has the version ids of the manifest', async () => {
    const harness = await withReports();
    const { create, clock, end } = harness;
    const { Manifest } = manifestNamed('tasks-5');
    const Spec = { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key', 'VersionId'] };
    const id = await create({ Manifest: { ...Manifest, Spec } });
    await end(id);
    clock.advance(MINUTE);
    const { succeeded = [] } = await readReport(harness, `p/job-${id}`);
    for (const row of succeeded)
      expect(row).toMatch(/^footage-archive,reels\/take%20\d{11}\.mxf,[\w.-]{32},succeeded,/);
  });

  test.each([
    ['no prefix', undefined, ''],
    ['a prefix', 'completion-reports/cfg-1', 'completion-reports/cfg-1/'],
    ['a prefix that ends with a slash', 'completion-reports/cfg-1/', 'completion-reports/cfg-1//'],
    ['a prefix of other characters', 'bücher & "co"', 'bücher & "co"/'],
    ['the longest prefix', '復'.repeat(310), `${'復'.repeat(310)}/`],
  ])('is below %s, joined as it is', async (_, Prefix, folder) => {
    const harness = await withReports();
    const { create, clock, end } = harness;
    const id = await create({ ...manifestNamed('tasks-5'), ...reportIn({ Prefix }) });
    await end(id);
    clock.advance(MINUTE);
    expect((await readReport(harness, `${folder}job-${id}`))['succeeded']).toHaveLength(5);
  });

  test('of failed tasks only has no other file, and none at all if no task failed', async () => {
    const harness = await withReports();
    const { create, clock, end } = harness;
    const only = reportIn({ ReportScope: 'FailedTasksOnly' });
    const some = await create({ ...manifestNamed('tasks-1000-some-fail'), ...only });
    await end(some);
    await end(await create({ ...manifestNamed('tasks-1000'), ...only }));
    clock.advance(MINUTE);
    const { failed = [], ...others } = await readReport(harness, `p/job-${some}`);
    expect([failed.length, others]).toEqual([20, {}]);
    expect((await harness.keys()).filter((key) => !key.startsWith(`p/job-${some}/`))).toEqual([]);
  });

  test.each([
    ['was cancelled while its tasks ran', 'tasks-1000-some-fail', 'Cancelled'],
    ['was stopped because half of its tasks failed', 'tasks-3000-half-fail', 'Failed'],
  ])('of one that %s has the tasks that ran', async (_, name, status) => {
    const harness = await withReports();
    const { create, clock, describe: describeJob, update, end } = harness;
    const id = await create(manifestNamed(name));
    clock.advance(4 * MINUTE);
    if (status === 'Cancelled') await update(id, 'Cancelled');
    await end(id);
    clock.advance(MINUTE);
    const { Status, ProgressSummary } = await describeJob(id);
    const { NumberOfTasksSucceeded = 0, NumberOfTasksFailed = 0, TotalNumberOfTasks = 0 } = ProgressSummary ?? {};
    const { succeeded = [], failed = [] } = await readReport(harness, `p/job-${id}`);
    expect([Status, succeeded.length, failed.length]).toEqual([status, NumberOfTasksSucceeded, NumberOfTasksFailed]);
    expect(succeeded.length).toBeGreaterThan(0);
    expect(succeeded.length + failed.length).toBeLessThan(TotalNumberOfTasks);
  });

  test('does not exist for a job of which no task ran, or that wants none', async () => {
    const { create, clock, update, end, keys } = await withReports();
    const broken = await create(manifestNamed('bad-manifest'));
    const waiting = await create({ ConfirmationRequired: true });
    const silent = await create({ ...manifestNamed('tasks-5'), Report: { Enabled: false } });
    clock.advance(2 * MINUTE);
    await update(waiting, 'Cancelled');
    for (const id of [broken, waiting, silent]) await end(id);
    clock.advance(DAY);
    expect(await keys()).toEqual([]);
  });

  test('is read by ranges, and is the same for whoever comes first', async () => {
    const { create, clock, end, s3, text, keys } = await withReports();
    const id = await create(manifestNamed('tasks-100002-five-errors'));
    await end(id);
    clock.advance(MINUTE);
    const lists = await Promise.all(Array.from({ length: 5 }, () => keys()));
    expect(new Set(lists.map((list) => list.join())).size).toBe(1);
    const { Results } = JSON.parse(await text(`p/job-${id}/manifest.json`)) as ManifestText;
    const { Key = '' } = Results.find(({ TaskExecutionStatus }) => TaskExecutionStatus === 'failed') ?? {};
    const whole = await text(Key);
    expect(rowsOf(whole)).toHaveLength(2001);
    const { Body, ContentRange } = await s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=100000-100499' }));
    expect(await Body?.transformToString()).toBe(whole.slice(100_000, 100_500));
    expect(ContentRange).toBe(`bytes 100000-100499/${whole.length}`);
  });

  test('of a gigabyte is read by ranges for what is read, and its MD5 is computed for its manifest alone', async () => {
    const { simulator, s3, location } = await withReports();
    const { AccountId: _, ...jobRequest } = request;
    const job = simulator.world.addBatchJob(location, {
      request: jobRequest,
      plan: plan({ tasks: 20_000_000, failedTasks: 10_000_000 }),
    });
    const computed = syntheticTasks(job, 20_000_000);
    let asked = 0;
    const tasks: BatchTasks = { ...computed, result: (index) => computed.result(count(index)) };
    const count = (index: number) => {
      asked += 1;
      return index;
    };
    const [file] = await reportObjects(job, tasks, 0, Bucket);
    if (!file) throw new Error('no file');
    simulator.world.objects.put(simulator.world.objects.bucketAt(Bucket, 0) as never, file);
    const { ContentLength = 0 } = await s3.send(new HeadObjectCommand({ Bucket, Key: file.key }));
    expect(ContentLength).toBeGreaterThan(700_000_000);
    const Range = 'bytes=400000000-400099999';
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: file.key, Range }));
    expect((await Body?.transformToByteArray())?.length).toBe(100_000);
    expect(asked).toBeLessThan(10_000);
  });

  test('keeps older versions, is deleted like any object, and is not written again', async () => {
    const { create, clock, end, s3, keys, simulator } = await withReports();
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const id = await create(manifestNamed('tasks-5'));
    await end(id);
    clock.advance(MINUTE);
    const Key = `p/job-${id}/manifest.json`;
    const { VersionId } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    expect(VersionId).toMatch(/^[\w.-]{32}$/);
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    clock.advance(DAY);
    expect(await keys()).toHaveLength(2);
    expect(simulator.world.heldBytes.uploaded).toBeLessThan(10_000);
  });

  test('of a job in another region is in the same bucket', async () => {
    const harness = await withReports();
    const west = batchClientOf(harness.simulator.url, { region: 'us-west-2' });
    const { JobId = '' } = await west.send(
      new CreateJobCommand({ ...request, ...manifestNamed('tasks-5') } as CreateJobCommandInput),
    );
    west.destroy();
    harness.clock.advance(DAY);
    expect((await readReport(harness, `p/job-${JobId}`))['succeeded']).toHaveLength(5);
  });
});

describe('a report bucket', () => {
  const refused = 'The job report could not be written to your report bucket. Please check your permissions.';

  test.each([
    ['does not exist', reportIn({ Bucket: 'arn:aws:s3:::no-such-bucket' })],
    ['belongs to another account', reportIn({ Bucket: 'arn:aws:s3:::theirs' })],
    ['has another owner than the job expects', reportIn({ ExpectedBucketOwner: '444455556666' })],
    ['would get keys that are too long', reportIn({ Prefix: `${'復'.repeat(310)}x` })],
  ])('that %s fails the job after its tasks', async (_, report) => {
    const { create, describe: describeJob, clock, end, keys, simulator } = await withReports();
    const theirs = s3ClientOf(simulator.url, { accessKeyId: '444455556666' });
    await theirs.send(new CreateBucketCommand({ Bucket: 'theirs' }));
    const id = await create({ ...manifestNamed('tasks-1000'), ...report });
    await end(id);
    const { Status, FailureReasons, ProgressSummary } = await describeJob(id);
    expect([Status, FailureReasons?.[0]?.FailureReason]).toEqual(['Failed', refused]);
    expect(ProgressSummary?.NumberOfTasksSucceeded).toBe(1000);
    clock.advance(DAY);
    expect(await keys()).toEqual([]);
    expect((await theirs.send(new ListObjectsV2Command({ Bucket: 'theirs' }))).KeyCount).toBe(0);
  });

  test('is looked at when the tasks are done: what happens to it later changes no job', async () => {
    const { create, status, clock, end, s3 } = await withReports();
    const late = reportIn({ Bucket: 'arn:aws:s3:::late' });
    const first = await create({ ...manifestNamed('tasks-1000'), ...late });
    await end(first);
    const second = await create({ ...manifestNamed('tasks-1000'), ...late });
    clock.advance(2 * MINUTE);
    expect([await status(first), await status(second)]).toEqual(['Failed', 'Active']);
    await s3.send(new CreateBucketCommand({ Bucket: 'late' }));
    await end(second);
    expect([await status(first), await status(second)]).toEqual(['Failed', 'Complete']);
    await s3.send(new DeleteBucketCommand({ Bucket: 'late' }));
    clock.advance(HOUR);
    expect([await status(first), await status(second)]).toEqual(['Failed', 'Complete']);
    const third = await create({ ...manifestNamed('tasks-1000'), ...late });
    await end(third);
    expect(await status(third)).toBe('Failed');
    // A later bucket of the same name gets no old reports.
    await s3.send(new CreateBucketCommand({ Bucket: 'late' }));
    expect((await s3.send(new ListObjectsV2Command({ Bucket: 'late' }))).KeyCount).toBe(0);
  });

  test('gets nothing of a job that failed because of it, although it exists when the job ends', async () => {
    const { create, status, describe: describeJob, update, clock, end, s3 } = await withReports();
    const listed = async (name: string) => (await s3.send(new ListObjectsV2Command({ Bucket: name }))).KeyCount;
    const late = await create({ ...manifestNamed('tasks-1000'), ...reportIn({ Bucket: 'arn:aws:s3:::late' }) });
    while ((await status(late)) !== 'Failing') clock.advance(10 * SECOND);
    await s3.send(new CreateBucketCommand({ Bucket: 'late' }));
    await end(late);
    await s3.send(new CreateBucketCommand({ Bucket: 'forbidden-reports' }));
    const forbidden = reportIn({ Bucket: 'arn:aws:s3:::forbidden-reports' });
    const refusedId = await create({ ...manifestNamed('tasks-1000'), ...forbidden });
    await end(refusedId);
    const stopped = await create({ ...manifestNamed('tasks-3000-half-fail'), ...forbidden });
    await end(stopped);
    const cancelled = await create({ ...manifestNamed('tasks-1000'), ...forbidden });
    clock.advance(4 * MINUTE);
    await update(cancelled, 'Cancelled');
    await end(cancelled);
    clock.advance(DAY);
    const reasonOf = async (id: string) => (await describeJob(id)).FailureReasons?.[0]?.FailureReason;
    expect([await reasonOf(late), await reasonOf(refusedId)]).toEqual([refused, refused]);
    expect([await listed('late'), await listed('forbidden-reports')]).toEqual([0, 0]);
  });

  test('cannot be deleted once it has a report, even if nobody has looked at it', async () => {
    const { create, clock, end, s3 } = await withReports();
    const id = await create(manifestNamed('tasks-5'));
    await end(id);
    clock.advance(MINUTE);
    expect((await errorOf(s3.send(new DeleteBucketCommand({ Bucket })))).name).toBe('BucketNotEmpty');
  });

  test('gets its reports late if the simulator has no memory left', async () => {
    const { create, clock, end, keys, simulator } = await withReports();
    const id = await create(manifestNamed('tasks-5'));
    await end(id);
    clock.advance(MINUTE);
    const { heldBytes } = simulator.world;
    heldBytes.uploaded = heldBytes.limit;
    expect(await keys()).toEqual([]);
    heldBytes.uploaded = 0;
    expect(await keys()).toHaveLength(3);
  });

  test('has no manifest.json without the files that it lists, however much memory is left', async () => {
    const { create, clock, end, keys, simulator } = await withReports();
    const id = await create({ ...manifestNamed('tasks-5'), ...reportIn({ Prefix: 'x'.repeat(300) }) });
    await end(id);
    const { heldBytes } = simulator.world;
    clock.advance(MINUTE);
    for (let left = 0; left <= 8000; left += 20) {
      heldBytes.uploaded = heldBytes.limit - left;
      const written = await keys();
      if (written.some((key) => key.endsWith('/manifest.json'))) expect(written).toHaveLength(3);
      if (written.length === 3) return;
    }
    expect.unreachable('the report was never written');
  });

  test('gets the other reports if one cannot be made', async () => {
    const { create, clock, end, keys, simulator, location } = await withReports();
    const broken = new JobRun();
    broken.tasks = () => {
      throw new Error('broken');
    };
    const { AccountId: _, ...jobRequest } = request;
    const { id: first } = simulator.world.addBatchJob(location, {
      request: jobRequest,
      plan: plan({ tasks: 5 }),
      run: broken,
    });
    const second = await create(manifestNamed('tasks-5'));
    await end(second);
    clock.advance(DAY);
    expect(await failure(keys())).toMatch(/broken/);
    const folders = new Set((await keys()).map((key) => key.split('/')[1]));
    expect([...folders]).toEqual([`job-${second}`]);
    expect(folders.has(`job-${first}`)).toBe(false);
  });
});
