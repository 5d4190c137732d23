// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-ListTagsForVault.html
import { ListTagsForVaultCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { type ListRecords, listEntries } from '../client/listRecords.ts';
import { present, textOrNull } from '../client/present.ts';
import type { TagRecord } from '../tags.ts';

export const listTagsForVaultOperation = defineOperation({
  service: 'glacier',
  name: 'ListTagsForVault',
  action: 'read',
  list: 'Tags',
  iam: ['glacier:ListTagsForVault'],
  retry: 'repeatable',
});

export const listTagsForVault = (aws: AwsSession, vault: VaultKey): Promise<ListRecords<TagRecord>> =>
  aws.read(
    glacier(
      listTagsForVaultOperation,
      vault,
      new ListTagsForVaultCommand({ accountId: vault.accountId, vaultName: vault.vaultName }),
    ),
    (output) =>
      listEntries(listTagsForVaultOperation, output, (key, value) => ({
        key,
        value: present(textOrNull(value as string | null, 'tag value'), 'the tag value'),
      })),
  );
