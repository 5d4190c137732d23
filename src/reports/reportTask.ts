// A task of a Batch job, from its row in the completion report. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
import type { CsvRows } from './csvRows.ts';

export type TaskStatus = 'SUCCEEDED' | 'FAILED' | 'OTHER';

export interface ReportTask {
  readonly bucket: string;
  /** Decoded once. */
  readonly key: string;
  /** As the manifest has it. */
  readonly encodedKey: string;
  /** Null for an object without a version. */
  readonly versionId: string | null;
  readonly status: TaskStatus;
  readonly httpStatusCode: number | null;
  readonly errorCode: string | null;
  readonly message: string | null;
}

const columns = { bucket: 0, key: 1, versionId: 2, status: 3, message: 6 } as const;
/** The columns of the HTTP status and the error code, in either order. */
export const failureColumns = { first: 4, last: 5 } as const;
const reportColumns = 7;

const statuses: ReadonlyMap<string, TaskStatus> = new Map([
  ['succeeded', 'SUCCEEDED'],
  ['failed', 'FAILED'],
]);

export const statusNamed = (name: string): TaskStatus => statuses.get(name.toLowerCase()) ?? 'OTHER';

const httpStatus = /^[1-5]\d\d$/;

/**
 * S3 writes the HTTP status before the error code, although the schema of its report has them in the other order. So the
 * content decides.
 */
export function readFailure(first: string, last: string): Pick<ReportTask, 'httpStatusCode' | 'errorCode'> {
  const isInSchemaOrder = !httpStatus.test(first) && (httpStatus.test(last) || (first !== '' && last === ''));
  const [status, code] = isInSchemaOrder ? [last, first] : [first, last];
  return { httpStatusCode: httpStatus.test(status) ? Number(status) : null, errorCode: code || null };
}

/** Decodes percent escapes, once. A plus sign is one. A key that is not encoded correctly is returned as it is. */
export function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

const versionOf = (text: string): string | null => (text === '' || text === 'null' ? null : text);

/** The task of the row that was returned last; null if the row is none, which is then counted as skipped. */
export function readTask(rows: CsvRows): ReportTask | null {
  if (!isTask(rows)) return null;
  const text = (column: number): string => rows.text(column) ?? '';
  const encodedKey = text(columns.key);
  return {
    bucket: text(columns.bucket),
    key: decodeKey(encodedKey),
    encodedKey,
    versionId: versionOf(text(columns.versionId)),
    status: statusNamed(text(columns.status)),
    ...readFailure(text(failureColumns.first), text(failureColumns.last)),
    message: text(columns.message) || null,
  };
}

/** Whether the row that was returned last is a task. If not, it is counted as skipped. */
export function isTask(rows: CsvRows): boolean {
  const { fields } = rows;
  if (fields === reportColumns) return true;
  rows.reject(`it has ${fields} columns instead of ${reportColumns}`);
  return false;
}
