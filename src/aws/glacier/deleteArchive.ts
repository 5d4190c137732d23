// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-archive-delete.html
import { DeleteArchiveCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';

export const deleteArchiveOperation = defineOperation({
  service: 'glacier',
  name: 'DeleteArchive',
  action: 'delete',
  iam: ['glacier:DeleteArchive'],
  retry: 'repeatable',
});

/** Deletes an archive permanently; deleting it again has no effect. */
export async function deleteArchive(aws: AwsSession, vault: VaultKey, archiveId: string): Promise<void> {
  await aws.write(
    glacier(
      deleteArchiveOperation,
      vault,
      new DeleteArchiveCommand({ accountId: vault.accountId, vaultName: vault.vaultName, archiveId }),
    ),
  );
}
