// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLegalHold.html
import {
  GetObjectLegalHold$,
  type GetObjectLegalHoldCommandInput,
  type GetObjectLegalHoldCommandOutput,
} from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { findBucket } from './rules/findBucket.ts';
import { findVersion } from './rules/findVersion.ts';
import { notLocked, requireLockable } from './rules/objectLock.ts';

export const getObjectLegalHold = operation<GetObjectLegalHoldCommandInput, GetObjectLegalHoldCommandOutput>(
  GetObjectLegalHold$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const { legalHold } = findVersion(bucket, input);
    requireLockable(bucket);
    if (legalHold === undefined) throw notLocked();
    return { LegalHold: { Status: legalHold } };
  },
);
