// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html
import type { CompletedPart, UploadPartCommandInput, UploadPartCommandOutput } from '@aws-sdk/client-s3';
import { s3 } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { present } from '../client/present.ts';
import { atBucket, type BucketSource } from './atBucket.ts';
import type { MultipartUpload } from './createMultipartUpload.ts';

/** A repeat replaces the part by the same bytes. */
export const uploadPartOperation = defineOperation({
  service: 's3',
  name: 'UploadPart',
  action: 'write',
  iam: ['s3:PutObject'],
  retry: 'repeatable',
});

/** Returns the part as the completion names it: with its checksum, which S3 requires there. */
export async function uploadPart(
  aws: AwsSession,
  bucket: BucketSource,
  { key, uploadId }: MultipartUpload,
  partNumber: number,
  bytes: Buffer,
): Promise<CompletedPart> {
  const { ETag, ChecksumCRC32 } = await atBucket(aws, bucket, (location, named) =>
    aws.write(
      s3<UploadPartCommandInput, UploadPartCommandOutput>(
        uploadPartOperation,
        location,
        { ...named, Key: key, UploadId: uploadId, PartNumber: partNumber, Body: bytes },
        (sdk, input) => new sdk.UploadPartCommand(input),
      ),
    ),
  );
  return { PartNumber: partNumber, ETag: present(ETag, 'ETag'), ChecksumCRC32 };
}
