// What would stop a job at its manifest, as far as the file shows it. The file itself is looked at, and its first rows are read.
import type { JobManifest } from '@aws-sdk/client-s3-control';
import type { AwsSession } from '../aws/client/awsSession.ts';
import { headObject, type ObjectHead } from '../aws/s3/headObject.ts';
import { mayReadBucket } from '../aws/s3/mayReadBucket.ts';
import { type ObjectName, parseObjectArn } from '../aws/s3/objectArn.ts';
import { unreadableRestore } from '../aws/s3/objectRestore.ts';
import { GatewayError, NotFoundError, OutputUnreadableError } from '../core/errors.ts';
import type { Location } from '../core/location.ts';
import { type CheckedRows, checkRows, type ManifestFault } from './checkRows.ts';
import { gunzip } from './gunzip.ts';
import { columnsOf } from './manifestColumns.ts';
import { readHead, takeBytes } from './readHead.ts';
import { readInventoryManifest } from './readInventoryManifest.ts';

export interface KeyCount {
  count: number;
  /** False for an estimate from the first rows. */
  isExact: boolean;
}

export interface ManifestCheck {
  faults: ManifestFault[];
  /** Null if the rows were not read. */
  keys: KeyCount | null;
  /** Whether the file was looked at. */
  isRead: boolean;
  /** Whether all rows were checked. */
  isWhole: boolean;
  /** Why a part could not be read; null if nothing failed, or the policy hides the bucket. */
  failure: GatewayError | null;
}

/** In bytes: about a thousand rows. */
const checkedBytes = 65_536;
/** Of the first file of an inventory. More than 64 times the packed bytes are unpacked by no honest file of keys. */
const maxUnpacked = 64 * checkedBytes;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-batch-operations.html */
const maxKeys = 1_000_000_000;

const archived = new Set(['GLACIER', 'DEEP_ARCHIVE']);

export async function checkManifest(
  aws: AwsSession,
  location: Location,
  manifest: JobManifest,
): Promise<ManifestCheck> {
  const object = parseObjectArn(manifest.Location?.ObjectArn ?? '');
  const check: ManifestCheck = { faults: [], keys: null, isRead: false, isWhole: false, failure: null };
  if (object && mayReadBucket(aws, { location, bucketName: object.bucketName }))
    await new Checking(aws, location, manifest, object, check).run();
  return check;
}

class Checking {
  readonly #versionId: string | undefined;

  constructor(
    readonly aws: AwsSession,
    readonly location: Location,
    readonly manifest: JobManifest,
    readonly object: ObjectName,
    readonly check: ManifestCheck,
  ) {
    this.#versionId = manifest.Location?.ObjectVersionId;
  }

  async run(): Promise<void> {
    try {
      const head = await headObject(this.aws, this.#source(), { key: this.object.key, versionId: this.#versionId });
      this.check.isRead = true;
      if (this.#checkHead(head)) await this.#checkContent(head);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      if (error instanceof NotFoundError) this.#report('MANIFEST_NOT_FOUND', error.message);
      else if (error instanceof OutputUnreadableError) this.#report('MANIFEST_INVALID', error.message);
      else this.check.failure = error;
    }
  }

  #source(bucketName = this.object.bucketName) {
    return { location: this.location, bucketName };
  }

  #report(code: ManifestFault['code'], detail: string): void {
    this.check.isRead = true;
    this.check.faults.push({ code, detail });
  }

  /** Whether the content can be read. */
  #checkHead({ eTag, encryption, status: { storageClass, restore } }: ObjectHead): boolean {
    const expected = this.manifest.Location?.ETag;
    if (expected !== undefined && eTag !== null && expected !== eTag)
      this.#report('MANIFEST_CHANGED', `The ETag of the file is ${eTag}.`);
    if (encryption?.startsWith('aws:kms') && !this.#isInventory)
      this.#report('MANIFEST_ENCRYPTED_BY_KMS', `The encryption of the file is ${encryption}.`);
    const isReadable =
      !archived.has(storageClass) || (restore !== null && restore !== unreadableRestore && !restore.isInProgress);
    if (!isReadable) this.#report('MANIFEST_ARCHIVED', `The storage class of the file is ${storageClass}.`);
    return isReadable;
  }

  get #isInventory(): boolean {
    return this.manifest.Spec?.Format === 'S3InventoryReport_CSV_20161130';
  }

  async #checkContent({ contentLength, eTag }: ObjectHead): Promise<void> {
    const { key } = this.object;
    // The file that was looked at, even if it is replaced meanwhile.
    const ifMatch = eTag === null ? undefined : `"${eTag}"`;
    const request = { key, versionId: this.#versionId, ifMatch };
    if (this.#isInventory) return this.#checkInventory(request);
    const columns = columnsOf(this.manifest.Spec?.Fields ?? []);
    if (!columns) return;
    const bytes = await readHead(this.aws, this.#source(), request, checkedBytes);
    const isWhole = contentLength !== null && bytes.length >= contentLength;
    this.#addRows(checkRows({ bytes, isWhole, columns }), { isWhole, size: contentLength });
  }

  async #checkInventory(request: Parameters<typeof readInventoryManifest>[2]): Promise<void> {
    const { bucketName, columns, files } = await readInventoryManifest(this.aws, this.#source(), request);
    const [first, ...others] = files;
    if (!first) return this.#report('MANIFEST_WITHOUT_ROWS', 'The inventory has no files.');
    if (!mayReadBucket(this.aws, this.#source(bucketName))) return;
    const packed = await readHead(this.aws, this.#source(bucketName), { key: first.key }, checkedBytes);
    if (packed.length === 0) return this.#report('MANIFEST_INVALID', `The file ${first.key} has no bytes.`);
    const isCut = packed.length === checkedBytes && first.size !== checkedBytes;
    const bytes = await takeBytes(gunzip(once(packed), { isCut }), maxUnpacked);
    const isFileWhole = !isCut && bytes.length < maxUnpacked;
    const rows = checkRows({ bytes, isWhole: isFileWhole, columns });
    if (others.length > 0) rows.faults = rows.faults.filter(({ code }) => code !== 'MANIFEST_WITHOUT_ROWS');
    const size = files.reduce((sum, file) => sum + file.size, 0);
    // As many rows in a packed byte as in those that were read.
    this.#addRows(
      { ...rows, bytes: packed.length },
      { isWhole: isFileWhole && others.length === 0, size: bytes.length < maxUnpacked ? size : null },
    );
  }

  #addRows({ faults, count, bytes }: CheckedRows, { isWhole, size }: { isWhole: boolean; size: number | null }): void {
    this.check.faults.push(...faults);
    this.check.isWhole = isWhole;
    if (isWhole) this.check.keys = { count, isExact: true };
    else if (size !== null && count > 0)
      this.check.keys = { count: Math.round((count / bytes) * size), isExact: false };
    if ((this.check.keys?.count ?? 0) > maxKeys)
      this.#report('MANIFEST_TOO_LARGE', `The manifest has about ${this.check.keys?.count} keys.`);
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer, void> {
  yield bytes;
}
