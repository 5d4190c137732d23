import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BatchTasks, TaskResult } from '../../src/simulator/s3control/batch/batchTasks.ts';
import { syntheticMessage } from '../../src/simulator/s3control/batch/syntheticMessage.ts';
import { manifestNamed, startBatch } from './batchSupport.ts';
import { MINUTE } from './support.ts';

/** The tasks of a job that ended. */
async function tasksOf(name: string): Promise<{ tasks: BatchTasks; succeeded: number; failed: number }> {
  const { create, describe, clock, location } = await startBatch();
  const id = await create(manifestNamed(name));
  clock.advance(40 * MINUTE);
  const { ProgressSummary: summary } = await describe(id);
  const job = location.batch.get(id, clock.now());
  if (!job) throw new Error('the job is unknown');
  return {
    tasks: location.batch.tasks(job, clock.now()),
    succeeded: summary?.NumberOfTasksSucceeded ?? 0,
    failed: summary?.NumberOfTasksFailed ?? 0,
  };
}

const resultsOf = (tasks: BatchTasks): TaskResult[] =>
  Array.from({ length: tasks.count }, (_, index) => tasks.result(index));

test.each([
  ['tasks-1000', 1000, 0],
  ['tasks-1000-some-fail', 980, 20],
  ['tasks-100002-five-errors', 98_001, 2001],
])('of %s has a result for every task that the job counts', async (name, succeeded, failed) => {
  const { tasks, ...counts } = await tasksOf(name);
  expect(counts).toEqual({ succeeded, failed });
  const results = resultsOf(tasks);
  expect(results.filter(({ status }) => status === 'failed')).toHaveLength(failed);
  expect(results.length).toBe(succeeded + failed);
  expect(tasks.failedBefore(tasks.count)).toBe(failed);
});

test('counts the failed tasks in front of any task', async () => {
  const { tasks } = await tasksOf('tasks-5000-some-fail');
  const results = resultsOf(tasks);
  fc.assert(
    fc.property(fc.nat(5000), (index) => {
      const failed = results.slice(0, index).filter(({ status }) => status === 'failed').length;
      expect(tasks.failedBefore(index)).toBe(failed);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('has five kinds of errors where a word asks for them', async () => {
  const { tasks } = await tasksOf('tasks-100002-five-errors');
  const counts = new Map<string, number>();
  for (const { errorCode, httpStatusCode } of resultsOf(tasks)) {
    const name = `${httpStatusCode} ${errorCode}`.trim();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  expect(Object.fromEntries(counts)).toEqual({
    200: 98_001,
    '403 AccessDenied': 800,
    '404 NoSuchKey': 534,
    '503 SlowDown': 400,
    '500 InternalError': 134,
    '400 InvalidRequest': 133,
  });
});

test('names objects of a bucket that the simulator does not have', async () => {
  const { tasks } = await tasksOf('tasks-3');
  expect([0, 2].map((index) => tasks.task(index))).toEqual([
    { bucket: 'footage-archive', encodedKey: 'reels/take%2000000000000.mxf', versionId: undefined },
    { bucket: 'footage-archive', encodedKey: 'reels/take%2000000000002.mxf', versionId: undefined },
  ]);
});

test.each([
  ['CRC32', 4],
  ['CRC64NVME', 8],
  ['SHA512', 64],
  ['XXHASH3', 8],
  ['XXHASH128', 16],
] as const)('has checksums as long as those of %s', (ChecksumAlgorithm, bytes) => {
  const message = JSON.parse(syntheticMessage({ S3ComputeObjectChecksum: { ChecksumAlgorithm } })(1));
  expect(Buffer.from(message.checksum_base64, 'base64')).toHaveLength(bytes);
  expect(message.checksum_hex).toHaveLength(2 * bytes);
});
