// A report of S3 Inventory as a manifest: manifest.json names compressed CSV files and their columns.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { OperationContext } from '../../http/operation.ts';
import { LARGEST_HELD } from '../../world/heldBytes.ts';
import type { InPieces } from '../../world/inPieces.ts';
import { type Columns, csvRows } from './csvRows.ts';
import { badlyFormatted, invalidManifest, missingFields, tooManyKeys } from './manifestFailure.ts';
import type { ManifestRows } from './manifestRows.ts';
import { objectOfArn } from './objectOfArn.ts';
import { readObject } from './readObject.ts';

const MOST_FILES = 1000;
/** In bytes. */
const TYPICAL_ROW = 100;

interface Inventory {
  bucket: string;
  columns: Columns;
  files: readonly { key: string; md5: string }[];
}

export function* inventoryManifest(json: Buffer, context: OperationContext): InPieces<ManifestRows> {
  const { bucket, columns, files } = parseInventory(json.toString('utf8'));
  let length = 0;
  let read = 0;
  const texts: Buffer[] = [];
  for (const { key, md5 } of files) {
    const { bytes } = readObject({ bucket, key }, context);
    read += bytes.length;
    if (read > LARGEST_HELD) throw tooManyKeys();
    if (createHash('md5').update(bytes).digest('hex') !== md5) throw invalidManifest();
    const text = unzipped(bytes, LARGEST_HELD - length);
    length += text.length;
    texts.push(text);
    if (text.length > 0 && text.at(-1) !== 10) texts.push(Buffer.from('\n'));
    yield Math.ceil(text.length / TYPICAL_ROW);
  }
  const rows = yield* csvRows(Buffer.concat(texts), columns);
  if (rows.count === 0) throw invalidManifest();
  return rows;
}

function unzipped(bytes: Buffer, most: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: Math.max(most, 1) });
  } catch (error) {
    throw error instanceof RangeError ? tooManyKeys() : badlyFormatted();
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
  return { bucket, key, versionId: version === -1 ? undefined : version, width: names.length };
}

function fileOf(file: unknown): { key: string; md5: string } {
  const { key, MD5checksum: md5 } = { key: undefined, MD5checksum: undefined, ...(file as object) };
  if (typeof key !== 'string' || typeof md5 !== 'string') throw invalidManifest();
  return { key, md5 };
}
