// A job while its queue is simulated: its status so far, and what can end it.
import type { JobFailure, JobStatus } from '@aws-sdk/client-s3-control';
import type { BatchJob } from './batchJob.ts';
import { type BatchOutcome, batchOutcome } from './batchOutcome.ts';
import type { Segment } from './timeline.ts';

export interface QueuedJob {
  job: BatchJob;
  /** Its place among the jobs. */
  place: number;
  outcome: BatchOutcome;
  segments: Segment[];
  current: Segment;
  /** When the current status ends without an action; undefined if it does not. */
  due: Due | undefined;
  /** Its place among those that can become Active; undefined if it cannot. */
  turn: Turn | undefined;
  priority: number;
  preparedAt: number;
  failure: JobFailure | undefined;
}

export interface Due {
  life: QueuedJob;
  at: number;
}

export interface Turn {
  life: QueuedJob;
  priority: number;
}

export function queuedJob(job: BatchJob, place: number): QueuedJob {
  const current: Segment = { status: 'New', from: job.createdAt, activeBefore: 0 };
  return {
    job,
    place,
    outcome: batchOutcome(job.plan, job.run),
    segments: [current],
    current,
    due: undefined,
    turn: undefined,
    priority: Number(job.request.Priority ?? 0),
    preparedAt: Number.POSITIVE_INFINITY,
    failure: undefined,
  };
}

/** How long the status lasts by itself, in milliseconds. */
export function stayOf({ job, outcome }: QueuedJob, status: JobStatus, activeBefore: number): number {
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

/** Whether it becomes Active before the other one: by priority, then by age. */
export function isBefore(a: Turn, b: Turn): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  const [one, other] = [a.life, b.life];
  return (
    one.job.createdAt < other.job.createdAt || (one.job.createdAt === other.job.createdAt && one.place < other.place)
  );
}
