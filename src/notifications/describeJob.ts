// The job in a payload. It is a public interface: docs/notifications.md describes each member.
import type { BatchJobDetails } from '../aws/s3control/batchJob.ts';
import type { RestoreProgress } from '../aws/s3control/restoreProgress.ts';
import { diagnoseBatchJob } from '../diagnosis/diagnoseBatchJob.ts';
import { diagnoseGlacierJob } from '../diagnosis/diagnoseGlacier.ts';
import type { DiagnosisCode } from '../diagnosis/diagnosis.ts';
import { operationNameOf, vaultNameOf } from '../jobs/jobFilter.ts';
import { kindOf } from '../jobs/jobKind.ts';
import type { JobOutcome, JobPhase } from '../jobs/jobPhase.ts';
import { expectedCompletionOf, type JobRecord, outcomeOf, phaseOf } from '../jobs/jobState.ts';
import { outputGuaranteedUntil } from '../jobs/outputExpiry.ts';

/** Dates are texts in RFC 3339, in UTC. */
export interface JobDescription {
  /** The global ID, as in the GraphQL API. */
  readonly id: string;
  readonly jobId: string;
  readonly service: 'GLACIER' | 'S3_BATCH_OPERATIONS';
  readonly kind: ReturnType<typeof kindOf>;
  readonly accountId: string;
  readonly region: string;
  /** Null for a Batch job. */
  readonly vaultName: string | null;
  /** Null for a Glacier job. */
  readonly operationName: ReturnType<typeof operationNameOf>;
  readonly jobDescription: string | null;
  readonly phase: JobPhase;
  readonly outcome: JobOutcome | null;
  readonly creationDate: string;
  readonly completionDate: string | null;
  readonly expectedCompletion: string | null;
  readonly outputGuaranteedUntil: string | null;
  /** Null for a Glacier job, and until S3 has counted. */
  readonly tasks: { readonly total: number; readonly succeeded: number; readonly failed: number } | null;
  /** What became of the objects of a restore job; null in other events than READABLE. */
  readonly restores: RestoreDescription | null;
  /** AWS's own words on why the job failed; null if it has none. */
  readonly reason: string | null;
  readonly diagnoses: readonly DiagnosisCode[];
}

/** Numbers of objects, as in the GraphQL API. */
interface RestoreDescription {
  readonly requested: number | null;
  readonly checked: number;
  readonly isWhole: boolean;
  readonly asOf: string | null;
  readonly inProgress: number;
  readonly readable: number;
  readonly lukewarm: number;
  readonly notRestored: number;
  readonly missing: number;
  readonly readableUntil: string | null;
}

type Reasons = Pick<BatchJobDetails, 'failureReasons' | 'suspendedDate'>;

/** `details` of a Batch job: without them, nothing is known of the reasons of S3. */
export function describeJob(job: JobRecord, id: string, details: Reasons | null, now: number): JobDescription {
  const { jobId, accountId, region, jobDescription } = job;
  const isBatch = job.kind === 'BatchJob';
  const progress = isBatch ? job.progressSummary : null;
  const found = isBatch ? diagnoseBatchJob(job, details) : diagnoseGlacierJob(job);
  return {
    id,
    jobId,
    service: isBatch ? 'S3_BATCH_OPERATIONS' : 'GLACIER',
    kind: kindOf(job),
    accountId,
    region,
    vaultName: vaultNameOf(job),
    operationName: operationNameOf(job),
    jobDescription,
    phase: phaseOf(job),
    outcome: outcomeOf(job),
    creationDate: job.creationDate.toISOString(),
    completionDate: textOf(phaseOf(job) === 'DONE' ? job.completionDate : null),
    expectedCompletion: textOf(expectedCompletionOf(job, now)?.latest),
    outputGuaranteedUntil: textOf(outputGuaranteedUntil(job)),
    tasks: progress && {
      total: progress.totalNumberOfTasks,
      succeeded: progress.numberOfTasksSucceeded,
      failed: progress.numberOfTasksFailed,
    },
    restores: isBatch && job.restores ? describeRestores(job.restores) : null,
    reason: isBatch ? (details?.failureReasons[0]?.failureReason ?? null) : failureOf(job),
    diagnoses: found.map(({ code }) => code),
  };
}

const describeRestores = ({ requested, checked, isWhole, asOf, counts, readableUntil }: RestoreProgress) => ({
  requested,
  checked,
  isWhole,
  asOf: textOf(asOf),
  inProgress: counts.REQUESTED + counts.IN_PROGRESS,
  readable: counts.READABLE,
  lukewarm: counts.LUKEWARM,
  notRestored: counts.NOT_RESTORED,
  missing: counts.MISSING,
  readableUntil: textOf(readableUntil),
});

const textOf = (date: Date | null | undefined): string | null => date?.toISOString() ?? null;

/** Glacier writes the status message of a job that succeeded too. */
const failureOf = (job: JobRecord & { kind: 'GlacierJob' }): string | null =>
  job.statusCode === 'FAILED' ? job.statusMessage : null;
