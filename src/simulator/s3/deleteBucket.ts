// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
// Uploads in progress do not keep a bucket, and end with it.
import { DeleteBucket$, type DeleteBucketCommandInput, type DeleteBucketCommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { S3Error } from '../protocol/s3/s3Error.ts';
import { findBucket } from './rules/findBucket.ts';

export const deleteBucket = operation<DeleteBucketCommandInput, DeleteBucketCommandOutput>(
  DeleteBucket$,
  (input, context) => {
    const bucket = findBucket(input, context);
    if (!bucket.versions.isEmpty) {
      const message =
        bucket.versioning === undefined
          ? 'The bucket you tried to delete is not empty'
          : 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.';
      throw new S3Error('BucketNotEmpty', message, { details: { BucketName: bucket.name } });
    }
    context.world.objects.removeBucket(bucket);
    return { httpStatus: 204 };
  },
);
