// https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
import type { AbortMultipartUploadCommandInput, AbortMultipartUploadCommandOutput } from '@aws-sdk/client-s3';
import { s3 } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { atBucket, type BucketSource } from './atBucket.ts';
import type { MultipartUpload } from './createMultipartUpload.ts';

export const abortMultipartUploadOperation = defineOperation({
  service: 's3',
  name: 'AbortMultipartUpload',
  action: 'write',
  iam: ['s3:AbortMultipartUpload'],
  retry: 'repeatable',
});

/** Discards the parts, which S3 would keep and bill. It is sent even if the caller has disconnected. */
export const abortMultipartUpload = async (
  aws: AwsSession,
  bucket: BucketSource,
  { key, uploadId }: MultipartUpload,
): Promise<void> => {
  await atBucket(aws, bucket, (location, named) =>
    aws.undo(
      s3<AbortMultipartUploadCommandInput, AbortMultipartUploadCommandOutput>(
        abortMultipartUploadOperation,
        location,
        { ...named, Key: key, UploadId: uploadId },
        (sdk, input) => new sdk.AbortMultipartUploadCommand(input),
      ),
    ),
  );
};
