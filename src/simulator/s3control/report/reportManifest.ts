// The manifest.json of a completion report, which lists its files, and the MD5 of that manifest, in a file of its own. Their lengths
// are known before the files are read: an MD5 is 32 digits.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
import { createHash } from 'node:crypto';
import type { RangedBytes } from '../../world/rangedBytes.ts';
import type { ReportFile } from './reportFile.ts';
import type { TaskStatus } from './rowPlaces.ts';

export interface ListedFile {
  status: TaskStatus;
  bucket: string;
  key: string;
  file: ReportFile;
}

/** The file with the MD5 has 32 digits and a line feed, as in AWS's. */
export function reportManifest(files: readonly ListedFile[], writtenAt: number): Record<'json' | 'md5', RangedBytes> {
  const json = (): Buffer => Buffer.from(manifestText(files, writtenAt, ({ file }) => file.md5));
  const prepare = async (): Promise<void> => {
    for (const { file } of files) await file.hash();
  };
  const length = Buffer.byteLength(manifestText(files, writtenAt, () => '0'.repeat(32)));
  return {
    json: { length, prepare, read: ({ start, end }) => [json().subarray(start, end + 1)] },
    md5: {
      length: 33,
      prepare,
      read: ({ start, end }) => [
        Buffer.from(`${createHash('md5').update(json()).digest('hex')}\n`).subarray(start, end + 1),
      ],
    },
  };
}

const manifestText = (files: readonly ListedFile[], writtenAt: number, md5Of: (file: ListedFile) => string): string =>
  JSON.stringify({
    Format: 'Report_CSV_20180820',
    ReportCreationDate: new Date(writtenAt).toISOString(),
    Results: files.map((file) => ({
      TaskExecutionStatus: file.status,
      Bucket: file.bucket,
      MD5Checksum: md5Of(file),
      Key: file.key,
    })),
    // Not the order of the columns in the files.
    ReportSchema: 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage',
  });
