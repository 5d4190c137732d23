// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-RemoveTagsFromVault.html
import { RemoveTagsFromVaultCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';

export const removeTagsFromVaultOperation = defineOperation({
  service: 'glacier',
  name: 'RemoveTagsFromVault',
  action: 'manage',
  iam: ['glacier:RemoveTagsFromVault'],
  retry: 'repeatable',
});

export async function removeTagsFromVault(aws: AwsSession, vault: VaultKey, keys: readonly string[]): Promise<void> {
  await aws.write(
    glacier(
      removeTagsFromVaultOperation,
      vault,
      new RemoveTagsFromVaultCommand({
        accountId: vault.accountId,
        vaultName: vault.vaultName,
        TagKeys: [...keys],
      }),
    ),
  );
}
