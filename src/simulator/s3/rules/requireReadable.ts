// The error of S3 for the bytes of an archived object that is not restored.
import { S3Error } from '../../protocol/s3/s3Error.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { isReadable } from '../../world/objects/restoreState.ts';

export function requireReadable(version: ObjectVersion, now: number): void {
  if (isReadable(version, now)) return;
  const { storageClass, archiveTier } = version.properties;
  throw new S3Error('InvalidObjectState', "The operation is not valid for the object's storage class", {
    details: { StorageClass: storageClass, ...(archiveTier === undefined ? {} : { AccessTier: archiveTier }) },
  });
}
