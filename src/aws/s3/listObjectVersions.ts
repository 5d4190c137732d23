// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
import type { ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { s3 } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { present } from '../client/present.ts';
import { atBucket, type BucketSource } from './atBucket.ts';
import {
  checkList,
  decodeListedKey,
  type ListRequest,
  listObjectsLimit,
  type ObjectList,
  statusOfListed,
} from './listedObject.ts';

export const listObjectVersionsOperation = defineOperation({
  service: 's3',
  name: 'ListObjectVersions',
  action: 'read',
  iam: ['s3:ListBucketVersions'],
  retry: 'repeatable',
});

/**
 * One page of the versions of a bucket, in the order of the bytes of their keys, with the states of their restores. Markers of
 * deletions are not in it. The versions of the last key may be incomplete.
 */
export const listObjectVersions = (
  aws: AwsSession,
  source: BucketSource,
  { prefix, after }: ListRequest,
): Promise<ObjectList> =>
  atBucket(aws, source, (location, bucket) =>
    aws.read(
      s3<ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput>(
        listObjectVersionsOperation,
        location,
        {
          ...bucket,
          Prefix: prefix || undefined,
          KeyMarker: after || undefined,
          MaxKeys: listObjectsLimit,
          EncodingType: 'url',
          OptionalObjectAttributes: ['RestoreStatus'],
        },
        (sdk, input) => new sdk.ListObjectVersionsCommand(input),
      ),
      (output) => {
        const { isTruncated } = checkList(listObjectVersionsOperation, output, source.bucketName);
        return {
          objects: (output.Versions ?? []).map((wire) => ({
            key: decodeListedKey(wire.Key),
            versionId: present(wire.VersionId, 'VersionId'),
            status: statusOfListed(wire),
          })),
          until: isTruncated ? decodeListedKey(output.NextKeyMarker) : null,
        };
      },
    ),
  );
