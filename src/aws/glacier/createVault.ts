// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-put.html
import { CreateVaultCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';

export const createVaultOperation = defineOperation({
  service: 'glacier',
  name: 'CreateVault',
  action: 'manage',
  iam: ['glacier:CreateVault'],
  retry: 'repeatable',
});

/** Creates a vault, or leaves an existing one unchanged. */
export async function createVault(aws: AwsSession, vault: VaultKey): Promise<void> {
  await aws.write(
    glacier(
      createVaultOperation,
      vault,
      new CreateVaultCommand({ accountId: vault.accountId, vaultName: vault.vaultName }),
    ),
  );
}
