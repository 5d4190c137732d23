// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
import { DeleteObject$, type DeleteObjectCommandInput, type DeleteObjectCommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { checkWriteConditions } from './rules/conditions.ts';
import { findBucket } from './rules/findBucket.ts';
import { removeVersion } from './rules/removeVersion.ts';

export const deleteObject = operation<DeleteObjectCommandInput, DeleteObjectCommandOutput>(
  DeleteObject$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const { Key: key = '', VersionId: versionId } = input;
    checkWriteConditions(bucket, key, { IfMatch: input.IfMatch });
    const removed = removeVersion(context.world.objects, bucket, { key, versionId }, context.now);
    return {
      httpStatus: 204,
      VersionId: removed.versionId ?? null,
      DeleteMarker: removed.isMarker ? true : null,
    };
  },
);
