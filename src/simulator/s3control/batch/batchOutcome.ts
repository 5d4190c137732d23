// What the tasks of a job come to, by its plan: how many run, how many of those fail, and whether AWS gives the job up because
// of them. Tasks fail evenly, so both counters only ever grow.
import type { JobFailure } from '@aws-sdk/client-s3-control';
import type { BatchPlan } from './batchJob.ts';

/** AWS gives a job up when this many tasks ran and more than half of them failed. */
const THRESHOLD = 1000;

export interface BatchOutcome {
  /** Milliseconds of being Active until no task runs any more. */
  activeFor: number;
  tasksRun: number;
  failure: JobFailure | undefined;
}

export function batchOutcome(plan: BatchPlan): BatchOutcome {
  const { tasks, activeFor, fault } = plan;
  const given = givenUpAfter(plan);
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

/** Of so many tasks run, how many failed. */
export function failedOf({ tasks, failedTasks }: BatchPlan, run: number): number {
  if (tasks === 0) return 0;
  const product = run * failedTasks;
  if (Number.isSafeInteger(product)) return Math.floor(product / tasks);
  // Of billions of tasks, the product is more than a number holds: rounded, the counters would step back.
  return Number((BigInt(run) * BigInt(failedTasks)) / BigInt(tasks));
}

function givenUpAfter(plan: BatchPlan): number | undefined {
  if (plan.failedTasks * 2 <= plan.tasks) return undefined;
  for (let run = THRESHOLD; run <= plan.tasks; run += 1) {
    if (failedOf(plan, run) * 2 > run) return run;
  }
  return undefined;
}
