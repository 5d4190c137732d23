// The last check before a call of AWS: whether its caller may do what the operation declares.
import type { Access } from '../../access/access.ts';
import { assertAllowed, assertAllowedInVault, forbiddenError } from '../../access/assertAllowed.ts';
import { ForbiddenError } from '../../core/errors.ts';
import type { AwsCall } from './awsCall.ts';

/** The account and vault of the request; its region is the client's. */
interface SentTarget {
  accountId?: string;
  AccountId?: string;
  vaultName?: string;
}

export function checkPermission({ operation, location, input }: AwsCall<unknown>, access: Access): void {
  const { accountId, AccountId = accountId, vaultName }: SentTarget = input;
  if (AccountId !== location.accountId) {
    throw new ForbiddenError(`${operation.id} refused: the request names an account that its client is not for.`);
  }
  const target = { accountId: AccountId, region: location.region };
  if (operation.isList) {
    if (access.vaultsIn(target) === 'none') throw forbiddenError(access, 'read', target);
  } else if (vaultName === undefined) assertAllowed(access, operation.action, target);
  else assertAllowedInVault(access, operation.action, { ...target, vaultName });
}
