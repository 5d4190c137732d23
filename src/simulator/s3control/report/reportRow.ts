// A row of a completion report: CSV as RFC 4180 has it, ended by CRLF, without a header. S3 writes the HTTP status before the error
// code, although the schema in its manifest.json has them in the other order.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
import type { BatchTask, TaskResult } from '../batch/batchTasks.ts';

export function reportRow({ bucket, encodedKey, versionId = '' }: BatchTask, result: TaskResult): string {
  const { status, httpStatusCode = '', errorCode, message } = result;
  return `${field(bucket)},${field(encodedKey)},${field(versionId)},${status},${httpStatusCode},${field(errorCode)},${field(message)}\r\n`;
}

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
