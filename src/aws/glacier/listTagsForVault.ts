// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-ListTagsForVault.html
import { ListTagsForVaultCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../awsCall.ts';
import type { AwsSession } from '../createAws.ts';
import { type TagRecord, toTags } from '../tags.ts';

export const listTagsForVault = (aws: AwsSession, vault: VaultKey): Promise<TagRecord[]> =>
  aws.read(
    glacier(
      'ListTagsForVault',
      vault,
      new ListTagsForVaultCommand({ accountId: vault.accountId, vaultName: vault.vaultName }),
    ),
    ({ Tags = {} }) => toTags(Tags),
  );
