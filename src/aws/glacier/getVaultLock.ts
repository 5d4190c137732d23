// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-GetVaultLock.html
import { GetVaultLockCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { dateOrNull, presentDate, presentPolicy, presentText } from '../client/present.ts';
import { type NameIn, nameOf } from '../enums.ts';
import { vaultLockStates } from './enums.ts';

export const getVaultLockOperation = defineOperation({
  service: 'glacier',
  name: 'GetVaultLock',
  action: 'read',
  iam: ['glacier:GetVaultLock'],
  retry: 'repeatable',
});

export interface VaultLockRecord {
  policy: Record<string, unknown>;
  state: NameIn<typeof vaultLockStates>;
  expirationDate: Date | null;
  creationDate: Date;
}

/** NotFoundError if the vault has no lock. */
export const getVaultLock = (aws: AwsSession, vault: VaultKey): Promise<VaultLockRecord> =>
  aws.read(
    glacier(
      getVaultLockOperation,
      vault,
      new GetVaultLockCommand({ accountId: vault.accountId, vaultName: vault.vaultName }),
    ),
    ({ Policy, State, ExpirationDate, CreationDate }) => ({
      policy: presentPolicy(Policy),
      state: nameOf(vaultLockStates, presentText(State, 'State')),
      expirationDate: dateOrNull(ExpirationDate, 'ExpirationDate'),
      creationDate: presentDate(CreationDate, 'CreationDate'),
    }),
  );
