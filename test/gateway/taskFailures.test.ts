// How often which failure is in a completion report, and the AWS calls that it costs.
import { expect, test } from 'vitest';
import { chunkRange } from '../../src/reports/objectChunks.ts';
import { startGateway } from '../support/startGateway.ts';
import { reportedJob } from './reportedJobs.ts';

const start = (options = {}) => startGateway({ seed: 'empty', ...options });

const failures = (args = '') => `contents { failures${args} {
  tasksRead isComplete numberOfGroups skippedRecords { count first { message } }
  groups { errorCode httpStatusCode count sample { key message } diagnosis { code retryable } }
} }`;

const row = (index: number, failure: string) => `archive,reel-${index}.mxf,,failed,${failure}\r\n`;

const kinds = [
  ['500,InternalError,We encountered an internal error', 9],
  ['403,AccessDenied,Access Denied', 7],
  ['404,NoSuchKey,The specified key does not exist.', 5],
  ['400,InvalidRequest,Task failed due to missing VersionId', 3],
  ['200,PermanentFailure,"Lambda returned function error: {""errorMessage"":""no""}"', 1],
] as const;

test('failures are grouped by code and HTTP status, the most frequent first, in one GetObject', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  const rows = kinds.flatMap(([failure, count]) => Array.from({ length: count }, (_, index) => row(index, failure)));
  await job.write({ failed: `${rows.join('')}no,task\r\n`, succeeded: 'archive,ok.mxf,,succeeded,200,,success\r\n' });
  const { contents } = await job.report(failures());
  expect(gateway.calls()).toEqual({ 's3control.DescribeJob': 1, 's3.GetObject': 2 });
  const { groups, ...summary } = contents.failures;
  expect(summary).toMatchObject({ tasksRead: 25, isComplete: true, numberOfGroups: 5, skippedRecords: { count: 1 } });
  expect(groups).toMatchObject([
    {
      errorCode: 'InternalError',
      httpStatusCode: 500,
      count: 9,
      diagnosis: { code: 'TEMPORARY_FAILURE', retryable: true },
    },
    {
      errorCode: 'AccessDenied',
      httpStatusCode: 403,
      count: 7,
      sample: { key: 'reel-0.mxf', message: 'Access Denied' },
    },
    { errorCode: 'NoSuchKey', httpStatusCode: 404, count: 5, diagnosis: { code: 'OBJECT_NOT_FOUND' } },
    { errorCode: 'InvalidRequest', httpStatusCode: 400, count: 3, diagnosis: { code: 'VERSION_ID_MISSING' } },
    { errorCode: 'PermanentFailure', httpStatusCode: 200, count: 1, diagnosis: { code: 'LAMBDA_PERMANENT_FAILURE' } },
  ]);
  const two = await job.report(failures('(first: 2)'));
  expect(two.contents.failures).toMatchObject({ numberOfGroups: 5, groups: groups.slice(0, 2) });
});

test('costs a call for each chunk, and stops at the bytes of a request', async () => {
  const message = 'x'.repeat(10_000);
  await using gateway = await start();
  const job = await reportedJob(gateway);
  const count = 900;
  const rows = Array.from({ length: count }, (_, index) => row(index, `403,AccessDenied,${message}`)).join('');
  await job.write({ failed: rows });
  await job.report('status');
  gateway.calls();
  expect((await job.report(failures())).contents.failures).toMatchObject({ tasksRead: count, isComplete: true });
  expect(gateway.calls()['s3.GetObject']).toBe(Math.ceil(rows.length / chunkRange));

  await using small = await startGateway({ beside: gateway, REPORT_SCAN_BYTES: 1_000_000 });
  const query = `query ($jobId: String!) { batchJob(jobId: $jobId) { report { a: ${failures()} b: ${failures()} } } }`;
  const { batchJob } = await small.data(query, { jobId: job.jobId });
  const { tasksRead, isComplete } = batchJob.report.a.failures;
  expect(isComplete).toBe(false);
  expect(tasksRead).toBeGreaterThan(98);
  expect(tasksRead).toBeLessThan(120);
  // Both fields share one reading.
  expect(batchJob.report.b).toEqual(batchJob.report.a);
  expect(small.calls()['s3.GetObject']).toBe(2);
});

test('a report without a file of failures costs no call', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.write({ succeeded: 'archive,ok.mxf,,succeeded,200,,success\r\n' });
  expect((await job.report(failures())).contents.failures).toMatchObject({
    tasksRead: 0,
    isComplete: true,
    groups: [],
  });
  expect(gateway.calls()['s3.GetObject']).toBe(1);
});

test('a report with more files than S3 writes is read in part', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.put('one.csv', row(1, '403,AccessDenied,no'));
  const file = { TaskExecutionStatus: 'failed', Bucket: 'job-reports', Key: 'one.csv' };
  await job.writeManifest(JSON.stringify({ Format: 'Report_CSV_20180820', Results: Array(20).fill(file) }));
  expect((await job.report(failures())).contents.failures).toMatchObject({ tasksRead: 8, isComplete: false });
  const { contents } = await job.report('contents { tasks(first: 1000) { nodes { key } pageInfo { hasNextPage } } }');
  expect(contents.tasks).toMatchObject({ nodes: { length: 8 }, pageInfo: { hasNextPage: true } });
});

test('a file that is compressed or binary is an error, or has no failures', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.write({ failed: Buffer.from([0x1f, 0x8b, 8, 0]) });
  await expect(job.report(failures())).rejects.toThrow(/compressed with gzip/);
  await job.write({ failed: Buffer.alloc(3_000_000, Buffer.from([0, 34, 255, 44, 13])) });
  expect((await job.report(failures())).contents.failures).toMatchObject({
    tasksRead: 0,
    isComplete: true,
    skippedRecords: { count: 1 },
  });
});
