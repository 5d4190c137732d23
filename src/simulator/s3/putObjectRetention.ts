// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html
import {
  PutObjectRetention$,
  type PutObjectRetentionCommandInput,
  type PutObjectRetentionCommandOutput,
} from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { findBucket } from './rules/findBucket.ts';
import { findVersion } from './rules/findVersion.ts';
import { checkRetention, requireLockable, retain } from './rules/objectLock.ts';

export const putObjectRetention = operation<PutObjectRetentionCommandInput, PutObjectRetentionCommandOutput>(
  PutObjectRetention$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const version = findVersion(bucket, input);
    requireLockable(bucket);
    retain(version, checkRetention(input.Retention), {
      mayBypass: input.BypassGovernanceRetention ?? false,
      now: context.now,
    });
    return {};
  },
);
