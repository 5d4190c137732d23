// The objects of S3: the state behind its operations, and what a Batch job uses to read, write and list objects. Versioning is
// here, so that every writer obeys it; the rules of requests are in the operations.
import { createHash } from 'node:crypto';
import { type HeldBytes, hold } from '../heldBytes.ts';
import type { Ids } from '../ids.ts';
import type { RangedBytes } from '../rangedBytes.ts';
import type { Account } from '../records.ts';
import type { Bucket } from './bucket.ts';
import { BucketLives } from './bucketLives.ts';
import { noTags } from './noTags.ts';
import { defaultProperties, objectProperties } from './objectProperties.ts';
import type {
  DeleteMarker,
  MultipartUpload,
  ObjectLock,
  ObjectProperties,
  ObjectVersion,
  UploadedPart,
  Version,
} from './records.ts';
import { RestoreEvents } from './restoreEvents.ts';
import { NULL, Versions } from './versions.ts';

/** A new object; what is absent has S3's default. */
export interface NewObject {
  key: string;
  content: RangedBytes;
  /** Default: the MD5 of the content, which reads all of it. */
  etag?: string;
  /** What the content takes of the process's memory, in bytes. Default: 0, for a content that is computed. */
  heldBytes?: number;
  lastModified?: number;
  properties?: Partial<ObjectProperties>;
  checksum?: ObjectVersion['checksum'];
  parts?: ObjectVersion['parts'];
  tags?: ReadonlyMap<string, string>;
  lock?: ObjectLock;
  acl?: ObjectVersion['acl'];
}

/** The names and the record of an object or of a part, besides its bytes and its key: an estimate. */
const OVERHEAD = 512;

export class ObjectStore {
  readonly buckets = new Map<string, Bucket>();
  readonly restores: RestoreEvents;
  /** How often a bucket was created or deleted. */
  bucketChanges = 0;
  /** Of the object that was written last. */
  #properties = defaultProperties;
  readonly #lives = new BucketLives<Bucket>();
  readonly #ids: Ids;
  readonly #now: () => number;
  readonly #held: HeldBytes;

  constructor({ ids, now, held }: { ids: Ids; now: () => number; held: HeldBytes }) {
    this.#ids = ids;
    this.#now = now;
    this.#held = held;
    this.restores = new RestoreEvents(held);
  }

  addBucket(
    given: Pick<Bucket, 'name' | 'owner' | 'region'> &
      Partial<Pick<Bucket, 'createdAt' | 'versioning' | 'hasObjectLock'>>,
  ): Bucket {
    const bucket: Bucket = {
      versioning: undefined,
      createdAt: this.#wholeSecond(),
      ...given,
      versions: new Versions(),
      uploads: new Map(),
    };
    this.buckets.set(bucket.name, bucket);
    this.#lives.begin(bucket, given.createdAt ?? this.#now());
    this.bucketChanges += 1;
    return bucket;
  }

  /** The bucket with its uploads in progress. It must have no versions. */
  removeBucket(bucket: Bucket): void {
    for (const upload of bucket.uploads.values()) this.removeUpload(bucket, upload);
    this.buckets.delete(bucket.name);
    this.#lives.end(bucket, this.#now());
    this.bucketChanges += 1;
  }

  /** The bucket that had the name at the time. */
  bucketAt(name: string, time: number): Bucket | undefined {
    return this.#lives.at(name, time);
  }

  bucketsOf(owner: Account): Bucket[] {
    return [...this.buckets.values()].filter((bucket) => bucket.owner.accountId === owner.accountId);
  }

  /** The current object of the key; undefined if there is none or it is deleted. */
  get(bucket: Bucket, key: string): ObjectVersion | undefined {
    const latest = bucket.versions.latest(key);
    return latest?.kind === 'object' ? latest : undefined;
  }

  /** Writes the current object of the key. Without versioning it replaces the one before. */
  put(bucket: Bucket, given: NewObject): ObjectVersion {
    const { key, content, properties = {} } = given;
    const heldBytes = (given.heldBytes ?? 0) + recordBytes(given);
    hold(this.#held, heldBytes);
    this.#properties = objectProperties(properties, this.#properties);
    const version: ObjectVersion = {
      kind: 'object',
      key,
      versionId: this.#nextVersionId(bucket),
      lastModified: given.lastModified ?? this.#wholeSecond(),
      heldBytes,
      content,
      etag: given.etag ?? md5Of(content),
      properties: this.#properties,
      checksum: given.checksum,
      parts: given.parts,
      tags: given.tags ?? noTags,
      restore: undefined,
      acl: given.acl,
      legalHold: given.lock?.legalHold,
      retention: given.lock?.retention,
      replicationStatus: undefined,
    };
    this.#add(bucket, version);
    return version;
  }

  /** Deletes as a DeleteObject without a version does: with versioning, a marker becomes the current version. */
  delete(bucket: Bucket, key: string): DeleteMarker | undefined {
    if (bucket.versioning === undefined) {
      const version = bucket.versions.latest(key);
      if (version) this.remove(bucket, version);
      return undefined;
    }
    const heldBytes = OVERHEAD + key.length * 2;
    hold(this.#held, heldBytes);
    const marker: DeleteMarker = {
      kind: 'marker',
      key,
      versionId: this.#nextVersionId(bucket),
      lastModified: this.#wholeSecond(),
      heldBytes,
    };
    this.#add(bucket, marker);
    return marker;
  }

  /** Removes a version for good. */
  remove(bucket: Bucket, version: Version): void {
    bucket.versions.remove(version);
    this.#removed(version);
  }

  addUpload(bucket: Bucket, given: Omit<MultipartUpload, 'id' | 'startedAt' | 'parts' | 'heldBytes'>): MultipartUpload {
    const heldBytes = recordBytes(given);
    hold(this.#held, heldBytes);
    const upload = { ...given, id: this.#ids.upload(), startedAt: this.#wholeSecond(), parts: new Map(), heldBytes };
    bucket.uploads.set(upload.id, upload);
    return upload;
  }

  /** Adds a part, in the place of one with the same number. */
  addPart(upload: MultipartUpload, given: Omit<UploadedPart, 'lastModified'>): UploadedPart {
    const heldBytes = given.heldBytes + OVERHEAD;
    hold(this.#held, heldBytes);
    this.#held.uploaded -= upload.parts.get(given.number)?.heldBytes ?? 0;
    const part = { ...given, heldBytes, lastModified: this.#wholeSecond() };
    upload.parts.set(part.number, part);
    return part;
  }

  removeUpload(bucket: Bucket, upload: MultipartUpload): void {
    for (const part of upload.parts.values()) this.#held.uploaded -= part.heldBytes;
    this.#held.uploaded -= upload.heldBytes;
    bucket.uploads.delete(upload.id);
  }

  #add(bucket: Bucket, version: Version): void {
    const replaced = bucket.versions.add(version);
    if (replaced) this.#removed(replaced);
  }

  #removed(version: Version): void {
    if (version.kind === 'object') this.restores.removed(version, this.#now());
    this.#held.uploaded -= version.heldBytes;
  }

  #nextVersionId = ({ versioning }: Bucket): string => (versioning === 'Enabled' ? this.#ids.version() : NULL);

  #wholeSecond = (): number => Math.floor(this.#now() / 1000) * 1000;
}

/** What the record of an object or of an upload takes, besides the bytes of its content: an estimate. */
function recordBytes({ key, properties, tags }: Pick<NewObject, 'key' | 'properties' | 'tags'>): number {
  const texts = [...Object.entries(properties?.metadata ?? {}), ...(tags ?? [])].flat();
  return OVERHEAD + texts.reduce((sum, text) => sum + text.length, 2 * key.length);
}

export function md5Of(content: RangedBytes): string {
  const hash = createHash('md5');
  if (content.length > 0) for (const piece of content.read({ start: 0, end: content.length - 1 })) hash.update(piece);
  return hash.digest('hex');
}
