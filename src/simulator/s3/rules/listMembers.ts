// Entries of the lists of objects and versions, as responses have them.
import type { _Object, CommonPrefix, DeleteMarkerEntry, ObjectVersion as ListedVersion } from '@aws-sdk/client-s3';
import type { Reply } from '../../http/operation.ts';
import { invalidArgument } from '../../protocol/s3/s3Error.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ListEntry } from '../../world/objects/listing.ts';
import type { DeleteMarker, ObjectVersion, Version } from '../../world/objects/records.ts';
import { restoreState } from '../../world/objects/restoreState.ts';
import { quoted } from './etags.ts';
import type { EncodeKey } from './listEncoding.ts';
import { ownerOf } from './ownerOf.ts';

/** What the entries of a list depend on. */
export interface Listing {
  bucket: Bucket;
  encode: EncodeKey;
  now: number;
  hasOwner: boolean;
  hasRestoreStatus: boolean;
}

export const listedObjects = (entries: readonly ListEntry[], list: Listing): Reply<_Object>[] =>
  entries.flatMap((entry) =>
    entry.kind === 'version' && entry.version.kind === 'object' ? [listedObject(entry.version, list)] : [],
  );

function listedObject(version: ObjectVersion, list: Listing): Reply<_Object> {
  const { key, lastModified, etag, checksum, content, properties } = version;
  return {
    Key: list.encode(key),
    LastModified: new Date(lastModified),
    ETag: quoted(etag),
    ...(checksum
      ? {
          ChecksumAlgorithm: [checksum.algorithm as NonNullable<_Object['ChecksumAlgorithm']>[number]],
          ChecksumType: checksum.type,
        }
      : {}),
    Size: content.length,
    StorageClass: properties.storageClass as NonNullable<_Object['StorageClass']>,
    ...(list.hasOwner ? { Owner: ownerOf(list.bucket) } : {}),
    ...(list.hasRestoreStatus ? restoreStatus(version, list.now) : {}),
  };
}

export const listedVersion = (version: ObjectVersion, list: Listing): Reply<ListedVersion> => ({
  // Of a version S3 documents this class only, and returns every class.
  ...(listedObject(version, list) as Reply<ListedVersion>),
  ...identityOf(version, list.bucket),
});

export const listedMarker = (marker: DeleteMarker, { bucket, encode }: Listing): Reply<DeleteMarkerEntry> => ({
  Owner: ownerOf(bucket),
  Key: encode(marker.key),
  LastModified: new Date(marker.lastModified),
  ...identityOf(marker, bucket),
});

const identityOf = (version: Version, { versions }: Bucket) => ({
  VersionId: version.versionId,
  IsLatest: versions.latest(version.key) === version,
});

export const commonPrefixes = (entries: readonly ListEntry[], encode: EncodeKey): Reply<CommonPrefix>[] =>
  entries.flatMap((entry) => (entry.kind === 'prefix' ? [{ Prefix: encode(entry.prefix) }] : []));

/** Whether the list has the state of restores. Throws for another attribute. */
export function wantsRestoreStatus(attributes: readonly string[] = []): boolean {
  for (const attribute of attributes) {
    if (attribute !== 'RestoreStatus') {
      throw invalidArgument('Invalid attribute name specified', 'x-amz-optional-object-attributes', attribute);
    }
  }
  return attributes.length > 0;
}

function restoreStatus(version: ObjectVersion, now: number): Pick<Reply<_Object>, 'RestoreStatus'> {
  const state = restoreState(version, now);
  if (state.kind === 'restoring') return { RestoreStatus: { IsRestoreInProgress: true } };
  if (state.kind !== 'restored') return {};
  return {
    RestoreStatus: { IsRestoreInProgress: false, RestoreExpiryDate: new Date(state.restore.expiresAt) },
  };
}
