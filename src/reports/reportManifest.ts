// The manifest.json of a completion report, which S3 writes last: it lists the files of the report. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
import * as z from 'zod/mini';
import { parseDate } from '../core/parseDate.ts';
import { parseJson } from '../core/parseJson.ts';
import { statusNamed, type TaskStatus } from './reportTask.ts';

export interface ReportFile {
  /** Of all tasks in the file. */
  readonly taskStatus: TaskStatus;
  readonly bucket: string;
  readonly key: string;
  /** The MD5 of the file in hexadecimal digits; null if the manifest has none. */
  readonly md5Checksum: string | null;
}

export interface ReportManifest {
  /** Null if the manifest has no date. */
  readonly createdAt: Date | null;
  /** Files of failed tasks first. */
  readonly files: readonly ReportFile[];
}

/** S3 writes a file for each status. A report with more than these was written by somebody else, and is not read. */
export const maxReportFiles = 100;

const file = z.object({
  TaskExecutionStatus: z.string(),
  Bucket: z.string().check(z.minLength(1)),
  Key: z.string().check(z.minLength(1)),
  MD5Checksum: z.optional(z.string()),
});

const manifest = z.object({
  Format: z.literal('Report_CSV_20180820'),
  ReportCreationDate: z.optional(z.string()),
  Results: z.array(file).check(z.maxLength(maxReportFiles)),
});

const order: Record<TaskStatus, number> = { FAILED: 0, OTHER: 1, SUCCEEDED: 2 };

/** Null if the text is not such a manifest. */
export function parseReportManifest(text: string): ReportManifest | null {
  const { success, data } = z.safeParse(manifest, parseJson(text));
  if (!success) return null;
  const files = data.Results.map(({ TaskExecutionStatus, Bucket, Key, MD5Checksum }): ReportFile => {
    const md5Checksum = MD5Checksum !== undefined && /^[\da-f]{32}$/i.test(MD5Checksum) ? MD5Checksum : null;
    return { taskStatus: statusNamed(TaskExecutionStatus), bucket: Bucket, key: Key, md5Checksum };
  });
  files.sort((a, b) => order[a.taskStatus] - order[b.taskStatus]);
  return { createdAt: parseDate(data.ReportCreationDate ?? '') ?? null, files };
}

/**
 * The key of a job's manifest.json. The prefix is joined as it is, so that one that ends with a slash gives two. Without a
 * prefix there is no slash.
 */
export const reportManifestKey = (prefix: string | null, jobId: string): string =>
  `${prefix ? `${prefix}/` : ''}job-${jobId}/manifest.json`;
