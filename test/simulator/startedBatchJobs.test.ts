// The Batch jobs that start in the demo world as time passes.
import { DescribeJobCommand, type JobListDescriptor, paginateListJobs } from '@aws-sdk/client-s3-control';
import { expect, onTestFinished, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { batchClientOf, DAY, START } from './support.ts';

const MINUTE = 60_000;
const AccountId = '444455556666';

async function demo() {
  const clock = createClock({ speed: 0, startAt: START });
  const simulator = await startSimulator({ clock, startsBatchJobs: true });
  const client = batchClientOf(simulator.url, { region: 'us-west-2' });
  onTestFinished(async () => {
    client.destroy();
    await simulator.close();
  });
  const list = async () => {
    const jobs: JobListDescriptor[] = [];
    for await (const { Jobs = [] } of paginateListJobs({ client }, { AccountId })) jobs.push(...Jobs);
    return jobs;
  };
  const describe = async (JobId?: string) =>
    (await client.send(new DescribeJobCommand({ AccountId, JobId }))).Job?.ProgressSummary?.NumberOfTasksSucceeded ?? 0;
  return { clock, list, describe };
}

const ids = (jobs: JobListDescriptor[]) => jobs.map(({ JobId }) => JobId).sort();

test('some run from the beginning, move visibly, and end within 100 minutes', async () => {
  const { clock, list, describe } = await demo();
  const running = (await list()).filter(({ Status }) => Status === 'Active');
  expect(running.length).toBeGreaterThanOrEqual(2);
  const [job] = running;
  const before = await describe(job?.JobId);
  clock.advance(MINUTE);
  expect(await describe(job?.JobId)).toBeGreaterThan(before + 100);
  clock.advance(99 * MINUTE);
  const later = new Map((await list()).map(({ JobId, Status }) => [JobId, Status]));
  expect(new Set(running.map(({ JobId }) => later.get(JobId)))).toEqual(new Set(['Complete']));
});

test('a new one starts every 20 minutes, also while nobody looks', async () => {
  const [watched, unwatched] = [await demo(), await demo()];
  const known = new Set(ids(await watched.list()));
  for (let minutes = 0; minutes < 120; minutes += 20) {
    watched.clock.advance(20 * MINUTE);
    const started = (await watched.list()).filter(({ JobId = '' }) => !known.has(JobId));
    expect(started).toHaveLength(1);
    expect(started[0]?.CreationTime?.getTime()).toBe(watched.clock.now());
    known.add(started[0]?.JobId);
  }
  unwatched.clock.advance(120 * MINUTE);
  expect(await unwatched.list()).toEqual(await watched.list());
});

test('the last 144 are kept, however far the clock moves', async () => {
  const { clock, list } = await demo();
  const before = await list();
  clock.advance(30 * DAY);
  const after = await list();
  expect(after.length).toBeLessThan(before.length + 144);
  expect(after.filter(({ Status }) => Status === 'Active').length).toBeGreaterThanOrEqual(2);
});
