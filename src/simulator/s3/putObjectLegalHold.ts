// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLegalHold.html
import {
  PutObjectLegalHold$,
  type PutObjectLegalHoldCommandInput,
  type PutObjectLegalHoldCommandOutput,
} from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { findBucket } from './rules/findBucket.ts';
import { findVersion } from './rules/findVersion.ts';
import { checkLegalHold, requireLockable } from './rules/objectLock.ts';

export const putObjectLegalHold = operation<PutObjectLegalHoldCommandInput, PutObjectLegalHoldCommandOutput>(
  PutObjectLegalHold$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const version = findVersion(bucket, input);
    requireLockable(bucket);
    version.legalHold = checkLegalHold(input.LegalHold);
    return {};
  },
);
