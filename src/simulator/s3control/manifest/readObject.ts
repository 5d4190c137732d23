// Bytes of an object that a job reads as its manifest, with the rights of the job's account.
import { AwsError } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import { knownBucket } from '../../s3/rules/findBucket.ts';
import { findVersion } from '../../s3/rules/findVersion.ts';
import { requireReadable } from '../../s3/rules/requireReadable.ts';
import { LARGEST_HELD } from '../../world/heldBytes.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { badlyFormatted, manifestNotFound, readForbidden, tooManyKeys } from './manifestFailure.ts';
import type { ObjectName } from './objectOfArn.ts';

export function readObject(name: ObjectName, context: OperationContext): { version: ObjectVersion; bytes: Buffer } {
  const version = findObject(name, context);
  const { content } = version;
  if (content.length > LARGEST_HELD) throw tooManyKeys();
  // The manifest.json of a report, which is no manifest of a job. Its first reading hashes the whole report.
  if (content.prepare) throw badlyFormatted();
  if (content.length === 0) return { version, bytes: Buffer.alloc(0) };
  const [first = Buffer.alloc(0), ...others] = copies(
    content.read({ start: 0, end: content.length - 1 }),
    content.length,
  );
  return { version, bytes: others.length === 0 ? first : Buffer.concat([first, ...others]) };
}

function findObject({ bucket, key, versionId }: ObjectName, context: OperationContext): ObjectVersion {
  try {
    const version = findVersion(knownBucket({ Bucket: bucket }, context), { Key: key, VersionId: versionId });
    requireReadable(version, context.now);
    return version;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw error.status === 404 || error.status === 405 ? manifestNotFound() : readForbidden(error.code);
  }
}

/** The memory of a piece can be reused for the next one. */
function* copies(pieces: Iterable<Buffer>, length: number): Generator<Buffer> {
  for (const piece of pieces) yield piece.length === length ? piece : Buffer.from(piece);
}
