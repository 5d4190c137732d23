// An object that a job reads as its manifest, with the rights of the job's account.
import { AwsError } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import { knownBucket } from '../../s3/rules/findBucket.ts';
import { findVersion } from '../../s3/rules/findVersion.ts';
import { requireReadable } from '../../s3/rules/requireReadable.ts';
import { LARGEST_HELD } from '../../world/heldBytes.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { badlyFormatted, manifestNotFound, readForbidden, tooManyKeys } from './manifestFailure.ts';
import type { ObjectName } from './objectOfArn.ts';

export function findObject({ bucket, key, versionId }: ObjectName, context: OperationContext): ObjectVersion {
  const version = versionOf({ bucket, key, versionId }, context);
  const { content } = version;
  if (content.length > LARGEST_HELD) throw tooManyKeys();
  // The manifest.json of a report, which is no manifest of a job. Its first reading hashes the whole report.
  if (content.prepare) throw badlyFormatted();
  return version;
}

function versionOf({ bucket, key, versionId }: ObjectName, context: OperationContext): ObjectVersion {
  try {
    const version = findVersion(knownBucket({ Bucket: bucket }, context), { Key: key, VersionId: versionId });
    requireReadable(version, context.now);
    return version;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw error.status === 403 ? readForbidden(error.code) : manifestNotFound();
  }
}
