// The object version that a request names by key and, optionally, version id.
import { invalidArgument, S3Error } from '../../protocol/s3/s3Error.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { DeleteMarker, ObjectVersion, Version } from '../../world/objects/records.ts';
import { NULL } from '../../world/objects/versions.ts';

interface VersionInput {
  Key?: string | undefined;
  VersionId?: string | undefined;
}

/** Throws for a key without an object, and for a delete marker. */
export function findVersion(bucket: Bucket, { Key: key = '', VersionId: versionId }: VersionInput): ObjectVersion {
  if (versionId === undefined) {
    const latest = bucket.versions.latest(key);
    if (latest?.kind === 'object') return latest;
    throw noSuchKey(key, latest);
  }
  const version = bucket.versions.find(key, checkVersionId(versionId));
  if (!version) throw noSuchVersion(key, versionId);
  if (version.kind === 'object') return version;
  throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    details: { Method: 'GET', ResourceType: 'DeleteMarker' },
    headers: {
      ...markerHeaders(version),
      allow: 'DELETE',
      'last-modified': new Date(version.lastModified).toUTCString(),
    },
  });
}

/** Version ids are opaque; S3 rejects what none of its ids looks like. */
export function checkVersionId(versionId: string): string {
  if (versionId === NULL || /^[\w.-]{32}$/.test(versionId)) return versionId;
  throw invalidArgument(
    versionId === '' ? 'Version id cannot be the empty string' : 'Invalid version id specified',
    'versionId',
    versionId,
  );
}

/** The id of a version as headers have it: absent in a bucket that never had versioning. */
export const versionIdIn = ({ versioning }: Bucket, { versionId }: Version): string | undefined =>
  versioning === undefined ? undefined : versionId;

export const noSuchKey = (key: string, latest?: Version): S3Error =>
  new S3Error('NoSuchKey', 'The specified key does not exist.', {
    details: { Key: key },
    headers: latest?.kind === 'marker' ? markerHeaders(latest) : {},
  });

const noSuchVersion = (key: string, versionId: string): S3Error =>
  new S3Error('NoSuchVersion', 'The specified version does not exist.', {
    details: { Key: key, VersionId: versionId },
  });

const markerHeaders = ({ versionId }: DeleteMarker) => ({
  'x-amz-delete-marker': 'true',
  'x-amz-version-id': versionId,
});
