// The tasks of completion reports, page by page, and the AWS calls that they cost.
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { s3ClientOf } from '../simulator/s3/s3Support.ts';
import { startGateway } from '../support/startGateway.ts';
import { accountId, reportedJob } from './reportedJobs.ts';

const start = (options = {}) => startGateway({ seed: 'empty', ...options });

const failed = (index: number) =>
  `archive,reel%20${index}.mxf,,failed,403,AccessDenied,"Access Denied, for ""role/batch"""\r\n`;
const succeeded = (index: number) => `archive,done-${index}.mxf,v${index},succeeded,200,,success\r\n`;
const rows = (count: number, of: (index: number) => string) => Array.from({ length: count }, (_, i) => of(i)).join('');

const pageWith = (args: string, selection: string) =>
  `contents { tasks(${args}) { nodes { ${selection} } pageInfo { hasNextPage hasPreviousPage endCursor } skippedRecords { count first { position message } } } }`;

test('a task has its key decoded once and as it is written, its failure, and a diagnosis', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  // Rows of AWS. The second one has the columns of the declared schema.
  await job.write({
    failed: [
      'archive,pct%2520literal+1.txt,MPJO,failed,500,SrcObjectNotEligible,Object is not eligible for replication\r\n',
      'archive,Some-file-name,,failed,InvalidRequest,400,Task failed due to missing VersionId\r\n',
      'archive,100%.csv,null,failed,200,PermanentFailure,"Lambda returned function error: {""errorMessage"":""no""}"\r\n',
    ].join(''),
    succeeded: 'archive,control.txt,lIX2,succeeded,200,,success\r\n',
  });
  const { contents } = await job.report(
    pageWith(
      'first: 10',
      'bucket key encodedKey versionId status httpStatusCode errorCode message diagnosis { code retryable }',
    ),
  );
  expect(contents.tasks.nodes).toEqual([
    {
      bucket: 'archive',
      key: 'pct%20literal+1.txt',
      encodedKey: 'pct%2520literal+1.txt',
      versionId: 'MPJO',
      status: 'FAILED',
      httpStatusCode: 500,
      errorCode: 'SrcObjectNotEligible',
      message: 'Object is not eligible for replication',
      diagnosis: { code: 'REPLICATION_NOT_ELIGIBLE', retryable: false },
    },
    {
      bucket: 'archive',
      key: 'Some-file-name',
      encodedKey: 'Some-file-name',
      versionId: null,
      status: 'FAILED',
      httpStatusCode: 400,
      errorCode: 'InvalidRequest',
      message: 'Task failed due to missing VersionId',
      diagnosis: { code: 'VERSION_ID_MISSING', retryable: false },
    },
    expect.objectContaining({
      key: '100%.csv',
      versionId: null,
      message: 'Lambda returned function error: {"errorMessage":"no"}',
    }),
    expect.objectContaining({ status: 'SUCCEEDED', errorCode: null, message: 'success', diagnosis: null }),
  ]);
});

test('a page costs one GetObject, at any position, and one more where the next file begins', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.write({ succeeded: rows(1_000, succeeded), failed: rows(1_500, failed) });
  await job.report('status');
  gateway.calls();
  const keys: string[] = [];
  const calls: (number | undefined)[] = [];
  for (let after = ''; ; ) {
    const args = `first: 1000${after && `, after: "${after}"`}`;
    const { contents } = await job.report(pageWith(args, 'key status'));
    keys.push(...contents.tasks.nodes.map(({ key }: { key: string }) => key));
    calls.push(gateway.calls()['s3.GetObject']);
    if (!contents.tasks.pageInfo.hasNextPage) break;
    after = contents.tasks.pageInfo.endCursor;
  }
  expect(calls).toEqual([1, 2, 1]);
  expect(keys).toHaveLength(2_500);
  expect(new Set(keys).size).toBe(2_500);
  expect(keys.slice(1_499, 1_501)).toEqual(['reel 1499.mxf', 'done-0.mxf']);
});

test('equal pages of one request are read once, and a page without tasks is not', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.write({ failed: rows(10, failed) });
  const { contents } = await job.report(
    'contents { a: tasks(first: 2) { nodes { key } } b: tasks(first: 2) { edges { cursor node { key } } } none: tasks(first: 0) { pageInfo { hasNextPage } } }',
  );
  expect(gateway.calls()['s3.GetObject']).toBe(2);
  const { edges } = contents.b;
  const next = await job.report(pageWith(`first: 3, after: "${edges[0].cursor}"`, 'key'));
  expect(next.contents.tasks).toMatchObject({
    nodes: [{ key: 'reel 1.mxf' }, { key: 'reel 2.mxf' }, { key: 'reel 3.mxf' }],
    pageInfo: { hasNextPage: true, hasPreviousPage: true },
  });
});

test('a filter by status leaves out the other files, and other filters search within the bytes of a request', async () => {
  await using gateway = await start({ REPORT_SCAN_BYTES: 65_536 });
  const job = await reportedJob(gateway);
  await job.write({
    failed: `${rows(5_000, failed)}archive,last%20one.mxf,,failed,404,NoSuchKey,The key does not exist\r\n`,
    succeeded: rows(10, succeeded),
  });
  const ok = await job.report(pageWith('first: 5, filter: { statuses: [SUCCEEDED] }', 'status'));
  expect(ok.contents.tasks.nodes).toEqual(Array(5).fill({ status: 'SUCCEEDED' }));
  expect(gateway.calls()['s3.GetObject']).toBe(2);

  const found: unknown[] = [];
  let pages = 0;
  for (let after = ''; ; pages += 1) {
    const { contents } = await job.report(
      pageWith(
        `first: 5${after && `, after: "${after}"`}, filter: { errorCodes: ["NoSuchKey"], httpStatusCodes: [404], keyContains: "ONE", keyStartsWith: "last" }`,
        'key errorCode',
      ),
    );
    found.push(...contents.tasks.nodes);
    if (!contents.tasks.pageInfo.hasNextPage) break;
    after = contents.tasks.pageInfo.endCursor;
  }
  expect(found).toEqual([{ key: 'last one.mxf', errorCode: 'NoSuchKey' }]);
  expect(pages).toBeGreaterThan(3);
  // Empty lists restrict nothing.
  const all = await job.report(
    pageWith('first: 1, filter: { statuses: [], errorCodes: [], httpStatusCodes: [] }', 'key'),
  );
  expect(all.contents.tasks.nodes).toEqual([{ key: 'reel 0.mxf' }]);
});

test('rows that are none are skipped, counted and named', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.write({
    failed: Buffer.concat([
      Buffer.from('too,few,columns\r\n'),
      Buffer.from(failed(1)),
      Buffer.from([0, 255, 13, 10]),
      Buffer.from('"never closed,a,b,failed,403,AccessDenied,no\r\n'),
      Buffer.alloc(100_000, 'long'),
      Buffer.from(`\r\n${failed(2)}`),
    ]),
  });
  const { contents } = await job.report(pageWith('first: 10', 'key'));
  expect(contents.tasks.nodes).toEqual([{ key: 'reel 1.mxf' }, { key: 'reel 2.mxf' }]);
  expect(contents.tasks.skippedRecords.count).toBe(4);
  const [{ position, message }] = contents.tasks.skippedRecords.first;
  expect(position).toBe(0);
  expect(message).toMatch(
    /^job-.*\/results\/[\da-f]{40}\.csv: The row at byte 0 was skipped: it has 3 columns instead of 7\.$/,
  );
});

test('a file of gzip in place of CSV is an error at the field', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.write({ failed: Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]) });
  await expect(job.report(pageWith('first: 1', 'key'))).rejects.toThrow(/compressed with gzip/);
});

test('a file in an archive class is an error that says to restore it', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.write({ failed: rows(1, failed) });
  const { files } = (await job.report('contents { files { bucket key } }')).contents;
  await s3ClientOf(gateway.simulator.url).send(
    new PutObjectCommand({ Bucket: files[0].bucket, Key: files[0].key, Body: 'a', StorageClass: 'GLACIER' }),
  );
  const { data, errors } = await gateway.query(
    `query ($jobId: String!) { batchJob(jobId: $jobId) { report { ${pageWith('first: 1', 'key')} } } }`,
    { jobId: job.jobId },
  );
  expect(data.batchJob.report.contents.tasks).toBeNull();
  expect(errors).toMatchObject([
    {
      message: `The object ${files[0].key} in the bucket job-reports is in the archive class GLACIER of S3. Restore it first, or copy it to another storage class.`,
      extensions: { code: 'OBJECT_ARCHIVED', retryable: false, aws: { code: 'InvalidObjectState' } },
    },
  ]);
});

test('an empty file has no tasks', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.write({ failed: '' });
  expect((await job.report(pageWith('first: 1', 'key'))).contents.tasks).toMatchObject({
    nodes: [],
    pageInfo: { hasNextPage: false },
  });
});

test('the cursor of the last row of a file continues with the next file, and after the last file there is nothing', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.write({ failed: rows(3, failed), succeeded: rows(2, succeeded) });
  const { contents } = await job.report('contents { tasks(first: 10) { edges { cursor } pageInfo { endCursor } } }');
  const { edges, pageInfo } = contents.tasks;
  const pageAfter = async (cursor: string) =>
    (await job.report(pageWith(`first: 10, after: "${cursor}"`, 'key'))).contents.tasks;
  expect(await pageAfter(edges[2].cursor)).toMatchObject({
    nodes: [{ key: 'done-0.mxf' }, { key: 'done-1.mxf' }],
    pageInfo: { hasNextPage: false },
  });
  expect(edges[4].cursor).toBe(pageInfo.endCursor);
  expect(await pageAfter(pageInfo.endCursor)).toEqual({
    nodes: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: true, endCursor: null },
    skippedRecords: { count: 0, first: [] },
  });
});

test('a file that was replaced since makes its cursors stale, and foreign cursors are refused', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.write({ failed: rows(10, failed) });
  const { contents } = await job.report(pageWith('first: 2', 'key'));
  const { endCursor } = contents.tasks.pageInfo;
  await expect(
    job.report(pageWith(`first: 2, after: "${endCursor}", filter: { statuses: [FAILED] }`, 'key')),
  ).rejects.toThrow(/not a cursor of this list/);
  // Conditions that restrict nothing make no other list.
  const same = `first: 2, after: "${endCursor}", filter: { statuses: [], keyContains: null }`;
  expect(await job.report(pageWith(same, 'key'))).toEqual(
    await job.report(pageWith(`first: 2, after: "${endCursor}"`, 'key')),
  );
  const all = await job.report(pageWith('first: 10', 'key'));
  const lastCursor = all.contents.tasks.pageInfo.endCursor;
  await job.write({ failed: rows(20, succeeded) });
  for (const cursor of [endCursor, lastCursor])
    await expect(job.report(pageWith(`first: 2, after: "${cursor}"`, 'key'))).rejects.toThrow(/no longer exists/);
});

test('a stream that S3 cuts is resumed', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway);
  await job.write({ failed: rows(1_000, failed) });
  await job.report('status');
  gateway.calls();
  gateway.simulator.faults.set([{ operation: 's3.GetObject', call: 1, kind: 'truncated' }]);
  const { contents } = await job.report(pageWith('first: 1000', 'key'));
  expect(contents.tasks.nodes).toHaveLength(1_000);
  expect(gateway.calls()['s3.GetObject']).toBe(2);
});

test('a file in a bucket that the policy hides is absent, and not read', async () => {
  await using gateway = await start({
    authenticator: createTestAuthenticator({
      keys: { ben: { '*/*': ['read'], [`${accountId}/s3/job-reports`]: ['read'] } },
    }),
  });
  const job = await reportedJob({ ...gateway, data: gateway.as(keyOf('ben')).data });
  await job.writeManifest(
    JSON.stringify({
      Format: 'Report_CSV_20180820',
      Results: [{ TaskExecutionStatus: 'failed', Bucket: 'other-bucket', Key: 'secret.csv' }],
    }),
  );
  expect(
    (
      await job.report(
        'contents { tasks(first: 1) { nodes { key } } failures { tasksRead } files { key sizeInBytes } }',
      )
    ).contents,
  ).toEqual({
    tasks: null,
    failures: null,
    files: [{ key: 'secret.csv', sizeInBytes: null }],
  });
  expect(gateway.calls()).toEqual({ 's3control.DescribeJob': 1, 's3.GetObject': 1 });
});

const results = 'checksum { algorithm type base64 hex eTag } lambdaResult { resultCode resultString functionError }';

test('tasks of checksum jobs have their checksums, and those of other jobs none', async () => {
  await using gateway = await start();
  const rows = `archive,a,,succeeded,200,,"{""checksum_base64"":""bS9TOQ\\u003d\\u003d"",""etag"":""3c3c"",""checksumAlgorithm"":""CRC32"",""checksumType"":""FULL_OBJECT"",""checksum_hex"":""6D2F5339""}"\r\n`;
  const job = await reportedJob(gateway, { operation: { S3ComputeObjectChecksum: { ChecksumAlgorithm: 'CRC32' } } });
  const other = await reportedJob(gateway);
  await job.write({ succeeded: rows });
  await other.write({ succeeded: rows });
  expect((await job.report(pageWith('first: 1', results))).contents.tasks.nodes).toEqual([
    {
      checksum: { algorithm: 'CRC32', type: 'FULL_OBJECT', base64: 'bS9TOQ==', hex: '6d2f5339', eTag: '3c3c' },
      lambdaResult: null,
    },
  ]);
  expect((await other.report(pageWith('first: 1', results))).contents.tasks.nodes).toEqual([
    { checksum: null, lambdaResult: null },
  ]);
});

test('tasks of Lambda jobs have the results of the function', async () => {
  await using gateway = await start();
  const job = await reportedJob(gateway, {
    operation: { LambdaInvoke: { FunctionArn: `arn:aws:lambda:us-east-1:${accountId}:function:check` } },
  });
  await job.write({
    failed: 'archive,a,,failed,200,PermanentFailure,"Lambda returned function error: {""errorMessage"":""no""}"\r\n',
    succeeded: `archive,b,,succeeded,200,,"{u'CopySourceVersionId': 'xVR7'}"\r\n`,
  });
  const { contents } = await job.report(
    `${pageWith('first: 2', results)} contents { failures { groups { sample { lambdaResult { functionError } } } } }`,
  );
  expect(contents.tasks.nodes).toEqual([
    {
      checksum: null,
      lambdaResult: { resultCode: 'PERMANENT_FAILURE', resultString: null, functionError: '{"errorMessage":"no"}' },
    },
    {
      checksum: null,
      lambdaResult: {
        resultCode: 'SUCCEEDED',
        resultString: "{u'CopySourceVersionId': 'xVR7'}",
        functionError: null,
      },
    },
  ]);
  expect(contents.failures.groups).toEqual([{ sample: { lambdaResult: { functionError: '{"errorMessage":"no"}' } } }]);
});
