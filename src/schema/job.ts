// The Job interface: what jobs of both services have in common.

import { maxStates } from '../jobIndex/jobStates.ts';
import { type JobKind as Kind, kindOf } from '../jobs/jobKind.ts';
import type { JobOutcome as Outcome } from '../jobs/jobPhase.ts';
import { expectedCompletionOf, isOverdue, type JobRecord, outcomeOf, phaseOf } from '../jobs/jobState.ts';
import { outputGuaranteedUntil } from '../jobs/outputExpiry.ts';
import { pollAfterSecondsOf } from '../jobs/pace.ts';
import { JobObservation } from './jobObservation.ts';
import { JobPhase } from './jobPhase.ts';
import { builder } from './kit/builder.ts';
import { costs, free } from './kit/cost.ts';
import { jobTypeName, Node } from './node.ts';

export const JobOutcome = builder.enumType('JobOutcome', {
  description: 'The result of a job that has ended, in terms common to both services.',
  values: {
    SUCCEEDED: { description: 'The job completed, and nothing failed.' },
    COMPLETED_WITH_FAILURES: {
      description: 'The Batch job completed, but at least one of its tasks failed. The completion report lists them.',
    },
    FAILED: {
      description: 'The job failed. A Glacier job has the reason in `statusMessage`, a Batch job in `failureReasons`.',
    },
    CANCELLED: { description: 'The Batch job was cancelled before it completed. Its finished tasks are not undone.' },
  } satisfies Record<Outcome, { description: string }>,
});

/** The kinds that a filter can name. */
export const jobKindValues = {
  ARCHIVE_RETRIEVAL: { description: 'A Glacier job that retrieves an archive for download.' },
  INVENTORY_RETRIEVAL: {
    description: "A Glacier job that retrieves a vault's inventory, the list of its archives, for download.",
  },
  SELECT: { description: 'A Glacier Select job, which queries an archive and writes the result to S3.' },
  BATCH: { description: 'An S3 Batch Operations job.' },
} as const satisfies Record<Kind, { description: string }>;

export const JobKind = builder.enumType('JobKind', {
  description: 'The kind of a job, in terms common to both services.',
  values: {
    ...jobKindValues,
    OTHER: { description: 'A Glacier job with an action that this version of the gateway does not know.' },
  },
});

export const DateTimeRange = builder.objectRef<{ earliest: Date; latest: Date }>('DateTimeRange').implement({
  description: 'A period between two instants.',
  fields: (t) => ({
    earliest: t.expose('earliest', { type: 'DateTime', description: 'The earliest time of the period.' }),
    latest: t.expose('latest', { type: 'DateTime', description: 'The latest time of the period.' }),
  }),
});

export const Job = builder.interfaceRef<JobRecord>('Job').implement({
  description: 'A long-running AWS job: a Glacier vault job or an S3 Batch Operations job.',
  interfaces: [Node],
  resolveType: jobTypeName,
  fields: (t) => ({
    jobId: t.exposeString('jobId', { description: 'The job ID that AWS assigned, unique within its vault or region.' }),
    accountId: t.expose('accountId', { type: 'AccountId', description: 'The AWS account that owns the job.' }),
    region: t.exposeString('region', { description: 'The AWS region that the job runs in.' }),
    jobDescription: t.exposeString('jobDescription', {
      nullable: true,
      description: 'The description given when the job was started; null if none was given.',
    }),
    kind: t.field({
      type: JobKind,
      description: 'The kind of the job, in terms common to both services.',
      resolve: kindOf,
    }),
    phase: t.field({
      type: JobPhase,
      description:
        'The phase that the job is in. AWS has its own words for it: `statusCode` of Glacier jobs, `status` of Batch jobs.',
      resolve: phaseOf,
    }),
    outcome: t.field({
      type: JobOutcome,
      nullable: true,
      description:
        'The result of the job. Null until it has ended, and for an ended job whose result is not known. That is a job of an unknown status, or one that S3 reports as Complete without tasks or with fewer results than tasks. A Batch job of which every object failed is COMPLETED_WITH_FAILURES, although S3 reports Complete.',
      resolve: outcomeOf,
    }),
    creationDate: t.expose('creationDate', {
      type: 'DateTime',
      description: 'The time when the job was created. Batch jobs: AWS calls it CreationTime.',
    }),
    completionDate: t.expose('completionDate', {
      type: 'DateTime',
      nullable: true,
      description:
        'The time when the job ended, whatever its outcome; null until it has ended. Batch jobs: the same as `terminationDate`, the name that AWS uses.',
    }),
    expectedCompletion: t.field({
      type: DateTimeRange,
      nullable: true,
      description:
        'The estimated time of completion. Glacier jobs: from the typical times that AWS publishes for the tier; it lies in the past for a job that is overdue. Batch jobs: from the measured rate. Null if the job has ended, its status is unknown, or no estimate is possible.',
      ...free,
      resolve: (job, _, { backend }) => expectedCompletionOf(job, backend.clock.now()),
    }),
    overdue: t.boolean({
      description:
        'Whether the job is still in progress after `expectedCompletion.latest`. False if the job has ended, its status is unknown, or it has no expected completion. False for Batch jobs: their expected completion follows their rate.',
      ...free,
      resolve: (job, _, { backend }) => isOverdue(job, backend.clock.now()),
    }),
    outputGuaranteedUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'The time until which AWS guarantees the output for download: 24 hours after completion. AWS may keep it longer. Null unless the job is an archive or inventory retrieval that succeeded.',
      resolve: outputGuaranteedUntil,
    }),
    pollAfterSeconds: t.int({
      nullable: true,
      description:
        'The recommended delay before the next query, in seconds, for clients that poll; null if the job has ended.',
      ...free,
      resolve: (job, _, { backend, paces }) => pollAfterSecondsOf(job, backend.clock, paces[job.kind]),
    }),
    history: t.field({
      type: [JobObservation],
      description: `The states in which this gateway has seen the job, oldest first: a new one for each change of status or progress. At most ${maxStates}; if there are more, those close to others are dropped. It begins when the gateway first saw the job, and is empty for a job that had ended before. It is kept in memory, also of jobs that AWS has forgotten: it is empty after a restart, and if jobs that were seen later needed the memory. Each gateway has its own. Costs no AWS call. An estimate counts ${maxStates} nodes for each job.`,
      ...costs({ nodes: () => maxStates }),
      resolve: (job, _, { jobIndex }) => [...jobIndex.histories.of(job)],
    }),
  }),
});
