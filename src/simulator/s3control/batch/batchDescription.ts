// A job as DescribeJob and ListJobs return it. The list has fewer members, and the name of the operation instead of the
// operation.

import { createHash } from 'node:crypto';
import type {
  DescribeJobCommandOutput,
  JobListDescriptor,
  JobProgressSummary,
  OperationName,
} from '@aws-sdk/client-s3-control';
import type { Reply } from '../../http/operation.ts';
import { arnOf } from '../../world/arnOf.ts';
import type { AccountRegion } from '../../world/records.ts';
import { generatedManifestKey } from '../manifest/generatedManifestKey.ts';
import type { BatchJob } from './batchJob.ts';
import type { BatchProgress } from './batchProgress.ts';

type Description = NonNullable<Reply<DescribeJobCommandOutput>['Job']>;

export function batchDescription(job: BatchJob, location: AccountRegion, now: number): Description {
  const { request } = job;
  const state = location.batch.progress(job, now);
  return {
    JobId: job.id,
    ConfirmationRequired: request.ConfirmationRequired ?? true,
    Description: request.Description ?? null,
    JobArn: arnOf('s3', location, `job/${job.id}`),
    Status: state.status,
    Manifest: request.Manifest ?? null,
    Operation: request.Operation ?? null,
    Priority: priorityOf(job),
    ProgressSummary: summaryOf(state),
    StatusUpdateReason: job.statusUpdateReason ?? null,
    FailureReasons: state.failure ? [state.failure] : [],
    Report: request.Report ?? null,
    CreationTime: new Date(job.createdAt),
    TerminationDate: dateOf(state.endedAt),
    RoleArn: request.RoleArn ?? null,
    SuspendedDate: dateOf(state.suspendedAt),
    SuspendedCause: state.suspendedAt === undefined ? null : 'The job requires confirmation before it can run.',
    ManifestGenerator: request.ManifestGenerator ?? null,
    GeneratedManifestDescriptor: state.prepared ? generatedManifest(job) : null,
  };
}

export function batchListDescription(job: BatchJob, location: AccountRegion, now: number): Reply<JobListDescriptor> {
  const state = location.batch.progress(job, now);
  const [operation] = Object.keys(job.request.Operation ?? {});
  return {
    JobId: job.id,
    Description: job.request.Description ?? null,
    // The members of JobOperation have the names of the operations.
    Operation: (operation as OperationName | undefined) ?? null,
    Priority: priorityOf(job),
    Status: state.status,
    CreationTime: new Date(job.createdAt),
    TerminationDate: dateOf(state.endedAt),
    ProgressSummary: summaryOf(state),
  };
}

/** The priority that was set last. */
function priorityOf({ request, actions }: BatchJob): number {
  const last = actions.findLast((action) => action.kind === 'priority');
  return last?.kind === 'priority' ? last.priority : Number(request.Priority ?? 0);
}

const summaryOf = ({ tasks, succeeded, failed, active }: BatchProgress): JobProgressSummary => ({
  TotalNumberOfTasks: tasks,
  NumberOfTasksSucceeded: succeeded,
  NumberOfTasksFailed: failed,
  Timers: { ElapsedTimeInActiveSeconds: Math.floor(active / 1000) },
});

const dateOf = (time: number | undefined): Date | null => (time === undefined ? null : new Date(time));

// A generated manifest that is not saved has no location to describe.
function generatedManifest({ id, request, run }: BatchJob): Description['GeneratedManifestDescriptor'] {
  const generator = request.ManifestGenerator?.S3JobManifestGenerator;
  const output = generator?.EnableManifestOutput ? generator.ManifestOutputLocation : undefined;
  if (!output) return null;
  return {
    Format: output.ManifestFormat ?? null,
    Location: {
      ObjectArn: `${output.Bucket}/${generatedManifestKey(id, output)}`,
      ETag: run?.generatedETag ?? createHash('md5').update(id).digest('hex'),
    },
  };
}
