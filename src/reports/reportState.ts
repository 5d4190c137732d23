// Where the completion report of a Batch job is, and whether S3 has written it. What the job itself shows needs no call. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
import { parseBucketArn } from '../aws/s3/objectArn.ts';
import type { BatchJobDetails, BatchJobRecord, ProgressRecord } from '../aws/s3control/batchJob.ts';
import { diagnoseBatchJob } from '../diagnosis/diagnoseBatchJob.ts';
import { batchPhaseOf } from '../jobs/batchJobState.ts';
import { reportManifestKey } from './reportManifest.ts';

/**
 * PENDING: S3 writes it when the job has ended. NEVER_WRITTEN: none was requested, or there was no task for it. WRITE_FAILED: S3
 * could not write it. MISSING: it must exist by now.
 */
export type ReportState = 'WRITTEN' | 'PENDING' | 'NEVER_WRITTEN' | 'WRITE_FAILED' | 'MISSING';

export interface JobOfReport {
  job: BatchJobRecord;
  details: Pick<BatchJobDetails, 'report' | 'failureReasons' | 'suspendedDate'>;
}

/** The bucket and key of manifest.json, which S3 writes last. Null if the job names no bucket. */
export function reportAddress({ job, details: { report } }: JobOfReport): { bucketName: string; key: string } | null {
  const bucketName = parseBucketArn(textOf(report?.['bucket']) ?? '');
  return bucketName === null ? null : { bucketName, key: reportManifestKey(textOf(report?.['prefix']), job.jobId) };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** What the job shows. Null if only S3 knows. */
export function stateFromJob({ job, details }: JobOfReport): ReportState | null {
  if (details.report?.['enabled'] !== true) return 'NEVER_WRITTEN';
  const phase = batchPhaseOf(job);
  // A job whose status is unknown may have ended.
  if (phase === 'UNKNOWN') return null;
  if (phase !== 'DONE') return 'PENDING';
  if (diagnoseBatchJob(job, details).some(({ code }) => code === 'REPORT_NOT_WRITTEN')) return 'WRITE_FAILED';
  return job.progressSummary && finishedTasks(job.progressSummary) === 0 ? 'NEVER_WRITTEN' : null;
}

/** The sample of AWS raises an alarm so long after the end of a job. In milliseconds. */
const longestDelay = 3_600_000;

/** What it means that manifest.json does not exist. AWS does not document whether a report of failed tasks has to have one. */
export function stateOfAbsent({ job, details }: JobOfReport, now: number): ReportState {
  const isLate = job.completionDate && now - job.completionDate.getTime() > longestDelay;
  if (!isLate) return 'PENDING';
  const listsFailures = details.report?.['reportScope'] === 'FAILED_TASKS_ONLY';
  return listsFailures && job.progressSummary?.numberOfTasksFailed === 0 ? 'NEVER_WRITTEN' : 'MISSING';
}

/** S3 writes no report of a job that has run none. */
const finishedTasks = ({ numberOfTasksSucceeded, numberOfTasksFailed }: ProgressRecord): number =>
  numberOfTasksSucceeded + numberOfTasksFailed;
