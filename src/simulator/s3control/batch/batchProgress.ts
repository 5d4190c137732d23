// State of a job at a moment: its segment of the timeline, and its counters. Counters are constant while the job is not
// Active, and never go back.
import type { JobFailure, JobStatus } from '@aws-sdk/client-s3-control';
import type { BatchJob } from './batchJob.ts';
import { type BatchOutcome, failedOf } from './batchOutcome.ts';
import { isTerminal, type Segment, type Timeline } from './timeline.ts';

export interface BatchProgress {
  status: JobStatus;
  /** Whether the manifest has been read. */
  prepared: boolean;
  suspendedAt: number | undefined;
  endedAt: number | undefined;
  tasks: number;
  succeeded: number;
  failed: number;
  /** Milliseconds in the status Active. */
  active: number;
  failure: JobFailure | undefined;
}

export function batchProgress(job: BatchJob, timeline: Timeline, now: number): BatchProgress {
  const { plan } = job;
  const past = timeline.segments.filter(({ from }) => from <= now);
  const { status, from, activeBefore } = past.at(-1) ?? first(timeline);
  const prepared = timeline.preparedAt <= now;
  const active = status === 'Active' ? activeBefore + now - from : activeBefore;
  const { run, failed } = job.run ? { run: job.run.count, failed: job.run.failed } : planned(plan, timeline, active);
  return {
    status,
    prepared,
    suspendedAt: past.find((segment) => segment.status === 'Suspended')?.from,
    endedAt: isTerminal(status) ? from : undefined,
    tasks: prepared ? plan.tasks : 0,
    succeeded: prepared ? run - failed : 0,
    failed: prepared ? failed : 0,
    active,
    failure: status === 'Failing' || status === 'Failed' ? timeline.failure : undefined,
  };
}

function planned(plan: BatchJob['plan'], { outcome }: Timeline, active: number): { run: number; failed: number } {
  const run = tasksRun(plan, outcome, active);
  return { run, failed: failedOf(plan, run) };
}

function tasksRun(plan: BatchJob['plan'], outcome: BatchOutcome, active: number): number {
  if (active >= outcome.activeFor) return outcome.tasksRun;
  return Math.min(outcome.tasksRun, Math.floor((plan.tasks * active) / plan.activeFor));
}

function first({ segments }: Timeline): Segment {
  const [segment] = segments;
  if (!segment) throw new Error('a timeline begins with the creation of its job');
  return segment;
}
