// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html
import type { CreateMultipartUploadCommandInput, CreateMultipartUploadCommandOutput } from '@aws-sdk/client-s3';
import { s3 } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { present } from '../client/present.ts';
import { atBucket, type BucketSource } from './atBucket.ts';
import { manifestEncryption, type NewObject } from './putObject.ts';

/** A repeat begins another upload. The first one, whose ID is lost, has no parts, which is what S3 bills. */
export const createMultipartUploadOperation = defineOperation({
  service: 's3',
  name: 'CreateMultipartUpload',
  action: 'write',
  iam: ['s3:PutObject'],
  retry: 'repeatable',
});

/** An upload in progress. */
export interface MultipartUpload {
  key: string;
  uploadId: string;
}

export async function createMultipartUpload(
  aws: AwsSession,
  bucket: BucketSource,
  { key, contentType, metadata }: NewObject,
): Promise<MultipartUpload> {
  const { UploadId } = await atBucket(aws, bucket, (location, named) =>
    aws.write(
      s3<CreateMultipartUploadCommandInput, CreateMultipartUploadCommandOutput>(
        createMultipartUploadOperation,
        location,
        // The SDK sends the CRC32 of each part, and S3 refuses the parts unless the upload names it.
        {
          ...named,
          Key: key,
          ContentType: contentType,
          Metadata: metadata,
          ServerSideEncryption: manifestEncryption,
          ChecksumAlgorithm: 'CRC32',
        },
        (sdk, input) => new sdk.CreateMultipartUploadCommand(input),
      ),
    ),
  );
  return { key, uploadId: present(UploadId, 'UploadId') };
}
