// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-RemoveTagsFromVault.html
import { RemoveTagsFromVaultCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/session.ts';

export async function removeTagsFromVault(aws: AwsSession, vault: VaultKey, keys: readonly string[]): Promise<void> {
  await aws.write(
    glacier(
      'RemoveTagsFromVault',
      vault,
      new RemoveTagsFromVaultCommand({
        accountId: vault.accountId,
        vaultName: vault.vaultName,
        TagKeys: [...keys],
      }),
    ),
  );
}
