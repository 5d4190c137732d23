// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-ListTagsForVault.html
import { ListTagsForVaultCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { type TagRecord, toTags } from '../tags.ts';

export const listTagsForVaultOperation = defineOperation({
  service: 'glacier',
  name: 'ListTagsForVault',
  action: 'read',
  iam: ['glacier:ListTagsForVault'],
  retry: 'repeatable',
});

export const listTagsForVault = (aws: AwsSession, vault: VaultKey): Promise<TagRecord[]> =>
  aws.read(
    glacier(
      listTagsForVaultOperation,
      vault,
      new ListTagsForVaultCommand({ accountId: vault.accountId, vaultName: vault.vaultName }),
    ),
    ({ Tags = {} }) => toTags(Tags),
  );
