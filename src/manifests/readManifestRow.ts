// An object of a manifest, from its row. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-create-job.html#specify-batchjob-manifest
import type { CsvRows } from '../reports/csvRows.ts';
import { decodeKey } from '../reports/reportTask.ts';
import type { ManifestColumns } from './manifestColumns.ts';

export interface ManifestRow {
  readonly bucket: string;
  /** Decoded once. */
  readonly key: string;
  /** As the manifest has it. */
  readonly encodedKey: string;
  /** Null without a version ID, and for the text "null", which names the object without a version. */
  readonly versionId: string | null;
}

/** The object of the row that was returned last; null if it has other columns or no key, which is then counted as skipped. */
export function readManifestRow(rows: CsvRows, columns: ManifestColumns): ManifestRow | null {
  if (rows.fields !== columns.count) {
    rows.reject(`it has ${rows.fields} columns instead of ${columns.count}`);
    return null;
  }
  const text = (column: number): string => rows.text(column) ?? '';
  const encodedKey = text(columns.key);
  // S3 would answer for the bucket.
  if (encodedKey === '') {
    rows.reject('it has no key');
    return null;
  }
  const versionId = columns.versionId === null ? '' : text(columns.versionId);
  return {
    bucket: text(columns.bucket),
    key: decodeKey(encodedKey),
    encodedKey,
    versionId: versionId === '' || versionId === 'null' ? null : versionId,
  };
}
