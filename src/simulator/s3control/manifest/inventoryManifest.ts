// A report of S3 Inventory as a manifest: manifest.json names compressed CSV files and their columns.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
import { createHash } from 'node:crypto';
import type { OperationContext } from '../../http/operation.ts';
import { LARGEST_HELD } from '../../world/heldBytes.ts';
import type { InPieces } from '../../world/inPieces.ts';
import type { RangedBytes } from '../../world/rangedBytes.ts';
import { type Columns, csvRows } from './csvRows.ts';
import { findObject } from './findObject.ts';
import { gunzip } from './gunzip.ts';
import { badlyFormatted, invalidManifest, missingFields, tooManyKeys } from './manifestFailure.ts';
import type { ManifestRows } from './manifestRows.ts';
import { objectOfArn } from './objectOfArn.ts';
import { piecesOf } from './piecesOf.ts';

const MOST_FILES = 1000;
/** In bytes, of all files unpacked: a limit of the work. */
const LONGEST_TEXT = 1024 ** 3;
/** In bytes. The names of so many files are far shorter. */
const LONGEST_JSON = 8 * 1024 ** 2;
const LINE_FEED = Buffer.from('\n');

interface Inventory {
  bucket: string;
  columns: Columns;
  files: readonly { key: string; md5: string }[];
}

export function* inventoryManifest(manifest: RangedBytes, context: OperationContext): InPieces<ManifestRows> {
  if (manifest.length > LONGEST_JSON) throw badlyFormatted();
  const inventory = parseInventory(Buffer.concat([...copiesOf(manifest)]).toString('utf8'));
  const rows = yield* csvRows(textOf(inventory, context), inventory.columns);
  if (rows.count === 0) throw invalidManifest();
  return rows;
}

function* copiesOf(content: RangedBytes): Generator<Buffer> {
  for (const piece of piecesOf(content)) yield Buffer.from(piece);
}

/** Of all files, in pieces. A file need not end with a line feed. */
function* textOf({ bucket, files }: Inventory, context: OperationContext): Generator<Buffer> {
  let packed = 0;
  let length = 0;
  for (const { key, md5 } of files) {
    const { content } = findObject({ bucket, key }, context);
    packed += content.length;
    if (packed > LARGEST_HELD) throw tooManyKeys();
    const hash = createHash('md5');
    let last = LINE_FEED.at(0);
    for (const piece of gunzip(content, (read) => hash.update(read))) {
      length += piece.length;
      if (length > LONGEST_TEXT) throw tooManyKeys();
      last = piece.at(-1);
      yield piece;
    }
    if (hash.digest('hex') !== md5) throw invalidManifest();
    if (last !== LINE_FEED.at(0)) yield LINE_FEED;
  }
}

function parseInventory(json: string): Inventory {
  const document = objectOf(json);
  const { fileFormat, fileSchema, destinationBucket, files } = document;
  if (fileFormat !== 'CSV' || typeof fileSchema !== 'string' || typeof destinationBucket !== 'string') {
    throw invalidManifest();
  }
  if (!Array.isArray(files)) throw invalidManifest();
  if (files.length > MOST_FILES) throw tooManyKeys();
  return {
    bucket: objectOfArn(destinationBucket).bucket || destinationBucket,
    columns: columnsOf(fileSchema),
    files: files.map(fileOf),
  };
}

function objectOf(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Not JSON: below.
  }
  throw badlyFormatted();
}

function columnsOf(schema: string): Columns {
  const names = schema.split(',').map((name) => name.trim());
  const [bucket, key, version] = ['Bucket', 'Key', 'VersionId'].map((name) => names.indexOf(name));
  if (bucket === undefined || key === undefined || bucket < 0 || key < 0) throw missingFields();
  return { bucket, key, versionId: version === -1 ? undefined : version, width: names.length, isInventory: true };
}

function fileOf(file: unknown): { key: string; md5: string } {
  const { key, MD5checksum: md5 } = { key: undefined, MD5checksum: undefined, ...(file as object) };
  if (typeof key !== 'string' || typeof md5 !== 'string') throw invalidManifest();
  return { key, md5 };
}
