// A retry of the failed tasks of a completion report, read twice in constant memory: first the tasks are counted, then the rows of
// the new manifest are copied. All rows have a version or none has, so the first row can be written only after the last one is read.
import type { AwsSession } from '../aws/client/awsSession.ts';
import { OutputUnreadableError, ServiceUnavailableError } from '../core/errors.ts';
import type { Location } from '../core/location.ts';
import { joinSkipped, type SkippedRecords } from '../core/skippedRecords.ts';
import { CsvRows } from './csvRows.ts';
import type { FailureGroup } from './failureHistogram.ts';
import { objectChunks } from './objectChunks.ts';
import { ObjectReader } from './objectReader.ts';
import { refuseGzip } from './refuseGzip.ts';
import type { ReportFile } from './reportManifest.ts';
import { RetryFilter, retryRow } from './retryFilter.ts';
import { turnsOfRows, visitRows } from './rowTurns.ts';
import { skippedIn } from './skippedIn.ts';
import { maxFilesRead } from './taskPage.ts';

export interface RetrySource {
  aws: AwsSession;
  /** The account and region of the job. */
  location: Location;
  files: readonly ReportFile[];
  /** The most bytes of failed tasks that a retry may have. */
  maxBytes: number;
  /** Of the files, from the first reading: the second one fails if a file was replaced since. Empty before. */
  readers: Map<ReportFile, ObjectReader>;
  /** Empty for all failures that can succeed when they run again. */
  errorCodes: readonly string[];
}

export interface RetryPlan {
  /** The number of tasks that run again. */
  tasks: number;
  /** How many of them name a version. */
  versioned: number;
  /** Whether the report shows that the manifest of the job has versions. If not, the manifest may have them nevertheless. */
  showsVersions: boolean;
  /** The failures that do not run again, the most frequent ones first. */
  leftOut: readonly FailureGroup[];
  /** The rows that could not be read. */
  skipped: SkippedRecords;
}

export async function planRetry(source: RetrySource): Promise<RetryPlan> {
  const filter = new RetryFilter(source.errorCodes);
  const skipped: SkippedRecords[] = [];
  const turns = turnsOfRows();
  for await (const { rows, file, isEnd } of failedRows(source)) {
    await turns.take(visitRows(rows, () => filter.admits(rows)));
    if (isEnd) skipped.push(skippedIn(file, rows.skipped));
  }
  const { tasks, versioned, showsVersions } = filter;
  return {
    tasks,
    versioned,
    showsVersions,
    leftOut: filter.leftOut(),
    skipped: joinSkipped(skipped),
  };
}

/** The rows of the manifest, as many as were planned. All of them have a version, or none has. */
export async function* retryRows(
  source: RetrySource,
  { tasks }: RetryPlan,
  isVersioned: boolean,
): AsyncGenerator<Buffer, void> {
  const filter = new RetryFilter(source.errorCodes);
  const turns = turnsOfRows();
  for await (const { rows } of failedRows(source)) {
    const copied: Buffer[] = [];
    const count = visitRows(rows, () => {
      if (filter.admits(rows)) copied.push(...retryRow(rows, isVersioned));
    });
    await turns.take(count);
    yield Buffer.concat(copied);
  }
  // Where S3 reports no ETag.
  if (filter.tasks !== tasks)
    throw new ServiceUnavailableError('The report was replaced while it was read. Repeat the mutation.');
}

/** OutputUnreadableError for a list that S3 does not write: it has one file for each status. */
function failedFilesOf(files: readonly ReportFile[]): ReportFile[] {
  const failed = files.filter(({ taskStatus }) => taskStatus === 'FAILED');
  if (failed.length > maxFilesRead)
    throw new OutputUnreadableError(
      `the report has ${failed.length} files of failed tasks, and at most ${maxFilesRead} are read`,
      0,
    );
  // Its tasks would run twice.
  const repeated = failed.find(({ bucket, key }, index) =>
    failed.slice(0, index).some((other) => other.bucket === bucket && other.key === key),
  );
  if (repeated) throw new OutputUnreadableError(`the report lists the file ${repeated.key} twice`, 0);
  return failed;
}

/** The rows of the files of failed tasks, each time that more of them have arrived; `isEnd` after the last of a file. */
async function* failedRows({
  aws,
  location,
  files,
  maxBytes,
  readers,
}: RetrySource): AsyncGenerator<{ rows: CsvRows; file: ReportFile; isEnd: boolean }, void> {
  let bytes = 0;
  for (const file of failedFilesOf(files)) {
    const rows = new CsvRows();
    const reader = readers.get(file) ?? new ObjectReader(aws, { location, bucketName: file.bucket }, file.key);
    readers.set(file, reader);
    for await (const { bytes: chunk, isFirst } of objectChunks(reader.open)) {
      if (isFirst) refuseGzip(chunk);
      bytes += chunk.length;
      if (bytes > maxBytes)
        throw new OutputUnreadableError(
          `the report has more than ${maxBytes} bytes of failed tasks, and a retry reads no more (RETRY_MAX_BYTES)`,
          maxBytes,
        );
      rows.push(chunk);
      yield { rows, file, isEnd: false };
    }
    rows.finish();
    yield { rows, file, isEnd: true };
  }
}
