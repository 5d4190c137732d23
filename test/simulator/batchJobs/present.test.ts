// The clock goes on while a request settles and runs: what it returns and writes is of one moment.
import { DeleteBucketCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { AdjustableClock } from '../../../src/core/clock.ts';
import { TO_THE_END, withObjects } from './batchObjectsSupport.ts';

const tag = { S3PutObjectTagging: { TagSet: [{ Key: 'k', Value: 'v' }] } };

/** The clock jumps far ahead when it is read for that time from now on. */
function jumpAt(read: number, clock: AdjustableClock): void {
  const now = clock.now.bind(clock);
  let reads = 0;
  clock.now = () => {
    reads += 1;
    if (reads === read) clock.advance(TO_THE_END);
    return now();
  };
}

const readings = [1, 2, 3, 4, 5];

test.each(readings)('a job is never Complete with counters of before: jump at reading %i', async (reading) => {
  const { put, job, clock, describe } = await withObjects();
  await put('a');
  const id = await job(tag, Array<string>(10).fill('store,a'));
  jumpAt(reading, clock);
  const { Status, ProgressSummary } = await describe(id);
  expect([Status, ProgressSummary?.NumberOfTasksSucceeded]).toEqual(reading < 3 ? ['Complete', 10] : ['New', 0]);
});

test.each(readings)('a bucket and the report of a job in it agree: jump at reading %i', async (reading) => {
  const { put, job, clock, describe, s3 } = await withObjects();
  await put('a');
  const id = await job(tag, ['store,a']);
  jumpAt(reading, clock);
  const end = await s3.send(new DeleteBucketCommand({ Bucket: 'reports' })).catch((error: Error) => error.name);
  clock.advance(TO_THE_END);
  const { Status } = await describe(id);
  expect([end, Status]).toEqual(
    reading < 3
      ? ['BucketNotEmpty', 'Complete']
      : [expect.objectContaining({ $metadata: expect.anything() }), 'Failed'],
  );
});

test('tasks that are due run by the rules of before', async () => {
  const { put, job, clock, describe, simulator } = await withObjects();
  await put('a');
  const id = await job(tag, ['store,a']);
  const rules = (method: string, body: object[]) =>
    fetch(`${simulator.url}/_simulator/tasks`, {
      method,
      ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
    });
  await rules('POST', [{ errorCode: 'Slow', httpStatusCode: 503 }]);
  clock.advance(TO_THE_END);
  await rules('DELETE', []);
  expect((await describe(id)).ProgressSummary?.NumberOfTasksFailed).toBe(1);
  const next = await job(tag, ['store,a']);
  clock.advance(TO_THE_END);
  await rules('POST', [{ errorCode: 'Slow', httpStatusCode: 503 }]);
  expect((await describe(next)).ProgressSummary?.NumberOfTasksFailed).toBe(0);
});
