// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
// Up to 1,000 objects; each has a result of its own. S3 requires a checksum of the list.
import {
  ChecksumAlgorithm,
  DeleteObjects$,
  type DeleteObjectsCommandInput,
  type DeleteObjectsCommandOutput,
  type ObjectIdentifier,
} from '@aws-sdk/client-s3';
import { AwsError, invalidRequest, malformedXml } from '../http/errors.ts';
import { type OperationContext, operation, type Reply } from '../http/operation.ts';
import type { Bucket } from '../world/objects/bucket.ts';
import { findBucket } from './rules/findBucket.ts';
import { removeVersion } from './rules/removeVersion.ts';

const MOST_OBJECTS = 1000;

export const deleteObjects = operation<DeleteObjectsCommandInput, DeleteObjectsCommandOutput>(
  DeleteObjects$,
  (input, context) => {
    const bucket = findBucket(input, context);
    if (!hasChecksum(context)) throw invalidRequest('Missing required header for this request: Content-MD5');
    const { Objects: objects = [], Quiet: isQuiet = false } = input.Delete ?? {};
    if (objects.length === 0 || objects.length > MOST_OBJECTS) {
      throw malformedXml(`Delete has 1 to ${MOST_OBJECTS} objects and not ${objects.length}`);
    }
    const results = objects.map((object) => removed(object, bucket, context));
    return {
      Deleted: isQuiet ? [] : results.flatMap(({ deleted }) => (deleted ? [deleted] : [])),
      Errors: results.flatMap(({ error }) => (error ? [error] : [])),
    };
  },
);

type Entry = Partial<Pick<ObjectIdentifier, 'Key' | 'VersionId'>>;

interface Result {
  deleted?: NonNullable<Reply<DeleteObjectsCommandOutput>['Deleted']>[number];
  error?: NonNullable<Reply<DeleteObjectsCommandOutput>['Errors']>[number];
}

function removed({ Key = '', VersionId }: Entry, bucket: Bucket, { world, now }: OperationContext): Result {
  try {
    const { versionId, isMarker } = removeVersion(world.objects, bucket, { key: Key, versionId: VersionId }, now);
    return {
      deleted: {
        Key,
        ...(VersionId === undefined ? {} : { VersionId }),
        ...(isMarker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId ?? null } : {}),
      },
    };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const version = VersionId === undefined ? {} : { VersionId };
    return { error: { Key, ...version, Code: error.code, Message: error.message } };
  }
}

const hasChecksum = ({ header }: OperationContext): boolean =>
  header('content-md5') !== undefined ||
  header('x-amz-trailer') !== undefined ||
  Object.values(ChecksumAlgorithm).some((name) => header(`x-amz-checksum-${name.toLowerCase()}`) !== undefined);
