// Batch jobs that start as time passes, so that a running demo always has some that move. The clock alone decides which exist:
// the same at the same time, however often and in whatever steps it is read.
import type { BatchJob } from '../s3control/batch/batchJob.ts';
import { batchPlan } from '../s3control/batch/batchPlan.ts';
import { MINUTE } from '../world/durations.ts';
import { createIds } from '../world/ids.ts';
import { fractionOf } from '../world/random.ts';
import type { AccountRegion } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { batchRequest } from './batchRequest.ts';

/** At 60 simulated seconds a second, a job starts every 20 seconds and ends within 100. */
const INTERVAL = 20 * MINUTE;
const SHORTEST = 40 * MINUTE;
const LONGEST = 95 * MINUTE;
/** Two days of them. AWS keeps jobs for 90 days. */
const KEPT = 144;
/** Jobs that have started when the demo begins. */
const EARLIER = 5;

export function keepStartingBatchJobs(world: World, location: AccountRegion): void {
  const start = world.clock.now() - EARLIER * INTERVAL;
  const kept: BatchJob[] = [];
  let next = 0;
  location.batch.arrivals = (now) => {
    const last = Math.floor((now - start) / INTERVAL);
    for (next = Math.max(next, last - KEPT + 1); next <= last; next += 1) {
      kept.push(startJob(world, location, next, start + next * INTERVAL));
    }
    for (const job of kept.splice(0, kept.length - KEPT)) location.batch.remove(job);
  };
}

function startJob(world: World, location: AccountRegion, index: number, createdAt: number): BatchJob {
  const id = createIds(`started ${location.account.accountId}/${location.region} ${index}`).batchJob();
  const tasks = 20_000 + Math.floor(80_000 * fractionOf(`${id} size`));
  const word = `tasks-${tasks}${index % 4 === 3 ? '-some-fail' : ''}`;
  const request = batchRequest(location, index, { word, name: `nightly batch ${index + 1}` });
  const activeFor = Math.round(SHORTEST + fractionOf(`${id} duration`) * (LONGEST - SHORTEST));
  return world.addBatchJob(location, { id, createdAt, request, plan: { ...batchPlan(id, request), activeFor } });
}
