// Runs the due tasks of the world's jobs before each request. Manifests are read and tasks act in the order of their times, also
// across jobs: the state does not depend on how often requests arrive, nor on how many tasks run in one turn.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OperationContext } from '../../http/operation.ts';
import { Heap } from '../../world/heap.ts';
import { hold } from '../../world/heldBytes.ts';
import type { InPieces } from '../../world/inPieces.ts';
import type { World } from '../../world/world.ts';
import type { BatchJob } from '../batch/batchJob.ts';
import { RETENTION } from '../batch/batchJobs.ts';
import type { Segment, Timeline } from '../batch/timeline.ts';
import { ManifestFailure, simulatorFailed } from '../manifest/manifestFailure.ts';
import { type ReadManifest, readManifest } from '../manifest/readManifest.ts';
import { forgetBatchJobs } from './forgetBatchJobs.ts';
import type { JobRun } from './jobRun.ts';
import type { RunningJob } from './runningJob.ts';
import { createRunTask, type RunTask } from './runTask.ts';

/** How a job runs a task, once its manifest is read. */
const runners = new WeakMap<JobRun, RunTask>();

/** A task takes 1 to 12 microseconds. */
const TASKS_OF_TURN = 1_000;
/** How many rows of a manifest are read in the time of a task. */
const ROWS_OF_TASK = 4;

/** Runs some of the due tasks. Undefined if none remain: else other requests come first. */
export const runInTurns = (world: World, now: number): Promise<void> | undefined =>
  runBatchJobs(world, now, TASKS_OF_TURN) ? nextTurn() : undefined;

/** Runs at most so many tasks. Returns whether more are due. */
export function runBatchJobs(world: World, now = world.clock.now(), most = Number.POSITIVE_INFINITY): boolean {
  const jobs = world.runningBatchJobs;
  let left = most;
  let events = eventsOf(jobs);
  for (let event = events.first; event && event.at <= now; event = events.first) {
    if (left <= 0) return true;
    events.pop();
    const { running, at } = event;
    const { batch } = running.location;
    const known = batch.timeChanges;
    const until = Math.min(events.first?.at ?? now, now);
    left -= running.run.rows ? runTasks(running, world, until, left) : prepare(running, world, at, left);
    // Another status of one job can move all others of its queue.
    if (batch.timeChanges === known) events.push({ ...event, at: nextEventOf(running) });
    else events = eventsOf(jobs);
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

interface JobEvent {
  running: RunningJob;
  at: number;
  /** Of events of the same time, the one of the older job is the first. */
  order: number;
}

/** The next event of each job. */
function eventsOf(jobs: Iterable<RunningJob>): Heap<JobEvent> {
  const events = new Heap<JobEvent>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));
  let order = 0;
  for (const running of jobs) {
    const at = nextEventOf(running);
    if (at !== Number.POSITIVE_INFINITY) events.push({ running, at, order });
    order += 1;
  }
  return events;
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

/** The manifests that are being read. */
const readings = new WeakMap<JobRun, InPieces<ReadManifest>>();

/** Reads the manifest, at most as many rows as take as long as so many tasks. Returns the number of tasks. */
function prepare({ job, run, location }: RunningJob, world: World, at: number, most: number): number {
  const context = contextOf({ job, run, location }, world, at);
  const reading = readings.get(run) ?? readManifest(job, context);
  readings.set(run, reading);
  let taken = 1;
  try {
    for (;;) {
      const { done, value } = world.asOf(at, () => reading.next());
      if (!done) taken += value / ROWS_OF_TASK;
      if (!done && taken >= most) return taken;
      if (!done) continue;
      take(value, { job, run, location }, world);
      return taken;
    }
  } catch (error) {
    const { failure } = error instanceof ManifestFailure ? error : simulatorFailed(error);
    run.rows = noRows;
    job.plan = { ...job.plan, fault: { at: 'manifest', failure } };
    location.batch.forgetTimelines(job);
    return taken;
  }
}

function take({ rows, heldBytes, etag }: ReadManifest, { job, run, location }: RunningJob, world: World): void {
  run.rows = rows;
  run.heldBytes = heldBytes;
  run.generatedETag = etag;
  runners.set(run, createRunTask(job.request, { needsVersion: rows.hasVersions, hold: holding(run, world) }));
  job.plan = { ...job.plan, tasks: rows.count };
  location.batch.takeTasks(job);
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
  return withoutStacks(() => {
    for (;;) {
      const at = timeOfTask(job, timeline, run.count);
      if (at > until || at === Number.POSITIVE_INFINITY || run.count - before >= most) return run.count - before;
      context.now = at;
      world.asOf(at, runNext);
      if (!run.isStopped) continue;
      location.batch.forgetTimelines(job);
      return run.count - before;
    }
  });
}

/** A task that fails is an error whose stack nobody reads. To capture it takes longer than the rest of the task. */
function withoutStacks<Result>(act: () => Result): Result {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return act();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
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
