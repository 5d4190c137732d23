// The jobs that start in the demo world as time passes.
import { type GlacierJobDescription, paginateListJobs as paginateVaultJobs } from '@aws-sdk/client-glacier';
import { DescribeJobCommand, type JobListDescriptor, paginateListJobs } from '@aws-sdk/client-s3-control';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { followedBatchJob } from '../../src/simulator/demo/batchSeries.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { batchClientOf, clientOf, DAY, HOUR, MINUTE, START } from './support.ts';

const AccountId = '444455556666';
const region = 'us-west-2';

async function demo() {
  const clock = createClock({ speed: 0, startAt: START });
  const simulator = await startSimulator({ clock, startsJobs: true });
  const client = batchClientOf(simulator.url, { region });
  const glacier = clientOf(simulator.url, { region, accessKeyId: AccountId });
  onTestFinished(async () => {
    client.destroy();
    glacier.destroy();
    await simulator.close();
  });
  const list = async () => {
    const jobs: JobListDescriptor[] = [];
    for await (const { Jobs = [] } of paginateListJobs({ client }, { AccountId })) jobs.push(...Jobs);
    return jobs;
  };
  const vaultJobs = async () => {
    const jobs: GlacierJobDescription[] = [];
    const input = { accountId: '-', vaultName: 'seismic-surveys' };
    for await (const { JobList = [] } of paginateVaultJobs({ client: glacier }, input)) jobs.push(...JobList);
    return jobs;
  };
  const succeeded = async (JobId?: string) =>
    (await client.send(new DescribeJobCommand({ AccountId, JobId }))).Job?.ProgressSummary?.NumberOfTasksSucceeded ?? 0;
  return { clock, simulator, list, vaultJobs, succeeded };
}

const ids = (jobs: JobListDescriptor[]) => jobs.map(({ JobId }) => JobId).sort();
const isShort = ({ Description = '' }: JobListDescriptor) => !Description.startsWith('restore of');

describe('Batch jobs', () => {
  test('some run from the beginning, move visibly, and end within 100 minutes', async () => {
    const { clock, list, succeeded } = await demo();
    const running = (await list()).filter((job) => job.Status === 'Active' && isShort(job));
    expect(running.length).toBeGreaterThanOrEqual(2);
    const [job] = running;
    const before = await succeeded(job?.JobId);
    clock.advance(MINUTE);
    expect(await succeeded(job?.JobId)).toBeGreaterThan(before + 100);
    clock.advance(99 * MINUTE);
    const later = new Map((await list()).map(({ JobId, Status }) => [JobId, Status]));
    expect(new Set(running.map(({ JobId }) => later.get(JobId)))).toEqual(new Set(['Complete']));
  });

  test('a new one starts every 20 minutes, also while nobody looks', async () => {
    const [watched, unwatched] = [await demo(), await demo()];
    const known = new Set(ids(await watched.list()));
    for (let minutes = 0; minutes < 120; minutes += 20) {
      watched.clock.advance(20 * MINUTE);
      const started = (await watched.list()).filter((job) => isShort(job) && !known.has(job.JobId));
      expect(started).toHaveLength(1);
      expect(started[0]?.CreationTime?.getTime()).toBe(watched.clock.now());
      known.add(started[0]?.JobId);
    }
    unwatched.clock.advance(120 * MINUTE);
    expect(await unwatched.list()).toEqual(await watched.list());
  });

  test('those of the last two days are kept, however far the clock moves', async () => {
    const { clock, list } = await demo();
    const before = await list();
    clock.advance(30 * DAY);
    const after = await list();
    expect(after.length).toBeLessThan(before.length + 160);
    expect(after.filter(({ Status }) => Status === 'Active').length).toBeGreaterThanOrEqual(2);
  });
});

test('the job to follow runs at any time, moves by a thousandth a minute, and ends within 10 hours', async () => {
  const { clock, simulator } = await demo();
  for (const minutes of [0, 1, 59, 241, 299, 300, 301, 302, 10_000]) {
    clock.advance(minutes * MINUTE);
    const { accountId, region, jobId } = followedBatchJob(clock.now());
    const { batch } = simulator.world.location(accountId, region);
    const stateAt = (now: number) => {
      const job = batch.get(jobId, now);
      if (!job) throw new Error(`the job ${jobId} does not exist`);
      return batch.progress(job, now);
    };
    const [now, soon] = [stateAt(clock.now()), stateAt(clock.now() + MINUTE)];
    expect([now.status, soon.status]).toEqual(['Active', 'Active']);
    expect((soon.succeeded - now.succeeded) / now.tasks).toBeGreaterThan(0.001);
    expect(stateAt(clock.now() + 4 * HOUR).status).toBe('Active');
    expect(stateAt(clock.now() + 10 * HOUR + 2 * MINUTE).status).toBe('Complete');
  }
});

describe('vault jobs', () => {
  test('of several kinds run at any time, and new ones start every hour', async () => {
    const { clock, vaultJobs } = await demo();
    for (let day = 0; day < 3; day += 1) {
      const running = (await vaultJobs()).filter(({ StatusCode }) => StatusCode === 'InProgress');
      expect(running.length).toBeGreaterThanOrEqual(4);
      expect(running.length).toBeLessThanOrEqual(12);
      clock.advance(DAY);
    }
    const known = new Set((await vaultJobs()).map(({ JobId }) => JobId));
    clock.advance(HOUR);
    const started = (await vaultJobs()).filter(({ JobId }) => !known.has(JobId));
    expect(started).toMatchObject([{ StatusCode: 'InProgress', CreationDate: new Date(clock.now()).toISOString() }]);
  });

  test('end, and those of the last two days are kept', async () => {
    const { clock, vaultJobs } = await demo();
    const [running] = (await vaultJobs()).filter(({ StatusCode }) => StatusCode === 'InProgress');
    clock.advance(12 * HOUR);
    const later = (await vaultJobs()).find(({ JobId }) => JobId === running?.JobId);
    expect(['Succeeded', 'Failed']).toContain(later?.StatusCode);
    clock.advance(30 * DAY);
    expect((await vaultJobs()).length).toBeLessThan(60);
  });
});
