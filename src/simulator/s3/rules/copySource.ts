// The source of a copy: an object that the caller may read, and that meets the conditions of the request.
import { NotSimulated } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import { invalidArgument, S3Error } from '../../protocol/s3/s3Error.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { isReadable } from '../../world/objects/restoreState.ts';
import { checkSourceConditions } from './conditions.ts';
import { knownBucket } from './findBucket.ts';
import { findVersion, versionIdIn } from './findVersion.ts';

interface CopyInput {
  CopySourceIfMatch?: string | undefined;
  CopySourceIfNoneMatch?: string | undefined;
  CopySourceIfModifiedSince?: Date | undefined;
  CopySourceIfUnmodifiedSince?: Date | undefined;
  CopySourceSSECustomerAlgorithm?: string | undefined;
  ExpectedSourceBucketOwner?: string | undefined;
}

export interface SourceName {
  bucket: string;
  key: string;
  versionId?: string | undefined;
}

export interface CopySource {
  bucket: Bucket;
  version: ObjectVersion;
  /** As the response has it. */
  versionId: string | undefined;
}

/** The version that is to be copied, which must be readable now. */
export function copySource(
  { bucket: name, key, versionId }: SourceName,
  input: CopyInput,
  context: OperationContext,
): CopySource {
  if (input.CopySourceSSECustomerAlgorithm !== undefined) throw new NotSimulated('The simulator has no SSE-C');
  // S3 copies between regions.
  const bucket = knownBucket({ Bucket: name, ExpectedBucketOwner: input.ExpectedSourceBucketOwner }, context);
  const version = findVersion(bucket, { Key: key, VersionId: versionId });
  checkSourceConditions(version, {
    IfMatch: input.CopySourceIfMatch,
    IfNoneMatch: input.CopySourceIfNoneMatch,
    IfModifiedSince: input.CopySourceIfModifiedSince,
    IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
  });
  if (!isReadable(version, context.now)) {
    throw new S3Error('ObjectNotInActiveTierError', 'The source object of the COPY action is not in the active tier');
  }
  return { bucket, version, versionId: versionIdIn(bucket, version) };
}

/**
 * From the header x-amz-copy-source: bucket and key, encoded as in a form, and optionally a version. An unencoded plus sign is a
 * blank: https://github.com/aws/aws-cli/issues/614
 */
export function parseCopySource(header = ''): SourceName {
  if (header.startsWith('arn:')) throw new NotSimulated('The simulator has no access points');
  const [, path = '', versionId] = /^\/?(.*?)(?:\?versionId=(.*))?$/s.exec(header) ?? [];
  const [, bucket, key] = /^([^/]+)\/(.+)$/s.exec(decoded(path)) ?? [];
  if (bucket === undefined || key === undefined) {
    throw invalidArgument('Invalid copy source object key', 'x-amz-copy-source', header);
  }
  return { bucket, key, versionId };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path.replaceAll('+', ' '));
  } catch {
    throw invalidArgument('Invalid copy source encoding.', 'x-amz-copy-source', path);
  }
}
