// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-AddTagsToVault.html
import { AddTagsToVaultCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { fromTags, type TagRecord } from '../tags.ts';

export const addTagsToVaultOperation = defineOperation({
  service: 'glacier',
  name: 'AddTagsToVault',
  action: 'manage',
  iam: ['glacier:AddTagsToVault'],
  retry: 'repeatable',
});

/** The most tags that AWS accepts in one call, to add or to remove. */
export const tagsPerCall = 10;

export async function addTagsToVault(aws: AwsSession, vault: VaultKey, tags: readonly TagRecord[]): Promise<void> {
  await aws.write(
    glacier(
      addTagsToVaultOperation,
      vault,
      new AddTagsToVaultCommand({
        accountId: vault.accountId,
        vaultName: vault.vaultName,
        Tags: fromTags(tags),
      }),
    ),
  );
}
