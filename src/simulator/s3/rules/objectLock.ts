// Object Lock of versions, as uploads, requests and Batch jobs set it: a legal hold, and a retention that ends. A locked version cannot be
// removed.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
import type { ObjectLockLegalHold, ObjectLockRetention } from '@aws-sdk/client-s3';
import { AwsError, invalidRequest, malformedXml } from '../../http/errors.ts';
import { S3Error } from '../../protocol/s3/s3Error.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ObjectLock, ObjectVersion, Retention, Version } from '../../world/objects/records.ts';

export function requireLockable({ hasObjectLock }: Bucket): void {
  if (!hasObjectLock) throw invalidRequest('Bucket is missing Object Lock Configuration');
}

/** Of a version without a legal hold, or without a retention. */
export const notLocked = (): S3Error =>
  new S3Error('NoSuchObjectLockConfiguration', 'The specified object does not have a ObjectLock configuration', {
    status: 404,
  });

interface LockInput {
  ObjectLockLegalHoldStatus?: 'ON' | 'OFF' | undefined;
  ObjectLockMode?: Retention['mode'] | undefined;
  ObjectLockRetainUntilDate?: Date | undefined;
}

/** The lock that a request gives a new version. */
export function newLock(input: LockInput, bucket: Bucket, now: number): ObjectLock {
  const { ObjectLockLegalHoldStatus: legalHold, ObjectLockMode: mode, ObjectLockRetainUntilDate: until } = input;
  if (legalHold === undefined && mode === undefined && until === undefined) return {};
  requireLockable(bucket);
  if ((mode === undefined) !== (until === undefined)) {
    throw new AwsError(
      'InvalidArgument',
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    );
  }
  if (mode === undefined || until === undefined) return { legalHold };
  requireFuture(until.getTime(), now);
  return { legalHold, retention: { mode, until: until.getTime() } };
}

/** The status that PutObjectLegalHold sets. */
export function checkLegalHold({ Status: status }: ObjectLockLegalHold = {}): 'ON' | 'OFF' {
  if (status !== 'ON' && status !== 'OFF') throw malformedXml('a legal hold is ON or OFF');
  return status;
}

/** The retention that PutObjectRetention sets; undefined to remove it. */
export function checkRetention({
  Mode: mode,
  RetainUntilDate: until,
}: ObjectLockRetention = {}): Retention | undefined {
  if ((mode === undefined) !== (until === undefined)) throw malformedXml('a retention has a mode and a date');
  if (mode !== undefined && mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE')
    throw malformedXml('a mode is GOVERNANCE or COMPLIANCE');
  return mode && until ? { mode, until: until.getTime() } : undefined;
}

interface Rights {
  /** Whether the request may shorten a retention in governance mode. */
  mayBypass: boolean;
  now: number;
}

/** Sets the retention, or removes it. One in compliance mode can only become longer. */
export function retain(version: ObjectVersion, given: Retention | undefined, { mayBypass, now }: Rights): void {
  if (given) requireFuture(given.until, now);
  const { retention: current } = version;
  if (current && current.until > now) {
    const isWeaker =
      !given || given.until < current.until || (current.mode === 'COMPLIANCE' && given.mode !== 'COMPLIANCE');
    const mayWeaken = current.mode === 'GOVERNANCE' && mayBypass;
    if (isWeaker && !mayWeaken) throw locked();
  }
  version.retention = given;
}

function requireFuture(until: number, now: number): void {
  if (until <= now) throw new AwsError('InvalidArgument', 'The retain until date must be in the future!');
}

export function requireUnlocked(version: Version | undefined, now: number): void {
  if (version?.kind !== 'object') return;
  if (version.legalHold === 'ON' || (version.retention && version.retention.until > now)) throw locked();
}

const locked = (): S3Error => new S3Error('AccessDenied', 'Access Denied because object protected by object lock.');
