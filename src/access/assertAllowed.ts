// Refuses what may not be done. What may not even be seen is refused as if it were not there, with AWS's words for that:
// of a foreign thing nobody learns more than of a missing one.

import { ForbiddenError, NotFoundError } from '../core/errors.ts';
import { type BatchJobKey, type VaultKey, vaultArn } from '../core/location.ts';
import type { Access, Action, Resource } from './access.ts';

const placeNameOf = (place: Resource): string =>
  'vaultName' in place
    ? `the vault ${place.vaultName} in ${place.accountId}, ${place.region}`
    : `${place.accountId}, ${place.region}`;

export const forbiddenError = (access: Access, action: Action, place: Resource): ForbiddenError =>
  new ForbiddenError(`The action "${action}" is missing for ${placeNameOf(place)}. ${access.reason}`.trimEnd());

/** In the account and region, whose existence is no secret. */
export function assertAllowed(access: Access, action: Action, place: Resource): true {
  if (access.allows(action, place)) return true;
  throw forbiddenError(access, action, place);
}

export function assertAllowedInVault(access: Access, action: Action, vault: VaultKey): true {
  if (access.allows('read', vault)) return assertAllowed(access, action, vault);
  throw new NotFoundError(`Vault not found for ARN: ${vaultArn(vault)}`);
}

export function assertAllowedOnBatchJob(access: Access, action: Action, job: BatchJobKey): true {
  if (access.allows('read', job)) return assertAllowed(access, action, job);
  throw new NotFoundError(`The specified job does not exist: ${job.jobId}`);
}
