// The ETag of a manifest, from S3.
import type { JobManifestLocation } from '@aws-sdk/client-s3-control';
import type { AwsSession } from '../aws/client/awsSession.ts';
import { headObject } from '../aws/s3/headObject.ts';
import { parseObjectArn } from '../aws/s3/objectArn.ts';
import type { Location } from '../core/location.ts';

/** Null for an object behind an access point, and if S3 does not report it. */
export async function lookUpETag(
  aws: AwsSession,
  location: Location,
  { ObjectArn, ObjectVersionId }: JobManifestLocation,
): Promise<string | null> {
  const object = parseObjectArn(ObjectArn ?? '');
  if (!object) return null;
  const { bucketName, key } = object;
  return (await headObject(aws, { location, bucketName }, { key, versionId: ObjectVersionId })).eTag;
}
