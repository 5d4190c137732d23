// The Batch jobs that start in the demo: short ones that end while somebody looks, and long ones that somebody can follow.

import type { BatchJob } from '../s3control/batch/batchJob.ts';
import { batchPlan } from '../s3control/batch/batchPlan.ts';
import { DAY, HOUR, MINUTE } from '../world/durations.ts';
import { createIds } from '../world/ids.ts';
import { fractionOf } from '../world/random.ts';
import type { AccountRegion } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { batchRequest, batchTags } from './batchRequest.ts';
import type { Series } from './createArrivals.ts';

/** The accounts and regions in which they start. */
export const batchLocations = [
  ['111122223333', 'us-east-1'],
  ['444455556666', 'us-west-2'],
] as const;

interface Kind {
  name: string;
  interval: number;
  shortest: number;
  longest: number;
  fewestTasks: number;
  mostTasks: number;
}

/** At 60 simulated seconds a second, one starts every 20 seconds and ends within 100. */
const short: Kind = {
  name: 'batch',
  interval: 20 * MINUTE,
  shortest: 40 * MINUTE,
  longest: 95 * MINUTE,
  fewestTasks: 20_000,
  mostTasks: 100_000,
};

/** At 60 simulated seconds a second, one starts every 5 minutes and takes 10, so the newest runs for at least 5 more. */
const long: Kind = {
  name: 'restore',
  interval: 5 * HOUR,
  shortest: 10 * HOUR,
  longest: 10 * HOUR,
  fewestTasks: 200_000,
  mostTasks: 300_000,
};

/** AWS keeps jobs for 90 days. */
const KEPT_FOR = 2 * DAY;

export const batchSeries = (world: World, location: AccountRegion): Series<BatchJob>[] =>
  [short, long].map((kind) => ({
    interval: kind.interval,
    kept: Math.floor(KEPT_FOR / kind.interval),
    earlier: Math.ceil(kind.longest / kind.interval),
    start: (at) => startJob(world, location, kind, at),
    remove: (job) => {
      location.batch.remove(job);
      world.reports.remove(job);
    },
  }));

const idOf = ({ name }: Kind, accountId: string, region: string, at: number) =>
  createIds(`${name} ${accountId}/${region} ${at}`).batchJob();

function startJob(world: World, location: AccountRegion, kind: Kind, createdAt: number): BatchJob {
  const id = idOf(kind, location.account.accountId, location.region, createdAt);
  const turn = createdAt / kind.interval;
  const between = (least: number, most: number, word: string) =>
    least + Math.floor((most - least) * fractionOf(`${id} ${word}`));
  const tasks = between(kind.fewestTasks, kind.mostTasks, 'size');
  const word = `tasks-${tasks}${turn % 4 === 3 ? '-some-fail' : ''}`;
  const name = `${kind.name} of ${new Date(createdAt).toISOString().slice(0, 16).replace('T', ' ')}`;
  const request = batchRequest(location, turn, { word, name });
  const activeFor = between(kind.shortest, kind.longest, 'duration');
  const plan = { ...batchPlan(id, request), activeFor };
  return world.addBatchJob(location, { id, createdAt, request, plan, tags: batchTags(turn) });
}

/** The newest long job whose tasks run: it moves visibly for at least another five minutes at the default speed. */
export function followedBatchJob(now: number): { accountId: string; region: string; jobId: string } {
  const [accountId, region] = batchLocations[0];
  const createdAt = Math.floor((now - 2 * MINUTE) / long.interval) * long.interval;
  return { accountId, region, jobId: idOf(long, accountId, region, createdAt) };
}
