// The gateway's records of an S3 Batch Operations job: the part that ListJobs returns, and the part that only DescribeJob
// returns.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_JobDescriptor.html
import type {
  CreateJobRequest,
  JobDescriptor,
  JobListDescriptor,
  JobOperation,
  JobProgressSummary,
} from '@aws-sdk/client-s3-control';
import type { GatewayError } from '../../core/errors.ts';
import { type BatchJobKey, batchJobArn, type Location } from '../../core/location.ts';
import { intOrNull, present, presentJobId, sizeOrNull, textOrNull } from '../client/present.ts';
import { type KnownNameIn, type NameIn, nameOf, other } from '../enums.ts';
import { type StructureRecord, toRecord } from '../structure.ts';
import { batchJobStatuses } from './enums.ts';
import type { RestoreProgress } from './restoreProgress.ts';
import { jobReport } from './structures/jobReport.ts';
import { generatedManifestDescriptor, jobManifest, s3JobManifestGenerator } from './structures/manifest.ts';
import { type OperationRecord, operationNames, toOperation, wireNameOf } from './structures/operation.ts';

export type BatchJobStatus = NameIn<typeof batchJobStatuses>;
/** A status that callers can choose. */
export type KnownBatchJobStatus = KnownNameIn<typeof batchJobStatuses>;

export interface ProgressRecord {
  totalNumberOfTasks: number;
  numberOfTasksSucceeded: number;
  numberOfTasksFailed: number;
  elapsedTimeInActiveSeconds: number | null;
}

/** What both ListJobs and DescribeJob return. */
export interface BatchJobRecord extends Readonly<BatchJobKey> {
  readonly kind: 'BatchJob';
  /** ListJobs does not return it: it follows from the key, as AWS documents its form. */
  readonly jobArn: string;
  readonly jobDescription: string | null;
  readonly operationName: NameIn<typeof operationNames>;
  /** AWS's own word, also for an operation that this gateway does not know. */
  readonly awsOperationName: string;
  readonly priority: number;
  readonly status: BatchJobStatus;
  /** Null if AWS did not report it. */
  readonly awsStatus: string | null;
  readonly creationDate: Date;
  readonly completionDate: Date | null;
  readonly progressSummary: ProgressRecord | null;
  /**
   * Set if a job could not be read after it was created or changed. The record has what was requested. `details` are those of
   * a new job; null for a change, which determines none.
   */
  readonly unread?: { readonly details: BatchJobDetails | null; readonly failure: GatewayError };
  /** The objects of a restore job, in snapshots of the watch that follows them; AWS does not report them with the job. */
  readonly restores?: RestoreProgress;
}

/** What only DescribeJob returns. */
export interface BatchJobDetails extends Readonly<BatchJobKey> {
  readonly status: BatchJobStatus;
  readonly confirmationRequired: boolean | null;
  readonly statusUpdateReason: string | null;
  readonly failureReasons: { failureCode: string | null; failureReason: string | null }[];
  readonly operation: OperationRecord;
  readonly manifest: StructureRecord | null;
  readonly manifestGenerator: { s3JobManifestGenerator: StructureRecord | null } | null;
  readonly generatedManifestDescriptor: StructureRecord | null;
  readonly report: StructureRecord | null;
  readonly roleArn: string | null;
  readonly suspendedDate: Date | null;
  readonly suspendedCause: string | null;
}

export const toBatchJob =
  ({ accountId, region }: Location) =>
  (wire: JobListDescriptor | JobDescriptor): BatchJobRecord =>
    // Frozen: many requests share it, and its JSON.
    Object.freeze<BatchJobRecord>({
      kind: 'BatchJob',
      accountId,
      region,
      jobId: presentJobId(wire.JobId),
      jobArn:
        ('JobArn' in wire ? wire.JobArn : undefined) ??
        batchJobArn({ accountId, region, jobId: presentJobId(wire.JobId) }),
      jobDescription: textOrNull(wire.Description, 'Description'),
      operationName: nameOf(operationNames, awsOperationNameOf(wire.Operation)),
      awsOperationName: awsOperationNameOf(wire.Operation),
      priority: intOrNull(wire.Priority, 'Priority') ?? 0,
      status: statusOf(wire.Status),
      awsStatus: wire.Status ?? null,
      creationDate: present(wire.CreationTime, 'CreationTime'),
      completionDate: wire.TerminationDate ?? null,
      progressSummary: wire.ProgressSummary ? toProgress(wire.ProgressSummary) : null,
    });

const statusOf = (awsStatus: string | undefined): BatchJobStatus =>
  awsStatus === undefined ? other : nameOf(batchJobStatuses, awsStatus);

/** ListJobs returns a name, DescribeJob a structure. */
const awsOperationNameOf = (operation: string | JobOperation | undefined): string =>
  typeof operation === 'string' ? operation : (wireNameOf(operation) ?? 'Unknown');

const toProgress = (wire: JobProgressSummary): ProgressRecord => ({
  totalNumberOfTasks: sizeOrNull(wire.TotalNumberOfTasks, 'TotalNumberOfTasks') ?? 0,
  numberOfTasksSucceeded: sizeOrNull(wire.NumberOfTasksSucceeded, 'NumberOfTasksSucceeded') ?? 0,
  numberOfTasksFailed: sizeOrNull(wire.NumberOfTasksFailed, 'NumberOfTasksFailed') ?? 0,
  elapsedTimeInActiveSeconds: sizeOrNull(wire.Timers?.ElapsedTimeInActiveSeconds, 'ElapsedTimeInActiveSeconds'),
});

export const toBatchJobDetails =
  ({ accountId, region }: Location) =>
  (wire: JobDescriptor): BatchJobDetails => ({
    accountId,
    region,
    jobId: presentJobId(wire.JobId),
    status: statusOf(wire.Status),
    confirmationRequired: wire.ConfirmationRequired ?? null,
    statusUpdateReason: wire.StatusUpdateReason ?? null,
    failureReasons: (wire.FailureReasons ?? []).map(({ FailureCode, FailureReason }) => ({
      failureCode: FailureCode ?? null,
      failureReason: FailureReason ?? null,
    })),
    operation: toOperation(wire.Operation ?? {}),
    manifest: wire.Manifest ? toRecord(jobManifest, wire.Manifest) : null,
    manifestGenerator: wire.ManifestGenerator
      ? {
          s3JobManifestGenerator: wire.ManifestGenerator.S3JobManifestGenerator
            ? toRecord(s3JobManifestGenerator, wire.ManifestGenerator.S3JobManifestGenerator)
            : null,
        }
      : null,
    generatedManifestDescriptor: wire.GeneratedManifestDescriptor
      ? toRecord(generatedManifestDescriptor, wire.GeneratedManifestDescriptor)
      : null,
    report: wire.Report ? toRecord(jobReport, wire.Report) : null,
    roleArn: wire.RoleArn ?? null,
    suspendedDate: wire.SuspendedDate ?? null,
    suspendedCause: wire.SuspendedCause ?? null,
  });

/** The job as it was requested, until AWS reads its manifest. */
export function requestedBatchJob(
  key: BatchJobKey,
  request: Omit<CreateJobRequest, 'AccountId' | 'ClientRequestToken'>,
  createdAt: number,
): { job: BatchJobRecord; details: BatchJobDetails } {
  const { ConfirmationRequired, Description, Manifest, ManifestGenerator, Operation, Priority, Report, RoleArn } =
    request;
  const wire: JobDescriptor = {
    JobId: key.jobId,
    Status: 'New',
    CreationTime: new Date(createdAt),
    ...{ ConfirmationRequired, Description, Manifest, ManifestGenerator, Operation, Priority, Report, RoleArn },
  };
  return { job: toBatchJob(key)(wire), details: toBatchJobDetails(key)(wire) };
}

/** Only the tags of such a job can still change. */
export const hasEnded = ({ status }: { status: BatchJobStatus }): boolean =>
  status === 'COMPLETE' || status === 'FAILED' || status === 'CANCELLED';
