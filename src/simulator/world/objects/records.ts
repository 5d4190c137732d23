// Records of S3: versions of objects, and uploads in parts. Times are milliseconds since the epoch. Whether an
// archived object is readable follows from its record and the clock (restoreState.ts).
import type { Grant } from '@aws-sdk/client-s3';
import type { RangedBytes } from '../rangedBytes.ts';

/** What a key has had over time: its objects, and the markers of their deletion. */
export type Version = ObjectVersion | DeleteMarker;

interface VersionBase {
  key: string;
  /** The text null for a version that was written without versioning. */
  versionId: string;
  /** In whole seconds, as S3 keeps it. */
  lastModified: number;
  /** What the version takes of the process's memory, in bytes. */
  heldBytes: number;
}

export interface DeleteMarker extends VersionBase {
  kind: 'marker';
}

export interface ObjectVersion extends VersionBase, ObjectLock {
  kind: 'object';
  content: RangedBytes;
  /** Without the quotation marks of the wire. */
  etag: string;
  properties: ObjectProperties;
  checksum: Checksum | undefined;
  /** Of an object that was uploaded in parts. */
  parts: readonly PartOfObject[] | undefined;
  tags: ReadonlyMap<string, string>;
  restore: Restore | undefined;
  /** Undefined for an object that no replication has handled. */
  replicationStatus?: 'COMPLETED' | 'FAILED' | 'REPLICA' | undefined;
  /** Undefined for an object that only its owner can use. */
  acl: readonly Grant[] | undefined;
}

/** What keeps a version from being removed. */
export interface ObjectLock {
  legalHold?: 'ON' | 'OFF' | undefined;
  retention?: Retention | undefined;
}

/** Until when a version cannot be removed. */
export interface Retention {
  mode: 'GOVERNANCE' | 'COMPLIANCE';
  until: number;
}

/** What a caller sets of an object besides its bytes. */
export interface ObjectProperties {
  contentType: string;
  contentEncoding: string | undefined;
  contentDisposition: string | undefined;
  contentLanguage: string | undefined;
  cacheControl: string | undefined;
  expires: Date | undefined;
  websiteRedirectLocation: string | undefined;
  /** The x-amz-meta headers, without that prefix. */
  metadata: Readonly<Record<string, string>>;
  storageClass: string;
  encryption: Encryption;
  /** Set for an Intelligent-Tiering object in one of its archive tiers. */
  archiveTier: 'ARCHIVE_ACCESS' | 'DEEP_ARCHIVE_ACCESS' | undefined;
}

/** Stored and returned; nothing is encrypted. */
export interface Encryption {
  algorithm: string;
  kmsKeyId: string | undefined;
  bucketKey: boolean | undefined;
}

export interface Checksum {
  algorithm: string;
  /** As on the wire: base64, with the number of parts behind a composite one. */
  value: string;
  type: 'FULL_OBJECT' | 'COMPOSITE';
}

export interface PartOfObject {
  size: number;
  checksum: Checksum | undefined;
}

/** The newest request to restore an archived object. */
export interface Restore {
  requestedAt: number;
  /** Undefined for Intelligent-Tiering, whose copies do not end. */
  days: number | undefined;
  tier: string;
  /** From when the object is readable. */
  readyAt: number;
  /** Until when; Infinity for Intelligent-Tiering. */
  expiresAt: number;
}

/** An upload in parts that is neither completed nor aborted. */
export interface MultipartUpload {
  id: string;
  key: string;
  startedAt: number;
  properties: ObjectProperties;
  tags: ReadonlyMap<string, string>;
  /** Of the object that it becomes. */
  lock: ObjectLock;
  acl: ObjectVersion['acl'];
  checksum: Pick<Checksum, 'algorithm' | 'type'> | undefined;
  /** By part number. */
  parts: Map<number, UploadedPart>;
  /** What the upload takes of the process's memory besides its parts, in bytes. */
  heldBytes: number;
}

export interface UploadedPart extends PartOfObject {
  number: number;
  content: RangedBytes;
  /** The MD5 of the bytes in hex. */
  etag: string;
  lastModified: number;
  heldBytes: number;
}
