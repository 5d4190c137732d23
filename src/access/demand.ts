// Refuses what may not be done. What may not even be seen is refused as if it were not there, with AWS's words for that:
// of a foreign thing nobody learns more than of a missing one.

import { ForbiddenError, NotFoundError } from '../core/errors.ts';
import { type BatchJobKey, type VaultKey, vaultArn } from '../core/location.ts';
import type { Access, Action, Place } from './access.ts';

const placeNameOf = (place: Place): string =>
  'vaultName' in place
    ? `the vault ${place.vaultName} in ${place.accountId}, ${place.region}`
    : `${place.accountId}, ${place.region}`;

export const forbidden = (access: Access, action: Action, place: Place): ForbiddenError =>
  new ForbiddenError(`The action "${action}" is missing for ${placeNameOf(place)}. ${access.reason}`.trimEnd());

/** In the account and region, whose existence is no secret. */
export function demand(access: Access, action: Action, place: Place): true {
  if (access.may(action, place)) return true;
  throw forbidden(access, action, place);
}

export function demandInVault(access: Access, action: Action, vault: VaultKey): true {
  if (access.may('read', vault)) return demand(access, action, vault);
  throw new NotFoundError(`Vault not found for ARN: ${vaultArn(vault)}`);
}

export function demandOfBatchJob(access: Access, action: Action, job: BatchJobKey): true {
  if (access.may('read', job)) return demand(access, action, job);
  throw new NotFoundError(`The specified job does not exist: ${job.jobId}`);
}
