import {
  DescribeJobCommand,
  type JobListDescriptor,
  OperationName,
  paginateListJobs,
} from '@aws-sdk/client-s3-control';
import { expect, onTestFinished, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import type { Seed } from '../../src/simulator/seeds.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { countCalls } from '../support/countCalls.ts';
import { statuses } from './batchSupport.ts';
import { batchClientOf, DAY, START } from './support.ts';

async function demo(seed: Seed = 'demo') {
  const clock = createClock({ speed: 0, startAt: START });
  const simulator = await startSimulator({ clock, seed });
  const clients = new Map(
    ['us-east-1', 'us-west-2'].map((region) => [region, batchClientOf(simulator.url, { region })]),
  );
  onTestFinished(async () => {
    for (const client of clients.values()) client.destroy();
    await simulator.close();
  });
  const clientIn = (region: string) => clients.get(region) ?? batchClientOf(simulator.url, { region });
  const jobsOf = async (AccountId: string, region = 'us-east-1') => {
    const jobs: JobListDescriptor[] = [];
    for await (const page of paginateListJobs({ client: clientIn(region) }, { AccountId }))
      jobs.push(...(page.Jobs ?? []));
    return jobs;
  };
  const describe = async (AccountId: string, JobId?: string) =>
    (await clientIn('us-east-1').send(new DescribeJobCommand({ AccountId, JobId }))).Job ?? {};
  return { clock, simulator, jobsOf, describe };
}

const combinations = (jobs: JobListDescriptor[]) =>
  new Set(jobs.map(({ Status, Operation }) => `${Status} ${Operation}`));

test('has every operation and every status in both accounts, also after ten days', async () => {
  const { jobsOf, clock } = await demo();
  for (const days of [0, 10]) {
    clock.advance(days * DAY);
    for (const account of ['111122223333', '444455556666']) {
      const jobs = await jobsOf(account);
      expect(new Set(jobs.map(({ Status }) => Status))).toEqual(new Set(statuses));
      expect(new Set(jobs.map(({ Operation }) => Operation))).toEqual(new Set(Object.values(OperationName)));
    }
  }
});

test('has few jobs that stay as they are', async () => {
  const { jobsOf, clock } = await demo();
  clock.advance(DAY);
  for (const account of ['111122223333', '444455556666']) {
    const running = (await jobsOf(account)).filter(({ TerminationDate }) => !TerminationDate);
    expect(running.length).toBeLessThanOrEqual(10);
  }
});

test('has every operation in every status in both accounts with the seed "statuses", also after ten days', async () => {
  const { jobsOf, clock } = await demo('statuses');
  for (const account of ['111122223333', '444455556666'])
    expect(combinations(await jobsOf(account)).size).toBe(13 * 11);
  clock.advance(10 * DAY);
  const later = combinations(await jobsOf('111122223333'));
  for (const status of statuses) {
    for (const operation of Object.values(OperationName)) expect(later).toContain(`${status} ${operation}`);
  }
});

test('has more than 1,000 jobs in its busiest region, read in two pages, and some everywhere else', async () => {
  const { jobsOf, simulator } = await demo();
  const jobs = await jobsOf('111122223333');
  expect(jobs.length).toBeGreaterThan(1000);
  expect(new Set(jobs.map(({ JobId }) => JobId)).size).toBe(jobs.length);
  expect(simulator.calls.counts).toEqual({ 's3control.ListJobs': 2 });
  expect((await jobsOf('111122223333', 'us-west-2')).length).toBeGreaterThan(10);
  expect((await jobsOf('444455556666', 'us-west-2')).length).toBeGreaterThan(10);
  expect((await jobsOf('777788889999')).length).toBeGreaterThan(1);
});

test('has manifests, generators, reports and tags of every kind, and jobs that went wrong in every way', async () => {
  const { jobsOf, describe } = await demo('statuses');
  const account = '444455556666';
  const jobs = await Promise.all((await jobsOf(account)).map(({ JobId }) => describe(account, JobId)));
  expect(new Set(jobs.map(({ Manifest }) => Manifest?.Spec?.Format))).toHaveProperty('size', 3);
  const generators = jobs.flatMap(({ ManifestGenerator }) => ManifestGenerator?.S3JobManifestGenerator ?? []);
  expect(new Set(generators.map(({ EnableManifestOutput }) => EnableManifestOutput)).size).toBe(2);
  expect(
    jobs.filter(({ GeneratedManifestDescriptor }) => GeneratedManifestDescriptor?.Location).length,
  ).toBeGreaterThan(5);
  expect(new Set(jobs.map(({ Report }) => `${Report?.Enabled} ${Report?.ReportScope}`)).size).toBe(3);
  expect(
    new Set(jobs.flatMap(({ FailureReasons = [] }) => FailureReasons.map(({ FailureCode }) => FailureCode))).size,
  ).toBe(7);
  const hadFailures = jobs.filter(
    ({ Status, ProgressSummary }) => Status === 'Complete' && (ProgressSummary?.NumberOfTasksFailed ?? 0) > 0,
  );
  expect(hadFailures.length).toBeGreaterThan(3);
  const active = jobs.filter(({ Status }) => Status === 'Active');
  for (const { ProgressSummary } of active) expect(ProgressSummary?.NumberOfTasksSucceeded).toBeGreaterThan(1000);
  const suspended = jobs.filter(({ Status }) => Status === 'Suspended');
  for (const { SuspendedDate } of suspended) expect(SuspendedDate).toBeInstanceOf(Date);
});

test('is made for little work', async () => {
  // 130,000 function calls.
  expect(await countCalls(() => demo())).toBeLessThan(500_000);
});
