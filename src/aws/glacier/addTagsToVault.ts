// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-AddTagsToVault.html
import { AddTagsToVaultCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/session.ts';
import { fromTags, type TagRecord } from '../tags.ts';

/** The most tags that AWS takes in one call, to add or to remove. */
export const tagsPerCall = 10;

export async function addTagsToVault(aws: AwsSession, vault: VaultKey, tags: readonly TagRecord[]): Promise<void> {
  await aws.write(
    glacier(
      'AddTagsToVault',
      vault,
      new AddTagsToVaultCommand({
        accountId: vault.accountId,
        vaultName: vault.vaultName,
        Tags: fromTags(tags),
      }),
    ),
  );
}
