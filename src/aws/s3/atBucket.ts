// A call in the region of its bucket. The region of the job is tried first. If S3 says that the bucket is in another one, the call
// is sent there, and so is every later one.
import { InvalidInputError } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { partitionOf } from '../../core/partition.ts';
import type { BucketInput } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { OtherRegionError } from '../client/otherRegion.ts';
import { isBucketName } from './isBucketName.ts';

/** A bucket that a job or a request names. */
export interface BucketSource {
  /** The account and region of the job. Its account's credentials sign. */
  location: Location;
  bucketName: string;
}

export async function atBucket<T>(
  aws: Pick<AwsSession, 'caller' | 'bucketRegions'>,
  { location, bucketName }: BucketSource,
  send: (location: Location, bucket: BucketInput) => Promise<T>,
): Promise<T> {
  if (!isBucketName(bucketName)) throw notABucket(bucketName);
  const { accountId } = location;
  const bucket = { Bucket: bucketName, ExpectedBucketOwner: aws.caller.access.ownerOf(bucketName, accountId) };
  // Two partitions can have buckets of one name.
  const name = `${partitionOf(location.region).id} ${bucketName}`;
  const region = aws.bucketRegions.get(name) ?? location.region;
  try {
    return await send({ accountId, region }, bucket);
  } catch (error) {
    if (!(error instanceof OtherRegionError)) throw error;
    aws.bucketRegions.set(name, error.region);
    return send({ accountId, region: error.region }, bucket);
  }
}

/** In characters. */
const shownName = 100;

/** It depends on the name alone, so it reveals nothing. */
const notABucket = (name: string): InvalidInputError =>
  new InvalidInputError(
    ['input'],
    `"${name.slice(0, shownName)}" is not the name of a bucket, so S3 was not asked. Access points and directory buckets cannot be read here.`,
  );
