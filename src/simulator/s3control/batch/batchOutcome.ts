// Outcome of the tasks of a job, computed from its plan: how many run, how many fail, and whether AWS stops the job because
// of the failures. Failures are spread evenly, so both counters only grow.
import type { JobFailure } from '@aws-sdk/client-s3-control';
import type { BatchJob, BatchPlan } from './batchJob.ts';
import { THRESHOLD, tooManyFailed } from './failureThreshold.ts';

/** Of a job whose tasks have run and whose report cannot be written. */
export const reportRefused: JobFailure = {
  FailureCode: 'ReportWriteForbidden',
  FailureReason: 'The job report could not be written to your report bucket. Please check your permissions.',
};

export interface BatchOutcome {
  /** Milliseconds in the status Active until no task runs. */
  activeFor: number;
  tasksRun: number;
  failure: JobFailure | undefined;
}

/** `run` has the results of a job with tasks that act on objects: until it is stopped, all of them are to run. */
export function batchOutcome(plan: BatchPlan, run?: BatchJob['run']): BatchOutcome {
  const { tasks, activeFor, fault } = plan;
  const given = run ? (run.isStopped ? run.count : undefined) : givenUpAfter(plan);
  if (given === undefined) return { activeFor, tasksRun: tasks, failure: fault?.failure };
  return {
    activeFor: Math.ceil((activeFor * given) / tasks),
    tasksRun: given,
    failure: {
      FailureCode: 'TaskFailureThresholdExceeded',
      FailureReason: 'More than half of the tasks failed after at least 1000 tasks were run.',
    },
  };
}

/** The number of failed tasks among the tasks that ran. */
export function failedOf({ tasks, failedTasks }: BatchPlan, run: number): number {
  if (tasks === 0) return 0;
  const product = run * failedTasks;
  if (Number.isSafeInteger(product)) return Math.floor(product / tasks);
  // For billions of tasks the product exceeds the safe integers; rounded, the counters could go back.
  return Number((BigInt(run) * BigInt(failedTasks)) / BigInt(tasks));
}

function givenUpAfter(plan: BatchPlan): number | undefined {
  if (plan.failedTasks * 2 <= plan.tasks) return undefined;
  for (let run = THRESHOLD; run <= plan.tasks; run += 1) {
    if (tooManyFailed(run, failedOf(plan, run))) return run;
  }
  return undefined;
}
