// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectRetention.html
import {
  GetObjectRetention$,
  type GetObjectRetentionCommandInput,
  type GetObjectRetentionCommandOutput,
} from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { findBucket } from './rules/findBucket.ts';
import { findVersion } from './rules/findVersion.ts';
import { notLocked, requireLockable } from './rules/objectLock.ts';

export const getObjectRetention = operation<GetObjectRetentionCommandInput, GetObjectRetentionCommandOutput>(
  GetObjectRetention$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const { retention } = findVersion(bucket, input);
    requireLockable(bucket);
    if (!retention) throw notLocked();
    return { Retention: { Mode: retention.mode, RetainUntilDate: new Date(retention.until) } };
  },
);
