// The jobs of the demo world whose completion reports show each way in which a job can end.
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { DescribeJobCommand, type JobDescriptor } from '@aws-sdk/client-s3-control';
import { expect, onTestFinished, test } from 'vitest';
import { failedBatchJob } from '../../src/simulator/demo/seedReportedJobs.ts';
import { s3ClientOf } from './s3/s3Support.ts';
import { batchClientOf, DAY, start } from './support.ts';

const AccountId = '111122223333';

async function demo() {
  const { simulator, location, clock } = await start({ seed: 'demo' });
  const s3 = s3ClientOf(simulator.url);
  const batch = batchClientOf(simulator.url);
  onTestFinished(() => batch.destroy());
  const text = async (Bucket: string, Key: string) =>
    (await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? '';
  const describe = async (JobId: string): Promise<JobDescriptor> => {
    const { Job } = await batch.send(new DescribeJobCommand({ AccountId, JobId }));
    if (!Job) throw new Error('no job');
    return Job;
  };
  /** The rows of the report by status; null if there is no report. */
  const rowsOf = async ({ JobId, Report }: JobDescriptor): Promise<Record<string, string[]> | null> => {
    const bucket = Report?.Bucket?.split(':').at(-1) ?? '';
    const prefix = `${Report?.Prefix}/job-${JobId}/`;
    const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
    if (KeyCount === 0) return null;
    const { Results } = JSON.parse(await text(bucket, `${prefix}manifest.json`)) as {
      Results: { TaskExecutionStatus: string; Key: string }[];
    };
    const rows: Record<string, string[]> = {};
    for (const { TaskExecutionStatus, Key } of Results) {
      rows[TaskExecutionStatus] = (await text(bucket, Key)).split('\r\n').slice(0, -1);
    }
    return rows;
  };
  const named = async (name: string) => {
    const job = location.batch.list(clock.now()).find(({ request }) => request.Description?.startsWith(name));
    const described = await describe(job?.id ?? '');
    return { described, rows: described.Status === 'Failed' ? null : await rowsOf(described) };
  };
  return { simulator, s3, describe, rowsOf, named };
}

const codesOf = (rows: readonly string[]) => {
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const [, , , , status, code] = row.split(',');
    counts[`${status} ${code}`] = (counts[`${status} ${code}`] ?? 0) + 1;
  }
  return counts;
};

test('a job of 100,002 tasks failed for five reasons, two of which can pass a second time', async () => {
  const { describe, rowsOf } = await demo();
  const job = await describe(failedBatchJob().jobId);
  const rows = await rowsOf(job);
  expect([job.Status, job.ProgressSummary?.TotalNumberOfTasks]).toEqual(['Complete', 100_002]);
  expect(rows?.['succeeded']).toHaveLength(98_001);
  expect(codesOf(rows?.['failed'] ?? [])).toEqual({
    '403 AccessDenied': 800,
    '404 NoSuchKey': 534,
    '503 SlowDown': 400,
    '500 InternalError': 134,
    '400 InvalidRequest': 133,
  });
});

test('the other jobs end in the other ways, with results of their operations', async () => {
  const { named, s3, simulator } = await demo();
  const counts = ({ rows }: Awaited<ReturnType<typeof named>>) =>
    rows && Object.fromEntries(Object.entries(rows).map(([status, all]) => [status, all.length]));

  const restored = await named('restore the reels');
  expect([restored.described.Status, counts(restored)]).toEqual(['Complete', { succeeded: 5000 }]);

  const replicated = await named('replicate the reels');
  expect([replicated.described.Status, counts(replicated)]).toEqual(['Complete', { failed: 240 }]);
  expect(codesOf(replicated.rows?.['failed'] ?? [])).toEqual({ '403 InitiateReplicationNotPermitted': 240 });

  const tagged = await named('tag the reels');
  expect([tagged.described.Status, tagged.described.FailureReasons?.[0]?.FailureReason]).toEqual([
    'Failed',
    'The job report could not be written to your report bucket. Please check your permissions.',
  ]);

  const checksums = await named('checksums of the reels');
  expect(counts(checksums)).toEqual({ succeeded: 1970, failed: 30 });
  expect(checksums.rows?.['succeeded']?.[0]).toMatch(
    /,succeeded,200,,"\{""checksum_base64"":""[\w+/]{43}\\u003d"",""etag"":""[\da-f]{32}"",""checksumAlgorithm"":""SHA256"",""checksumType"":""FULL_OBJECT"",""checksum_hex"":""[\dA-F]{64}""\}"$/,
  );

  const texts = await named('transcode the reels');
  expect(counts(texts)).toEqual({ succeeded: 780, failed: 20 });
  expect(texts.rows?.['succeeded']?.[0]).toMatch(
    /,succeeded,200,,"\{u'CopySourceVersionId': '[\w-]{32}', u'CopyObjectResult': \{u'ETag': '""[\da-f]{32}""'\}\}"$/,
  );
  expect(codesOf(texts.rows?.['failed'] ?? [])).toEqual({ '200 PermanentFailure': 10, '200 TemporaryFailure': 10 });

  // The reports of all jobs of the demo, of which nothing is held.
  const { KeyCount, IsTruncated } = await s3.send(new ListObjectsV2Command({ Bucket: 'reports-111122223333' }));
  expect([KeyCount, IsTruncated]).toEqual([1000, true]);
  expect(simulator.world.heldBytes.uploaded).toBeLessThan(2_000_000);
});

test('the reports of jobs that start by themselves go with them', async () => {
  const { simulator, clock } = await start({ seed: 'demo', startsJobs: true });
  const s3 = s3ClientOf(simulator.url);
  const held = async (days: number) => {
    clock.advance(days * DAY);
    await s3.send(new ListObjectsV2Command({ Bucket: 'reports-111122223333', MaxKeys: 1 }));
    return simulator.world.heldBytes.uploaded;
  };
  const before = await held(3);
  for (let turn = 0; turn < 4; turn += 1) await held(3);
  // Other jobs of the demo have ended too.
  expect((await held(3)) / before).toBeLessThan(1.1);
});

test('the manifests of these jobs have their ETags and the same bytes in every range', async () => {
  const { describe, s3, simulator } = await demo();
  const { Manifest } = await describe(failedBatchJob().jobId);
  const [, Bucket, Key] = /:::([^/]+)\/(.+)$/.exec(Manifest?.Location?.ObjectArn ?? '') ?? [];
  const whole = await s3.send(new GetObjectCommand({ Bucket, Key, IfMatch: Manifest?.Location?.ETag }));
  const text = (await whole.Body?.transformToString()) ?? '';
  expect(text.split('\n')).toHaveLength(100_003);
  for (const [start, end] of [
    [0, 0],
    [70, 200],
    [100_000, 300_000],
    [text.length - 1, text.length - 1],
  ] as const) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=${start}-${end}` }));
    expect((await Body?.transformToString()) === text.slice(start, end + 1)).toBe(true);
  }
  expect(simulator.world.heldBytes.uploaded).toBeLessThan(2_000_000);
});
