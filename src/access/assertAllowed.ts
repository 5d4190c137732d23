// The check before an action. If the caller may not even see the resource, the error is AWS's own for a missing one, so
// that it does not reveal whether the resource exists.
import { ForbiddenError, NotFoundError } from '../core/errors.ts';
import { type BatchJobKey, type BucketKey, type VaultKey, vaultArn } from '../core/location.ts';
import type { Access, Action, Resource } from './access.ts';

function nameOf(resource: Resource): string {
  if ('bucketName' in resource) return `the bucket ${resource.bucketName} of account ${resource.accountId}`;
  return 'vaultName' in resource
    ? `the vault ${resource.vaultName} in account ${resource.accountId}, region ${resource.region}`
    : `account ${resource.accountId}, region ${resource.region}`;
}

export const forbiddenError = (access: Access, action: Action, resource: Resource): ForbiddenError =>
  new ForbiddenError(`The action "${action}" is not allowed on ${nameOf(resource)}. ${access.reason}`.trimEnd());

/** For a resource whose existence is no secret, such as an account and region. */
export function assertAllowed(access: Access, action: Action, resource: Resource): true {
  if (access.allows(action, resource)) return true;
  throw forbiddenError(access, action, resource);
}

export function assertAllowedInVault(access: Access, action: Action, vault: VaultKey): true {
  if (access.allows('read', vault)) return assertAllowed(access, action, vault);
  throw new NotFoundError(`Vault not found for ARN: ${vaultArn(vault)}`);
}

export function assertAllowedInBucket(access: Access, action: Action, bucket: BucketKey): true {
  if (access.allows('read', bucket)) return assertAllowed(access, action, bucket);
  throw new NotFoundError(`The specified bucket does not exist: ${bucket.bucketName}`);
}

export function assertAllowedOnBatchJob(access: Access, action: Action, job: BatchJobKey): true {
  if (access.allows('read', job)) return assertAllowed(access, action, job);
  throw new NotFoundError(`The specified job does not exist: ${job.jobId}`);
}
