import { expect, test } from 'vitest';
import { JobRun, runsOf } from '../../src/jobs/jobRun.ts';
import type { JobRecord } from '../../src/jobs/jobState.ts';

const jobs = (count: number) => Array.from({ length: count }, (_, index) => ({ jobId: `${index}` }) as JobRecord);

test('the runs of a list have its jobs in order, and stay the same as long as the list is the same', () => {
  for (const count of [0, 1, 999, 1_000, 1_001, 3_500]) {
    const list = jobs(count);
    const runs = runsOf(list);
    expect(runs.flatMap((run) => run.jobs)).toEqual(list);
    expect(runs.every((run) => run.jobs.length > 0 && run.jobs.length <= 1_000)).toBe(true);
    expect(runsOf(list)).toBe(runs);
    expect(runsOf([...list])).not.toBe(runs);
  }
});

test('a run keeps a bounded number of results, and forgets the oldest one first', () => {
  const run = new JobRun(jobs(3));
  for (let index = 0; index < 20; index += 1) run.keep(`${index}`, index);
  const known = Array.from({ length: 20 }, (_, index) => run.known(`${index}`)).filter((each) => each !== undefined);
  expect(known).toEqual(Array.from({ length: 8 }, (_, index) => index + 12));
  run.keep('12', 'again');
  expect([run.known('12'), run.known('13')]).toEqual(['again', 13]);
});
