// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html
import {
  GetObjectTagging$,
  type GetObjectTaggingCommandInput,
  type GetObjectTaggingCommandOutput,
} from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { findBucket } from './rules/findBucket.ts';
import { findVersion, versionIdIn } from './rules/findVersion.ts';

export const getObjectTagging = operation<GetObjectTaggingCommandInput, GetObjectTaggingCommandOutput>(
  GetObjectTagging$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const version = findVersion(bucket, input);
    return {
      TagSet: [...version.tags].map(([Key, Value]) => ({ Key, Value })),
      VersionId: versionIdIn(bucket, version) ?? null,
    };
  },
);
