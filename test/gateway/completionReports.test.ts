// The completion reports of Batch jobs: whether S3 has written them, their files, and the AWS calls that this costs.
import { expect, test } from 'vitest';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { HOUR, MINUTE } from '../simulator/support.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { accountId, reportedJob } from './reportedJobs.ts';

const start = () => startGateway({ seed: 'empty' });

const failedRow = 'archive,a.txt,,failed,403,AccessDenied,Access Denied\r\n';
const statusAndFiles = 'status contents { createdAt files { bucket key taskStatus md5Checksum } }';

/** The answer of one job, with the calls that it cost. */
const reading = (
  gateway: TestGateway,
  jobId: string,
  selection: string,
  caller: Pick<TestGateway, 'query'> = gateway,
) =>
  caller.query(
    'query ($jobId: String!) { batchJob(jobId: $jobId) { jobId report { SELECTION } } }'.replace(
      'SELECTION',
      selection,
    ),
    {
      jobId,
    },
  );

test('a written report has its files, failed ones first, for one GetObject that is remembered', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.write({ succeeded: 'archive,b.txt,,succeeded,200,,success\r\n', failed: failedRow });
  const report = await job.report(statusAndFiles);
  expect(report).toMatchObject({
    status: 'WRITTEN',
    contents: {
      createdAt: '2026-01-15T15:48:39.725Z',
      files: [
        { bucket: 'job-reports', taskStatus: 'FAILED', md5Checksum: expect.stringMatching(/^[\da-f]{32}$/) },
        { bucket: 'job-reports', taskStatus: 'SUCCEEDED' },
      ],
    },
  });
  expect(gateway.calls()).toEqual({ 's3control.DescribeJob': 1, 's3.GetObject': 1 });
  await job.report(statusAndFiles);
  expect(gateway.calls()['s3.GetObject']).toBeUndefined();
});

test('the size of each file costs a HeadObject', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.write({ succeeded: 'archive,b.txt,,succeeded,200,,success\r\n', failed: failedRow });
  const { contents } = await job.report('contents { files { sizeInBytes } }');
  expect(contents.files).toEqual([{ sizeInBytes: failedRow.length }, { sizeInBytes: 39 }]);
  expect(gateway.calls()).toEqual({ 's3control.DescribeJob': 1, 's3.GetObject': 1, 's3.HeadObject': 2 });
});

test('a prefix is joined as it is, also one that ends with a slash', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway, { report: { Prefix: 'completion-reports/cfg-1/' } });
  expect(job.manifestKey).toBe(`completion-reports/cfg-1//job-${job.jobId}/manifest.json`);
  await job.write({ failed: failedRow });
  expect(await job.report('status')).toEqual({ status: 'WRITTEN' });
});

test('a report that is absent is pending for an hour, and then missing', async () => {
  await using gateway = await start();
  const running = await reportedJob(gateway, { age: MINUTE });
  expect(await running.report('status contents { createdAt }')).toEqual({ status: 'PENDING', contents: null });
  expect(gateway.calls()).toEqual({ 's3control.DescribeJob': 1 });
  const ended = await reportedJob(gateway, { words: 'tasks-1001', age: HOUR });
  expect(await ended.report('status contents { createdAt }')).toEqual({ status: 'PENDING', contents: null });
  expect(gateway.calls()).toEqual({ 's3control.DescribeJob': 1, 's3.GetObject': 1 });
  gateway.clock.advance(HOUR);
  expect(await ended.report('status contents { createdAt }')).toEqual({ status: 'MISSING', contents: null });
});

test('where no report can be, S3 is not asked', async () => {
  await using gateway = await start();
  const without = await reportedJob(gateway, { report: { Enabled: false } });
  const noTask = await reportedJob(gateway, { words: 'no-such-manifest' });
  const notWritable = await reportedJob(gateway, { report: { Bucket: 'arn:aws:s3:::forbidden-reports' } });
  expect(await without.report('status contents { createdAt }')).toEqual({ status: 'NEVER_WRITTEN', contents: null });
  expect(await noTask.report('status contents { createdAt }')).toEqual({ status: 'NEVER_WRITTEN', contents: null });
  expect(await notWritable.report('status contents { createdAt }')).toEqual({ status: 'WRITE_FAILED', contents: null });
  expect(gateway.calls()['s3.GetObject']).toBeUndefined();
});

test('a denial of AWS is an error at the fields that names the IAM action and the bucket', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.write({ failed: failedRow });
  gateway.simulator.faults.set([{ operation: 's3.GetObject', kind: 'error', code: 'AccessDenied', status: 403 }]);
  const { data, errors } = await reading(gateway, job.jobId, 'enabled status contents { createdAt }');
  expect(data.batchJob).toEqual({ jobId: job.jobId, report: { enabled: true, status: null, contents: null } });
  expect(errors).toMatchObject([
    { path: ['batchJob', 'report', 'status'], extensions: { code: 'FORBIDDEN', aws: { code: 'AccessDenied' } } },
    { path: ['batchJob', 'report', 'contents'], extensions: { code: 'FORBIDDEN' } },
  ]);
  expect(errors?.[0]?.message).toContain(`S3 denies s3:GetObject in the bucket job-reports of account ${accountId}`);
  expect(errors?.[0]?.message).toContain('s3:ListBucket');
  expect(gateway.calls()['s3.GetObject']).toBe(1);
});

test('a bucket of another account than the job is denied', async () => {
  await using gateway = await start();
  const { objects } = gateway.simulator.world;
  const job = await reportedJob(gateway);
  await job.write({ failed: failedRow });
  const [bucket] = objects.buckets.values();
  if (bucket) Object.assign(bucket, { owner: gateway.simulator.world.location('444455556666', 'us-east-1').account });
  const { data, errors } = await reading(gateway, job.jobId, 'status');
  expect(data.batchJob.report).toEqual({ status: null });
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});

test('a bucket in another region is found by its redirect, once', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway, { bucketRegion: 'eu-central-1' });
  await job.write({ failed: failedRow });
  expect(await job.report('status')).toEqual({ status: 'WRITTEN' });
  expect(gateway.calls()).toMatchObject({ 's3.GetObject': 2 });
  const other = await reportedJob(gateway, { words: 'tasks-1001', bucketRegion: 'eu-central-1' });
  await other.write({ failed: failedRow });
  expect(await other.report('status contents { files { sizeInBytes } }')).toMatchObject({ status: 'WRITTEN' });
  expect(gateway.calls()).toMatchObject({ 's3.GetObject': 1, 's3.HeadObject': 1 });
});

test('what the policy hides is absent, and costs no call', async () => {
  await using gateway = await startGateway({
    seed: 'empty',
    authenticator: createTestAuthenticator({
      keys: {
        ann: { '*/*': ['read'] },
        ben: { '*/*': ['read'], [`${accountId}/s3/job-reports`]: ['read'] },
      },
    }),
  });
  const open = { ...gateway, data: gateway.as(keyOf('ben')).data };
  const job = await reportedJob(open);
  await job.write({ failed: failedRow });
  const hidden = await reading(gateway, job.jobId, 'enabled status contents { createdAt }', gateway.as(keyOf('ann')));
  expect(hidden.errors).toBeUndefined();
  expect(hidden.data.batchJob.report).toEqual({ enabled: true, status: null, contents: null });
  expect(gateway.calls()['s3.GetObject']).toBeUndefined();
  expect(await job.report('status')).toEqual({ status: 'WRITTEN' });
  // What is remembered is not for everybody either.
  const again = await reading(gateway, job.jobId, 'status contents { createdAt }', gateway.as(keyOf('ann')));
  expect(again.data.batchJob.report).toEqual({ status: null, contents: null });
});

test.each([
  ['text', 'no report'],
  ['another format', '{"Format":"Report_CSV_20300101","Results":[]}'],
  ['binary data', Buffer.from([0, 255, 254, 0, 10])],
  ['nothing', ''],
  ['more than a megabyte', `{"Format":"Report_CSV_20180820","Results":[]}${' '.repeat(2 ** 20)}`],
])('a manifest.json that is %s is an error at the fields', async (_, text) => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.writeManifest(text);
  const { data, errors } = await reading(gateway, job.jobId, 'status contents { createdAt }');
  expect(data.batchJob.report).toEqual({ status: null, contents: null });
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['OUTPUT_UNREADABLE', 'OUTPUT_UNREADABLE']);
});

test('a call that fails once is repeated', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.write({ failed: failedRow });
  gateway.simulator.faults.set([{ operation: 's3.GetObject', call: 1, kind: '5xx' }]);
  expect(await job.report('status')).toEqual({ status: 'WRITTEN' });
  expect(gateway.calls()['s3.GetObject']).toBe(2);
});
