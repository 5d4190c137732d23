// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html
import {
  DeleteObjectTagging$,
  type DeleteObjectTaggingCommandInput,
  type DeleteObjectTaggingCommandOutput,
} from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { noTags } from '../world/objects/noTags.ts';
import { findBucket } from './rules/findBucket.ts';
import { findVersion, versionIdIn } from './rules/findVersion.ts';

export const deleteObjectTagging = operation<DeleteObjectTaggingCommandInput, DeleteObjectTaggingCommandOutput>(
  DeleteObjectTagging$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const version = findVersion(bucket, input);
    version.tags = noTags;
    return { httpStatus: 204, VersionId: versionIdIn(bucket, version) ?? null };
  },
);
