// What a job of either service has, in words common to both.

import { jobOutcomes, jobPhases } from '../jobs/jobPhase.ts';
import { expectedCompletionOf, type JobRecord, outcomeOf, phaseOf } from '../jobs/jobState.ts';
import { pollAfterSecondsOf } from '../jobs/pace.ts';
import { builder } from './kit/builder.ts';
import { free } from './kit/cost.ts';
import { jobTypeName, Node } from './node.ts';

export const JobPhase = builder.enumType('JobPhase', {
  description: 'Where a job is, whichever service runs it.',
  values: Object.fromEntries(jobPhases.map((phase) => [phase, { description: phaseDescription(phase) }])) as {
    [Phase in (typeof jobPhases)[number]]: { description: string };
  },
});

function phaseDescription(phase: (typeof jobPhases)[number]): string {
  return {
    QUEUED: 'Accepted, not yet at work.',
    AWAITING_CONFIRMATION: 'Waits for somebody to confirm it.',
    RUNNING: 'At work.',
    PAUSED: 'Gives way to a job of higher priority.',
    STOPPING: 'On its way to CANCELLED or FAILED.',
    DONE: 'Ended; `outcome` says how.',
  }[phase];
}

const outcomeDescriptions = {
  SUCCEEDED: 'All of it was done.',
  COMPLETED_WITH_FAILURES: 'It ran to its end, but some of its tasks failed.',
  FAILED: 'It could not be done.',
  CANCELLED: 'Somebody stopped it.',
} as const satisfies Record<(typeof jobOutcomes)[number], string>;

export const JobOutcome = builder.enumType('JobOutcome', {
  description: 'How a job ended.',
  values: Object.fromEntries(
    jobOutcomes.map((outcome) => [outcome, { description: outcomeDescriptions[outcome] }]),
  ) as {
    [Outcome in (typeof jobOutcomes)[number]]: { description: string };
  },
});

const DateTimeRange = builder.objectRef<{ earliest: Date; latest: Date }>('DateTimeRange').implement({
  description: 'A span of time.',
  fields: (t) => ({
    earliest: t.expose('earliest', { type: 'DateTime', description: 'Its begin.' }),
    latest: t.expose('latest', { type: 'DateTime', description: 'Its end.' }),
  }),
});

export const Job = builder.interfaceRef<JobRecord>('Job').implement({
  description: 'A long-running AWS job, whichever service runs it.',
  interfaces: [Node],
  resolveType: jobTypeName,
  fields: (t) => ({
    jobId: t.exposeString('jobId', { description: "AWS's own id of the job." }),
    accountId: t.expose('accountId', { type: 'AccountId', description: 'The account that owns the job.' }),
    region: t.exposeString('region', { description: 'The region that the job runs in.' }),
    jobDescription: t.exposeString('jobDescription', {
      nullable: true,
      description: 'What was given as description at the start; null where nothing was.',
    }),
    phase: t.field({ type: JobPhase, description: 'Where the job is.', resolve: phaseOf }),
    outcome: t.field({
      type: JobOutcome,
      nullable: true,
      description:
        'How it ended; null until it has. S3 calls a job Complete that failed for every object: that is COMPLETED_WITH_FAILURES here.',
      resolve: outcomeOf,
    }),
    creationDate: t.expose('creationDate', { type: 'DateTime', description: 'When the job was started.' }),
    completionDate: t.expose('completionDate', {
      type: 'DateTime',
      nullable: true,
      description: 'Null until the job ends, however it ends.',
    }),
    expectedCompletion: t.field({
      type: DateTimeRange,
      nullable: true,
      description:
        'When the job is likely to end: from the typical times that AWS publishes for its tier (Glacier), or its measured rate (Batch). Null once it has ended, and where nothing can be said.',
      ...free,
      resolve: (job, _, { backend }) => expectedCompletionOf(job, backend.clock),
    }),
    pollAfterSeconds: t.int({
      nullable: true,
      description:
        'Seconds after which asking again is worthwhile; null once the job has ended. For clients that poll.',
      ...free,
      resolve: (job, _, { backend, pace }) => pollAfterSecondsOf(job, backend.clock, pace),
    }),
  }),
});
