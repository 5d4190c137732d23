// The rows of manifest files in CSV, which are read and checked once from end to end. The text is read in pieces, and not kept.
import { isUtf8 } from 'node:buffer';
import type { InPieces } from '../../world/inPieces.ts';
import { isBucketName } from '../../world/objects/bucketName.ts';
import type { BatchTask } from '../batch/batchTasks.ts';
import { linesOf } from './linesOf.ts';
import { badlyFormatted, invalidKey, invalidManifest, invalidVersionId, tooManyKeys } from './manifestFailure.ts';
import type { ManifestRows } from './manifestRows.ts';
import { RowBlocks } from './rowBlocks.ts';
import { splitRow } from './splitRow.ts';

/** Positions of the columns in a row. */
export interface Columns {
  bucket: number;
  key: number;
  versionId: number | undefined;
  /** The number of columns. */
  width: number;
  /** In a CSV manifest the encoded key has a limit, in an inventory only that of S3: the key itself. */
  isInventory?: boolean;
}

/** AWS accepts billions. Here each row is checked, and its task run, in the simulator's process. */
export const MOST_ROWS = 2_000_000;
/** In rows: some milliseconds. */
const PIECE = 4_096;
/** In bytes. Longer rows take longer. */
const TYPICAL_ROW = 100;
/** In bytes. */
const LONGEST_KEY = 1024;
/** In bytes. AWS publishes no limit. The longest rows of an inventory have a key, and an access control list of 100 grants. */
const LONGEST_ROW = 128 * 1024;

/** Throws a ManifestFailure for the first row that is not as it must be, and what reading the text throws. */
export function* csvRows(text: Iterable<Buffer>, columns: Columns): InPieces<ManifestRows> {
  const rows = new RowBlocks(columns.versionId !== undefined);
  let read = { rows: 0, bytes: 0 };
  for (const line of linesOf(text, LONGEST_ROW)) {
    if (Math.max(read.rows, read.bytes / TYPICAL_ROW) >= PIECE) {
      yield PIECE;
      read = { rows: 0, bytes: 0 };
    }
    if (!line || !isUtf8(line)) throw badlyFormatted();
    rows.add(checkedRow(line.toString('utf8'), columns, rows.count === 0));
    if (rows.count > MOST_ROWS) throw tooManyKeys();
    read.rows += 1;
    read.bytes += line.length;
  }
  rows.end();
  return rows;
}

function checkedRow(row: string, columns: Columns, isFirst: boolean): BatchTask {
  const cells = splitRow(row);
  if (cells?.length !== columns.width) throw badlyFormatted();
  const task = taskOf(cells, columns);
  const { bucket, encodedKey, versionId } = task;
  const isHeader = isFirst && bucket === 'bucket' && encodedKey.toLowerCase() === 'key';
  if (isHeader || !isBucketName(bucket)) throw invalidManifest();
  const key = decodedKey(encodedKey);
  const limited = columns.isInventory ? key : encodedKey;
  if (!key || !limited || Buffer.byteLength(limited) > LONGEST_KEY) throw invalidKey();
  if (versionId !== undefined && !/^[\w.~+/=-]{1,1024}$/.test(versionId)) throw invalidVersionId();
  return task;
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
