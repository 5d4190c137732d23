// What S3 would refuse in the rows of a manifest, as far as its first bytes show it. Each kind of fault is reported once, with
// the first row that has it. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-create-job.html#specify-batchjob-manifest
import { isUtf8 } from 'node:buffer';
import type { DiagnosisCode } from '../diagnosis/diagnosis.ts';
import { CsvRows } from '../reports/csvRows.ts';
import type { ManifestColumns } from './manifestColumns.ts';

export interface ManifestFault {
  readonly code: DiagnosisCode;
  /** What was found, and where. */
  readonly detail: string;
}

export interface CheckedRows {
  faults: ManifestFault[];
  /** Rows that are objects. */
  count: number;
  /** The bytes that they take, with the rows that are none. */
  bytes: number;
}

export interface RowsToCheck {
  /** From the start of the file. */
  bytes: Buffer;
  /** Whether these are all bytes of the file. */
  isWhole: boolean;
  columns: ManifestColumns;
}

/** In bytes, of S3's keys. */
const maxKey = 1_024;

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const gzipMagic = Buffer.from([0x1f, 0x8b]);

const startsWith = (bytes: Buffer, start: Buffer): boolean => bytes.subarray(0, start.length).equals(start);

export function checkRows({ bytes, isWhole, columns }: RowsToCheck): CheckedRows {
  if (startsWith(bytes, gzipMagic)) {
    return { faults: [{ code: 'MANIFEST_COMPRESSED', detail: 'The file begins as gzip does.' }], count: 0, bytes: 0 };
  }
  const check = new RowCheck(columns);
  const hasMark = startsWith(bytes, byteOrderMark);
  if (hasMark) check.report('MANIFEST_BOM', 'The file begins with the bytes EF BB BF.');
  const rows = new CsvRows();
  rows.push(hasMark ? bytes.subarray(byteOrderMark.length) : bytes);
  if (isWhole) rows.finish();
  for (let at = 1; ; at += 1) {
    const next = rows.next();
    if (next === undefined || next === false) break;
    if (next === null) check.report('MANIFEST_INVALID', rows.skipped.first.at(-1)?.message ?? 'A row is malformed.');
    else check.row(rows, at);
  }
  const read = bytes.subarray(0, rows.offset);
  if (!isUtf8(read)) check.report('MANIFEST_INVALID', 'The file is not UTF-8.');
  if (/^\r?\n|\n\r?\n/.test(read.toString('latin1'))) check.report('MANIFEST_INVALID', 'The file has empty lines.');
  if (!isWhole && rows.offset === 0)
    check.report('MANIFEST_INVALID', `No row ends within the first ${bytes.length} bytes.`, 'endless');
  if (isWhole && check.count === 0) check.report('MANIFEST_WITHOUT_ROWS', 'The file has no row that names an object.');
  return { faults: [...check.faults], count: check.count, bytes: rows.offset };
}

class RowCheck {
  count = 0;
  readonly #faults = new Map<string, ManifestFault>();
  readonly #columns: ManifestColumns;
  #bucket: string | null = null;

  constructor(columns: ManifestColumns) {
    this.#columns = columns;
  }

  get faults(): Iterable<ManifestFault> {
    return this.#faults.values();
  }

  /** The first fault of each kind. Kinds of one code have details of their own. */
  report(code: DiagnosisCode, detail: string, kind: string = code): void {
    if (!this.#faults.has(kind)) this.#faults.set(kind, { code, detail });
  }

  row(rows: CsvRows, at: number): void {
    const { count, bucket, key, versionId } = this.#columns;
    if (rows.fields !== count) {
      this.report('MANIFEST_COLUMNS', `Row ${at} has ${named(rows.fields)}, and the manifest of the job has ${count}.`);
      return;
    }
    const bucketName = rows.text(bucket) ?? '';
    const encodedKey = rows.text(key) ?? '';
    if (at === 1 && isHeader(bucketName, encodedKey)) {
      this.report('MANIFEST_HEADER_ROW', `Row 1 is "${shortened(bucketName)}", "${shortened(encodedKey)}".`);
      return;
    }
    this.count += 1;
    this.#checkBucket(bucketName, at);
    this.#checkKey(encodedKey, at);
    if (versionId !== null && rows.text(versionId) === '')
      this.report('VERSION_ID_MISSING', `Row ${at} has an empty version ID.`);
  }

  #checkBucket(name: string, at: number): void {
    if (!bucketOrAccessPoint.test(name))
      this.report('MANIFEST_INVALID', `Row ${at} names the bucket "${shortened(name)}".`, 'bucket');
    this.#bucket ??= name;
    if (name !== this.#bucket)
      this.report(
        'MANIFEST_SEVERAL_BUCKETS',
        `Row ${at} names the bucket "${shortened(name)}", and row 1 "${shortened(this.#bucket)}".`,
      );
  }

  #checkKey(encoded: string, at: number): void {
    const length = Buffer.byteLength(encoded);
    if (length === 0) this.report('MANIFEST_INVALID', `Row ${at} has an empty key.`, 'empty');
    if (length > maxKey)
      this.report('MANIFEST_INVALID', `The key of row ${at} has ${length} bytes, and ${maxKey} are allowed.`, 'long');
    if (!isEncoded(encoded)) this.report('MANIFEST_NOT_ENCODED', `Row ${at} has the key "${shortened(encoded)}".`);
  }
}

const named = (fields: number): string => (fields === 1 ? '1 column' : `${fields} columns`);

/** A bucket has its name in a manifest, and no ARN. The ARN of an access point names its account. */
const bucketOrAccessPoint = /^[\w.-]{3,255}$|^arn:aws[\w-]*:s3[\w-]*:[\w-]*:\d{12}:/;

/** A name of a column instead of a bucket and of a key. */
const isHeader = (bucket: string, key: string): boolean =>
  /^"?(?:source[ _-]?)?bucket(?:[ _-]?name)?"?$/i.test(bucket.trim()) &&
  /^"?(?:object[ _-]?)?(?:key|name|path|object)(?:[ _-]?name)?"?$/i.test(key.trim());

/** URL encoding leaves only these, and writes every other byte as a percent sign and two digits. */
const urlEncoded = /^(?:[\w.~!*'()/:;=@,&$?#[\]+-]|%[\da-f]{2})*$/i;

function isEncoded(key: string): boolean {
  if (!urlEncoded.test(key)) return false;
  try {
    decodeURIComponent(key);
    return true;
  } catch {
    return false;
  }
}

const longest = 60;

const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);
