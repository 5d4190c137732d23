// https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
import {
  AbortMultipartUpload$,
  type AbortMultipartUploadCommandInput,
  type AbortMultipartUploadCommandOutput,
} from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { findBucket } from './rules/findBucket.ts';
import { findUpload } from './rules/findUpload.ts';

export const abortMultipartUpload = operation<AbortMultipartUploadCommandInput, AbortMultipartUploadCommandOutput>(
  AbortMultipartUpload$,
  (input, context) => {
    const bucket = findBucket(input, context);
    context.world.objects.removeUpload(bucket, findUpload(bucket, input));
    return { httpStatus: 204 };
  },
);
