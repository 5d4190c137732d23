// The failed tasks of a job that has ended, in its completion report. Each reason why they are not known is an error of its own.
import { assertAllowedInBucket } from '../../access/assertAllowed.ts';
import type { BatchJobDetails, BatchJobRecord } from '../../aws/s3control/batchJob.ts';
import type { Context } from '../../context.ts';
import {
  JobStatusError,
  NotFoundError,
  NothingToRetryError,
  ObjectArchivedError,
  OutputUnreadableError,
  orNotFound,
  ReportUnavailableError,
} from '../../core/errors.ts';
import type { BatchJobKey } from '../../core/location.ts';
import { skippedMessage } from '../../core/skippedRecords.ts';
import { batchPhaseOf } from '../../jobs/batchJobState.ts';
import { manifestNamesVersions } from '../../manifests/manifestNamesVersions.ts';
import { reportAddress } from '../../reports/reportState.ts';
import { planRetry, type RetryPlan, type RetrySource, retryRows } from '../../reports/retryPlan.ts';
import type { GroupOfJob } from './taskFailureGroup.ts';

export interface OldJob {
  job: BatchJobRecord;
  details: BatchJobDetails;
}

/** JobStatusError if the job has not ended. */
export async function readEndedJob(ctx: Context, key: BatchJobKey): Promise<OldJob> {
  const missing = `The specified job does not exist: ${key.jobId}`;
  const details = orNotFound(await ctx.loaders.batchJob.details(key), missing);
  const job = orNotFound(await ctx.loaders.batchJob.load(key), missing);
  const phase = batchPhaseOf(job);
  if (phase === 'DONE' || phase === 'UNKNOWN') return { job, details };
  throw new JobStatusError('The job has not ended. Retry its failed tasks afterwards.', undefined, job.status);
}

const unavailable = {
  PENDING:
    'S3 has not written the report yet. It does so within an hour after the job has ended: repeat the mutation later.',
  NEVER_WRITTEN:
    'S3 has written no report: the job was created without one, or no task of it ran. Create the job again with createBatchJob and a report.',
  WRITE_FAILED:
    'S3 could not write the report, although the tasks did run. Which of them failed is not known. Read the diagnoses of the job.',
  MISSING: 'The report does not exist any more. Create the job again with createBatchJob.',
  WRITTEN: 'The report cannot be read.',
} as const;

const unavailableReport = (state: keyof typeof unavailable) =>
  new ReportUnavailableError(`The failed tasks are not known. ${unavailable[state]}`, state);

/** The files of the report of a job that has ended. */
async function failedFiles(ctx: Context, old: OldJob): Promise<RetrySource['files']> {
  const { job } = old;
  if (job.progressSummary?.numberOfTasksFailed === 0)
    throw new NothingToRetryError('No task of the job has failed.', []);
  const address = reportAddress(old);
  if (address) {
    const { bucketName } = address;
    const { access } = ctx.caller;
    assertAllowedInBucket(access, 'read', { accountId: access.ownerOf(bucketName, job.accountId), bucketName });
  }
  const manifest = await ctx.reports.manifest(old).catch(asUnavailable);
  if (manifest) return manifest.files;
  throw unavailableReport((await ctx.reports.state(old)) ?? 'MISSING');
}

/** An object of the report that does not exist, or is not what it must be. */
function asUnavailable(error: unknown): never {
  if (error instanceof NotFoundError) throw unavailableReport('MISSING');
  if (error instanceof OutputUnreadableError || error instanceof ObjectArchivedError)
    throw new ReportUnavailableError(`${error.message} The failed tasks are not known.`, 'WRITTEN');
  throw error;
}

export interface PlannedRetry {
  plan: RetryPlan;
  source: RetrySource;
}

/** NothingToRetryError if no task is left. */
export async function planFailedTasks(ctx: Context, old: OldJob, errorCodes: readonly string[]): Promise<PlannedRetry> {
  const { accountId, region } = old.job;
  const source: RetrySource = {
    aws: ctx.aws,
    location: { accountId, region },
    files: await failedFiles(ctx, old),
    maxBytes: ctx.retryMaxBytes,
    readers: new Map(),
    errorCodes,
  };
  const plan = await planRetry(source).catch(asUnavailable);
  if (plan.tasks > 0) return { plan, source };
  throw withoutTasks(old, plan);
}

/** Rows that could not be read, and tasks that the report lacks, may have failed: then it is not said that nothing is left. */
function withoutTasks(old: OldJob, plan: RetryPlan): NothingToRetryError | ReportUnavailableError {
  const { leftOut, skipped } = plan;
  const unread = skipped.count === 0 ? '' : ` ${skippedMessage(skipped)} ${skipped.first[0]?.message ?? ''}`.trimEnd();
  if (leftOut.length > 0)
    return new NothingToRetryError(
      `None of the failures is retried: \`leftOut\` has them. Name their codes in \`errorCodes\` to retry them nevertheless.${unread}`,
      groupsOf(old, plan),
    );
  const failed = old.job.progressSummary?.numberOfTasksFailed ?? 0;
  if (skipped.count === 0 && failed === 0) return new NothingToRetryError('The report has no failed tasks.', []);
  return new ReportUnavailableError(
    `The failed tasks are not known. The report lists none, and the job has counted ${failed}.${unread}`,
    'WRITTEN',
  );
}

/** The failures that do not run again, with the job that had them. */
export const groupsOf = ({ job }: OldJob, { leftOut }: RetryPlan): GroupOfJob[] =>
  leftOut.map((group) => ({ ...group, job }));

/**
 * Whether the rows of the new manifest name versions, as those of the old one did: a task without a version acts on the latest one,
 * and a task with the version "null" on the object without one. What is not known is not guessed.
 */
async function isVersioned(ctx: Context, { details }: OldJob, plan: RetryPlan): Promise<boolean> {
  const { tasks, versioned, showsVersions } = plan;
  if (versioned === tasks) return true;
  const isNamed = await manifestNamesVersions(ctx.aws, details);
  if (isNamed === true || (isNamed === null && showsVersions)) return true;
  if (isNamed === false && versioned === 0) return false;
  throw new ReportUnavailableError(
    isNamed === false
      ? 'Some of the failed tasks name a version, although the manifest of the job has no versions.'
      : 'The versions of the failed tasks are not known: the report names none, and the manifest of the job cannot be read. Create the job with createBatchJob, and with the versions if they matter.',
    'WRITTEN',
  );
}

/** The rows of the new manifest. ReportUnavailableError if it is not known which versions they name. */
export async function retriedRows(ctx: Context, old: OldJob, { plan, source }: PlannedRetry) {
  const versions = await isVersioned(ctx, old, plan);
  return { facts: { tasks: plan.tasks, isVersioned: versions }, rows: readableRows(source, plan, versions) };
}

async function* readableRows(...of: Parameters<typeof retryRows>): AsyncGenerator<Buffer, void> {
  try {
    yield* retryRows(...of);
  } catch (error) {
    asUnavailable(error);
  }
}
