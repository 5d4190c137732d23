// Timeline of every job in a queue, from its creation to its end: a pure function of the records. An action that is
// recorded later changes nothing before it, so that what a caller has seen stays true.
//
// One job of a queue is Active at a time. A waiting job of higher priority preempts it: the Active job is Pausing, then
// Paused, and resumes on its next turn. Among equal priorities the older job goes first. AWS runs several jobs at once and
// publishes no rule; this one makes every status reachable and every test exact.
import type { JobFailure, JobStatus } from '@aws-sdk/client-s3-control';
import type { BatchJob, RecordedBatchAction } from './batchJob.ts';
import { type BatchOutcome, batchOutcome, reportRefused } from './batchOutcome.ts';
import { requestableFrom } from './requestableFrom.ts';

export interface Timeline {
  segments: readonly Segment[];
  /** When the manifest was read; Infinity if it never is. */
  preparedAt: number;
  outcome: BatchOutcome;
  failure: JobFailure | undefined;
}

/** A status and when it began. The last segment is the end, or lasts forever. */
export interface Segment {
  status: JobStatus;
  from: number;
  /** Milliseconds in the status Active before this segment. */
  activeBefore: number;
}

interface Life {
  job: BatchJob;
  outcome: BatchOutcome;
  segments: Segment[];
  current: Segment;
  /** When the current status ends without an action. */
  dueAt: number;
  /** Whether it can become Active. */
  waiting: boolean;
  priority: number;
  preparedAt: number;
  failure: JobFailure | undefined;
}

/** `canReport` says whether a job's report can be written at a time. It does not change for a time that has passed. */
export function simulateQueue(
  jobs: readonly BatchJob[],
  canReport: (job: BatchJob, time: number) => boolean,
): Map<BatchJob, Timeline> {
  const lives = new Map(jobs.map((job) => [job, begin(job)]));
  const pending = jobs
    .flatMap((job) => job.actions.map((action) => ({ job, action })))
    .sort((a, b) => a.action.at - b.action.at || a.action.order - b.action.order);
  let alive = [...lives.values()];
  for (let next = 0; ; ) {
    const entry = pending[next];
    const dueAt = alive.reduce((first, life) => Math.min(first, life.dueAt), Number.POSITIVE_INFINITY);
    const time = Math.min(dueAt, entry?.action.at ?? Number.POSITIVE_INFINITY);
    if (time === Number.POSITIVE_INFINITY) break;
    // Automatic transitions come first: a caller acts on the status of the moment.
    if (dueAt === time) {
      for (const life of alive) if (life.dueAt === time) moveOn(life, time, canReport);
    } else if (entry) {
      const life = lives.get(entry.job);
      if (life) act(life, entry.action);
      next += 1;
    }
    alive = alive.filter(({ current }) => !isTerminal(current.status));
    giveTurn(alive, time);
  }
  return new Map(
    [...lives].map(([job, { segments, preparedAt, outcome, failure }]) => [
      job,
      { segments, preparedAt, outcome, failure },
    ]),
  );
}

export const isTerminal = (status: JobStatus): boolean =>
  status === 'Complete' || status === 'Failed' || status === 'Cancelled';

function begin(job: BatchJob): Life {
  const current: Segment = { status: 'New', from: job.createdAt, activeBefore: 0 };
  return {
    job,
    outcome: batchOutcome(job.plan, job.run),
    segments: [current],
    current,
    dueAt: job.createdAt + job.plan.statusDurations.New,
    waiting: false,
    priority: Number(job.request.Priority ?? 0),
    preparedAt: Number.POSITIVE_INFINITY,
    failure: undefined,
  };
}

function enter(life: Life, status: JobStatus, time: number): void {
  const { status: left, from, activeBefore } = life.current;
  const active = left === 'Active' ? activeBefore + time - from : activeBefore;
  life.current = { status, from: time, activeBefore: active };
  life.segments.push(life.current);
  life.waiting = status === 'Paused';
  life.dueAt = time + stayOf(life, status, active);
}

function stayOf({ job, outcome }: Life, status: JobStatus, activeBefore: number): number {
  switch (status) {
    case 'Active':
      return outcome.activeFor - activeBefore;
    case 'Paused':
    case 'Complete':
    case 'Failed':
    case 'Cancelled':
      return Number.POSITIVE_INFINITY;
    default:
      return job.plan.statusDurations[status];
  }
}

function moveOn(life: Life, time: number, canReport: (job: BatchJob, time: number) => boolean): void {
  const { request, plan } = life.job;
  switch (life.current.status) {
    case 'New':
      enter(life, 'Preparing', time);
      break;
    case 'Preparing':
      if (plan.fault?.at === 'manifest') fail(life, plan.fault.failure, time);
      else {
        life.preparedAt = time;
        enter(life, request.ConfirmationRequired ? 'Suspended' : 'Ready', time);
      }
      break;
    case 'Suspended':
      life.failure = unconfirmed;
      enter(life, 'Failed', time);
      break;
    case 'Ready':
      life.waiting = true;
      life.dueAt = Number.POSITIVE_INFINITY;
      break;
    case 'Active':
      if (life.outcome.failure) fail(life, life.outcome.failure, time);
      else if (!canReport(life.job, time)) fail(life, reportRefused, time);
      else enter(life, 'Completing', time);
      break;
    default: {
      const next = afterwards[life.current.status];
      if (next) enter(life, next, time);
    }
  }
}

const afterwards: Partial<Record<JobStatus, JobStatus>> = {
  Pausing: 'Paused',
  Completing: 'Complete',
  Failing: 'Failed',
  Cancelling: 'Cancelled',
};

const unconfirmed: JobFailure = {
  FailureCode: 'ConfirmationTimeout',
  FailureReason: 'The job was not confirmed within 30 days.',
};

function fail(life: Life, failure: JobFailure, time: number): void {
  life.failure = failure;
  enter(life, 'Failing', time);
}

// An action that the status does not allow has no effect; a record made by a test can have one.
function act(life: Life, action: RecordedBatchAction): void {
  const { status } = life.current;
  if (action.kind === 'priority') life.priority = action.priority;
  else if (action.kind === 'confirm') {
    if (requestableFrom.Ready.includes(status)) enter(life, 'Ready', action.at);
  } else if (requestableFrom.Cancelled.includes(status)) {
    // If no task was scheduled yet, there is nothing to wind down.
    const isIdle = status === 'New' || status === 'Preparing' || status === 'Suspended';
    enter(life, isIdle ? 'Cancelled' : 'Cancelling', action.at);
  }
}

function giveTurn(lives: readonly Life[], time: number): void {
  let first: Life | undefined;
  for (const life of lives) if (life.waiting && (!first || isBefore(life, first))) first = life;
  if (!first) return;
  const active = lives.find(({ current }) => current.status === 'Active');
  if (active && active.priority >= first.priority) return;
  if (active) enter(active, 'Pausing', time);
  enter(first, 'Active', time);
}

const isBefore = (a: Life, b: Life): boolean =>
  a.priority > b.priority || (a.priority === b.priority && a.job.createdAt < b.job.createdAt);
