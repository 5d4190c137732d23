// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html
// Replaces all tags of the version.
import {
  PutObjectTagging$,
  type PutObjectTaggingCommandInput,
  type PutObjectTaggingCommandOutput,
} from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { findBucket } from './rules/findBucket.ts';
import { findVersion, versionIdIn } from './rules/findVersion.ts';
import { checkTags } from './rules/tags.ts';

export const putObjectTagging = operation<PutObjectTaggingCommandInput, PutObjectTaggingCommandOutput>(
  PutObjectTagging$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const version = findVersion(bucket, input);
    version.tags = checkTags(input.Tagging?.TagSet);
    return { VersionId: versionIdIn(bucket, version) ?? null };
  },
);
