// The rows of manifest files in CSV: checked once from end to end, then read at any row. Only every 128th position is kept, so
// that a million rows take some kilobytes besides their text.
import { isUtf8 } from 'node:buffer';
import type { InPieces } from '../../world/inPieces.ts';
import { isBucketName } from '../../world/objects/bucketName.ts';
import type { BatchTask } from '../batch/batchTasks.ts';
import { badlyFormatted, invalidKey, invalidManifest, invalidVersionId, tooManyKeys } from './manifestFailure.ts';
import type { ManifestRows } from './manifestRows.ts';
import { splitRow } from './splitRow.ts';

/** Positions of the columns in a row. */
export interface Columns {
  bucket: number;
  key: number;
  versionId: number | undefined;
  /** The number of columns. */
  width: number;
}

/** AWS accepts billions. Here each row is checked, and its task run, in the simulator's process. */
export const MOST_ROWS = 2_000_000;
const STRIDE = 128;
/** In rows: some milliseconds. */
const PIECE = 4_096;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const LONGEST_KEY = 1024;
/** In bytes. AWS publishes no limit. The longest rows of an inventory have a key, and an access control list of 100 grants. */
const LONGEST_ROW = 128 * 1024;

/** Throws a ManifestFailure for the first row that is not as it must be. */
export function* csvRows(text: Buffer, columns: Columns): InPieces<ManifestRows> {
  const positions: number[] = [];
  let count = 0;
  for (let at = 0; at < text.length; ) {
    if (count > 0 && count % PIECE === 0) yield PIECE;
    if (count % STRIDE === 0) positions.push(at);
    const end = endOf(text, at);
    if (end - at > LONGEST_ROW || !isUtf8(text.subarray(at, end))) throw badlyFormatted();
    checkRow(rowAt(text, at), columns, count === 0);
    count += 1;
    if (count > MOST_ROWS) throw tooManyKeys();
    at = end + 1;
  }
  let next = { index: 0, at: 0 };
  return {
    count,
    bytes: text.length,
    hasVersions: columns.versionId !== undefined,
    row(index) {
      // Rows are mostly read in order.
      let { index: from, at } = next;
      if (index < from || index - from > STRIDE) {
        from = index - (index % STRIDE);
        at = positions[from / STRIDE] ?? text.length;
      }
      for (; from < index; from += 1) at = endOf(text, at) + 1;
      next = { index, at };
      return taskOf(splitRow(rowAt(text, at)) ?? [], columns);
    },
  };
}

/** The position of the line feed, or of the end. */
function endOf(text: Buffer, from: number): number {
  const end = text.indexOf(LINE_FEED, from);
  return end < 0 ? text.length : end;
}

function rowAt(text: Buffer, at: number): string {
  const end = endOf(text, at);
  return text.toString('utf8', at, end > at && text[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
}

function checkRow(row: string, columns: Columns, isFirst: boolean): void {
  const cells = splitRow(row);
  if (cells?.length !== columns.width) throw badlyFormatted();
  const { bucket, encodedKey, versionId } = taskOf(cells, columns);
  const isHeader = isFirst && bucket === 'bucket' && encodedKey.toLowerCase() === 'key';
  if (isHeader || !isBucketName(bucket)) throw invalidManifest();
  if (encodedKey === '' || encodedKey.length > LONGEST_KEY || decodedKey(encodedKey) === undefined) throw invalidKey();
  if (versionId !== undefined && !/^[\w.~+/=-]{1,1024}$/.test(versionId)) throw invalidVersionId();
}

function taskOf(cells: readonly string[], { bucket, key, versionId }: Columns): BatchTask {
  return {
    bucket: cells[bucket] ?? '',
    encodedKey: cells[key] ?? '',
    versionId: (versionId === undefined ? undefined : cells[versionId]) || undefined,
  };
}

/** Undefined for a key that is not percent-encoded UTF-8. A plus sign is itself. */
export function decodedKey(encoded: string): string | undefined {
  if (!encoded.includes('%')) return encoded;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
