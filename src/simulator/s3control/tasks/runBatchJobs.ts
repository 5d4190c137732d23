// Runs the due tasks of the world's jobs before each request. Manifests are read and tasks act in the order of their times, also
// across jobs: the state does not depend on how often requests arrive, nor on how many tasks run in one turn.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OperationContext } from '../../http/operation.ts';
import { hold } from '../../world/heldBytes.ts';
import type { World } from '../../world/world.ts';
import type { BatchJob } from '../batch/batchJob.ts';
import { RETENTION } from '../batch/batchJobs.ts';
import type { Segment, Timeline } from '../batch/simulateQueue.ts';
import { ManifestFailure, simulatorFailed } from '../manifest/manifestFailure.ts';
import { readManifest } from '../manifest/readManifest.ts';
import { forgetBatchJobs } from './forgetBatchJobs.ts';
import type { JobRun } from './jobRun.ts';
import type { RunningJob } from './runningJob.ts';
import { createRunTask, type RunTask } from './runTask.ts';

/** How a job runs a task, once its manifest is read. */
const runners = new WeakMap<JobRun, RunTask>();

/** A task takes 3 to 18 microseconds. */
const TASKS_OF_TURN = 1_000;

/** Runs some of the due tasks. Undefined if none remain: else other requests come first. */
export const runInTurns = (world: World, now: number): Promise<void> | undefined =>
  runBatchJobs(world, now, TASKS_OF_TURN) ? nextTurn() : undefined;

/** Runs at most so many tasks. Returns whether more are due. */
export function runBatchJobs(world: World, now = world.clock.now(), most = Number.POSITIVE_INFINITY): boolean {
  const jobs = world.runningBatchJobs;
  let left = most;
  for (;;) {
    const { first, at, until } = nextOf(jobs);
    if (!first || at > now) break;
    if (left <= 0) return true;
    if (first.run.rows) left -= runTasks(first, world, Math.min(until, now), left);
    else world.asOf(at, () => prepare(first, contextOf(first, world, at)));
  }
  for (const each of jobs) {
    const endedAt = endOf(each, now);
    if (endedAt === undefined) continue;
    jobs.delete(each);
    world.endedBatchJobs.set(each, endedAt + RETENTION);
  }
  forgetBatchJobs(world, now);
  return false;
}

/** The job whose next event is the first, and when another job has one. */
function nextOf(jobs: Iterable<RunningJob>) {
  let first: RunningJob | undefined;
  let at = Number.POSITIVE_INFINITY;
  let until = Number.POSITIVE_INFINITY;
  for (const each of jobs) {
    const time = nextEventOf(each);
    if (time < at) [first, at, until] = [each, time, at];
    else until = Math.min(until, time);
  }
  return { first, at, until };
}

function nextEventOf({ job, run, location }: RunningJob): number {
  const timeline = location.batch.timeline(job);
  return run.rows ? timeOfTask(job, timeline, run.count) : timeline.preparedAt;
}

/** When the task with that number runs; Infinity if it never does. */
function timeOfTask({ plan }: BatchJob, { segments, outcome }: Timeline, index: number): number {
  if (index >= outcome.tasksRun) return Number.POSITIVE_INFINITY;
  const active = Math.ceil(((index + 1) * plan.activeFor) / plan.tasks);
  for (let place = 0; place < segments.length; place += 1) {
    const { status, from, activeBefore } = segments[place] as Segment;
    const end = segments[place + 1]?.from ?? Number.POSITIVE_INFINITY;
    if (status === 'Active' && active <= activeBefore + end - from) return from + active - activeBefore;
  }
  return Number.POSITIVE_INFINITY;
}

function prepare({ job, run, location }: RunningJob, context: OperationContext): void {
  try {
    const { rows, heldBytes, etag } = readManifest(job, context);
    run.rows = rows;
    run.heldBytes = heldBytes;
    run.generatedETag = etag;
    runners.set(run, createRunTask(job.request, { needsVersion: rows.hasVersions, hold: holding(run, context.world) }));
    job.plan = { ...job.plan, tasks: rows.count };
    location.batch.takeTasks(job);
  } catch (error) {
    const { failure } = error instanceof ManifestFailure ? error : simulatorFailed(error);
    run.rows = noRows;
    job.plan = { ...job.plan, fault: { at: 'manifest', failure } };
    location.batch.forgetTimelines(job);
  }
}

const holding =
  (run: JobRun, { heldBytes }: World) =>
  (bytes: number) => {
    hold(heldBytes, bytes);
    run.heldBytes += bytes;
  };

const noRows: JobRun['rows'] = {
  count: 0,
  bytes: 0,
  hasVersions: false,
  row: () => {
    throw new RangeError('the manifest has no rows');
  },
};

/** The tasks that are due until the time, at most so many, and none after too many failures. Returns how many have run. */
function runTasks(running: RunningJob, world: World, until: number, most: number): number {
  const { job, run, location } = running;
  const timeline = location.batch.timeline(job);
  const { rows } = run;
  const runTask = runners.get(run);
  if (!runTask || !rows) throw new Error('the manifest was not read');
  const context = contextOf(running, world, until);
  const runNext = () => run.add(runTask(rows.row(run.count), context));
  const before = run.count;
  for (;;) {
    const at = timeOfTask(job, timeline, run.count);
    if (at > until || at === Number.POSITIVE_INFINITY || run.count - before >= most) return run.count - before;
    context.now = at;
    world.asOf(at, runNext);
    if (!run.isStopped) continue;
    location.batch.forgetTimelines(job);
    return run.count - before;
  }
}

const endOf = ({ job, location }: RunningJob, now: number) => location.batch.progress(job, now).endedAt;

const contextOf = ({ location }: RunningJob, world: World, now: number): OperationContext => ({
  world,
  now,
  account: location.account,
  location,
  lag: 0,
  header: () => undefined,
  signal: staysOpen,
});

const staysOpen = new AbortController().signal;
