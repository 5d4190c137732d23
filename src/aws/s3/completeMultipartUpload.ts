// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
import type {
  CompletedPart,
  CompleteMultipartUploadCommandInput,
  CompleteMultipartUploadCommandOutput,
} from '@aws-sdk/client-s3';
import { s3 } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { atBucket, type BucketSource } from './atBucket.ts';
import type { MultipartUpload } from './createMultipartUpload.ts';

/** Repeatable, because an object that exists is not replaced. */
export const completeMultipartUploadOperation = defineOperation({
  service: 's3',
  name: 'CompleteMultipartUpload',
  action: 'write',
  iam: ['s3:PutObject'],
  retry: 'repeatable',
});

/** Makes an object of the parts if its key is free, and returns its ETag without quotes; null if S3 does not report it. */
export async function completeMultipartUpload(
  aws: AwsSession,
  bucket: BucketSource,
  { key, uploadId }: MultipartUpload,
  parts: readonly CompletedPart[],
): Promise<string | null> {
  const { ETag } = await atBucket(aws, bucket, (location, named) =>
    aws.write(
      s3<CompleteMultipartUploadCommandInput, CompleteMultipartUploadCommandOutput>(
        completeMultipartUploadOperation,
        location,
        { ...named, Key: key, UploadId: uploadId, MultipartUpload: { Parts: [...parts] }, IfNoneMatch: '*' },
        (sdk, input) => new sdk.CompleteMultipartUploadCommand(input),
      ),
    ),
  );
  return ETag?.replaceAll('"', '') || null;
}
