// What each operation of AWS's needs of whoever it is called for: the last look, after all others. What is not in the
// table is called for nobody.
import type { Access, Action } from '../../access/access.ts';
import { assertAllowed, assertAllowedInVault, forbiddenError } from '../../access/assertAllowed.ts';
import { ForbiddenError } from '../../core/errors.ts';
import type { AwsCall } from './awsCall.ts';

/** `list`: some vault there may be read; which of them are shown is seen to where the list is read. */
export const requiredActions: Readonly<Record<string, Action | 'list'>> = {
  'glacier.AddTagsToVault': 'manage',
  'glacier.CreateVault': 'manage',
  'glacier.DeleteArchive': 'delete',
  'glacier.DeleteVault': 'delete',
  'glacier.DeleteVaultNotifications': 'manage',
  'glacier.DescribeJob': 'read',
  'glacier.DescribeVault': 'read',
  'glacier.GetDataRetrievalPolicy': 'read',
  'glacier.GetJobOutput': 'read',
  'glacier.GetVaultAccessPolicy': 'read',
  'glacier.GetVaultLock': 'read',
  'glacier.GetVaultNotifications': 'read',
  'glacier.InitiateJob': 'start',
  'glacier.ListJobs': 'read',
  'glacier.ListProvisionedCapacity': 'read',
  'glacier.ListTagsForVault': 'read',
  'glacier.ListVaults': 'list',
  'glacier.RemoveTagsFromVault': 'manage',
  'glacier.SetDataRetrievalPolicy': 'manage',
  'glacier.SetVaultNotifications': 'manage',
  's3control.CreateJob': 'start',
  's3control.DeleteJobTagging': 'manage',
  's3control.DescribeJob': 'read',
  's3control.GetJobTagging': 'read',
  's3control.ListJobs': 'read',
  's3control.PutJobTagging': 'manage',
  's3control.UpdateJobPriority': 'manage',
  's3control.UpdateJobStatus': 'manage',
};

/** The account and vault as they are sent; the region is the client's. */
interface SentPlace {
  accountId?: string;
  AccountId?: string;
  vaultName?: string;
}

export function checkPermission({ operation, location, input }: AwsCall<unknown>, access: Access): void {
  const need = Object.hasOwn(requiredActions, operation) ? requiredActions[operation] : undefined;
  const { accountId, AccountId = accountId, vaultName }: SentPlace = input;
  if (need === undefined || AccountId !== location.accountId) {
    throw new ForbiddenError(`${operation} is not called for anybody here.`);
  }
  const place = { accountId: AccountId, region: location.region };
  if (need === 'list') {
    if (access.vaultsIn(place) === 'none') throw forbiddenError(access, 'read', place);
  } else if (vaultName === undefined) assertAllowed(access, need, place);
  else assertAllowedInVault(access, need, { ...place, vaultName });
}
