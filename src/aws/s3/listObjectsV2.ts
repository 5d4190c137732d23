// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
import type { ListObjectsV2CommandInput, ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { ServiceUnavailableError } from '../../core/errors.ts';
import { s3 } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { atBucket, type BucketSource } from './atBucket.ts';
import {
  checkList,
  decodeListedKey,
  type ListRequest,
  listObjectsLimit,
  type ObjectList,
  statusOfListed,
} from './listedObject.ts';

export const listObjectsV2Operation = defineOperation({
  service: 's3',
  name: 'ListObjectsV2',
  action: 'read',
  iam: ['s3:ListBucket'],
  retry: 'repeatable',
});

/** One page of the current objects of a bucket, in the order of the bytes of their keys, with the states of their restores. */
export const listObjectsV2 = (
  aws: AwsSession,
  source: BucketSource,
  { prefix, after }: ListRequest,
): Promise<ObjectList> =>
  atBucket(aws, source, (location, bucket) =>
    aws.read(
      s3<ListObjectsV2CommandInput, ListObjectsV2CommandOutput>(
        listObjectsV2Operation,
        location,
        {
          ...bucket,
          Prefix: prefix || undefined,
          StartAfter: after || undefined,
          MaxKeys: listObjectsLimit,
          EncodingType: 'url',
          OptionalObjectAttributes: ['RestoreStatus'],
        },
        (sdk, input) => new sdk.ListObjectsV2Command(input),
      ),
      (output) => toList(output, source.bucketName),
    ),
  );

function toList(output: ListObjectsV2CommandOutput, bucketName: string): ObjectList {
  const { isTruncated } = checkList(listObjectsV2Operation, output, bucketName);
  const objects = (output.Contents ?? []).map((wire) => ({
    key: decodeListedKey(wire.Key),
    versionId: null,
    status: statusOfListed(wire),
  }));
  const last = objects.at(-1);
  if (output.KeyCount !== objects.length || (isTruncated && !last))
    throw new ServiceUnavailableError('AWS sent an unreadable response to ListObjectsV2.');
  return { objects, until: isTruncated && last ? last.key : null };
}
