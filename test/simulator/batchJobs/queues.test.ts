// How often the times of jobs are computed: the report of each job is looked at once when they are.
import { expect, test, vi } from 'vitest';
import { BatchJobs } from '../../../src/simulator/s3control/batch/batchJobs.ts';
import { simulateQueue } from '../../../src/simulator/s3control/batch/simulateQueue.ts';
import { plan, request } from '../batchSupport.ts';
import { DAY, START } from '../support.ts';
import { TO_THE_END, withObjects } from './batchObjectsSupport.ts';

test('a job that comes after all others have ended computes its own times alone', () => {
  let looks = 0;
  const jobs = new BatchJobs({
    bucketChanges: () => 0,
    canReport: () => {
      looks += 1;
      return true;
    },
  });
  const { AccountId: _, ...given } = request;
  const made = Array.from({ length: 50 }, (_, index) => ({
    id: `job-${index}`,
    createdAt: START + index * DAY,
    request: given,
    plan: plan(),
    queue: 'callers',
    actions: [],
    tags: new Map<string, string>(),
    statusUpdateReason: undefined,
  }));
  for (const job of made) {
    jobs.add(job);
    expect(jobs.progress(job, job.createdAt + DAY).status).toBe('Complete');
  }
  expect(looks).toBe(50);
});

test('jobs and tokens do not remain for ever', () => {
  const jobs = new BatchJobs({ bucketChanges: () => 0, canReport: () => true });
  const { AccountId: _, ...given } = request;
  let most = 0;
  for (let index = 0; index < 4_000; index += 1) {
    const id = `job-${index}`;
    jobs.add({
      id,
      createdAt: START + index * DAY,
      request: { ...given, Report: { Enabled: false } },
      plan: plan(),
      queue: 'callers',
      actions: [],
      tags: new Map<string, string>(),
      statusUpdateReason: undefined,
    });
    jobs.tokens.set(id, { request: '', jobId: id });
    most = Math.max(most, jobs.all().length, jobs.tokens.size);
  }
  expect(most).toBe(1_000);
  const now = START + 4_000 * DAY;
  expect(jobs.list(now)).toHaveLength(90);
  expect(jobs.list(now).every(({ id }) => jobs.tokens.has(id))).toBe(true);
});

test('a backlog costs hardly more for each job if it is longer', () => {
  const { AccountId: _, ...given } = request;
  /** How often the jobs are compared by their age. */
  const comparisons = (count: number): number => {
    let read = 0;
    const waiting = Array.from({ length: count }, (_, index) => ({
      id: `job-${index}`,
      get createdAt() {
        read += 1;
        return START + index;
      },
      request: given,
      plan: plan(),
      queue: 'callers',
      actions: [],
      tags: new Map<string, string>(),
      statusUpdateReason: undefined,
    }));
    simulateQueue(waiting, () => true);
    return read;
  };
  expect(comparisons(800)).toBeLessThan(6 * comparisons(200));
});

test('reading a manifest computes no times again', async () => {
  const { put, job, clock, describe, simulator } = await withObjects();
  await put('a');
  const ids: string[] = [];
  for (let index = 0; index < 10; index += 1) ids.push(await job({ S3DeleteObjectTagging: {} }, ['store,a']));
  await describe(ids[0] ?? '');
  const looks = vi.spyOn(simulator.world.objects, 'bucketAt');
  clock.advance(10 * TO_THE_END);
  for (const id of ids) expect((await describe(id)).Status).toBe('Complete');
  expect(looks).toHaveBeenCalledTimes(0);
});
