// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html
import {
  PutObjectRetention$,
  type PutObjectRetentionCommandInput,
  type PutObjectRetentionCommandOutput,
} from '@aws-sdk/client-s3';
import { malformedXml } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { findBucket } from './rules/findBucket.ts';
import { findVersion } from './rules/findVersion.ts';
import { requireLockable, retain } from './rules/objectLock.ts';

export const putObjectRetention = operation<PutObjectRetentionCommandInput, PutObjectRetentionCommandOutput>(
  PutObjectRetention$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const version = findVersion(bucket, input);
    requireLockable(bucket);
    const { Mode: mode, RetainUntilDate: until } = input.Retention ?? {};
    // Without either of them, S3 removes the retention.
    if ((mode === undefined) !== (until === undefined)) throw malformedXml('a retention has a mode and a date');
    if (mode !== undefined && mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE')
      throw malformedXml('a mode is GOVERNANCE or COMPLIANCE');
    retain(version, mode && until ? { mode, until: until.getTime() } : undefined, {
      mayBypass: input.BypassGovernanceRetention ?? false,
      now: context.now,
    });
    return {};
  },
);
