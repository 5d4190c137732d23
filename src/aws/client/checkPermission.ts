// The last check before a call of AWS: whether its caller may do what the operation declares.
import type { Access } from '../../access/access.ts';
import {
  assertAllowed,
  assertAllowedInBucket,
  assertAllowedInVault,
  forbiddenError,
} from '../../access/assertAllowed.ts';
import { ForbiddenError } from '../../core/errors.ts';
import type { AwsCall } from './awsCall.ts';

/** The account and vault of the request, or its bucket; its region is the client's. */
interface SentTarget {
  accountId?: string;
  AccountId?: string;
  vaultName?: string;
  Bucket?: string;
  ExpectedBucketOwner?: string;
}

export function checkPermission({ operation, location, input }: AwsCall<unknown>, access: Access): void {
  const { accountId, AccountId = accountId, vaultName, Bucket, ExpectedBucketOwner }: SentTarget = input;
  if (operation.service === 's3') {
    if (Bucket === undefined || ExpectedBucketOwner === undefined)
      throw new ForbiddenError(`${operation.id} refused: the request does not name a bucket and its owner.`);
    assertAllowedInBucket(access, operation.action, { accountId: ExpectedBucketOwner, bucketName: Bucket });
    return;
  }
  if (AccountId !== location.accountId) {
    throw new ForbiddenError(`${operation.id} refused: the request names an account that its client is not for.`);
  }
  const target = { accountId: AccountId, region: location.region };
  if (operation.isList) {
    if (access.vaultsIn(target) === 'none') throw forbiddenError(access, 'read', target);
  } else if (vaultName === undefined) assertAllowed(access, operation.action, target);
  else assertAllowedInVault(access, operation.action, { ...target, vaultName });
}
