// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-archive-delete.html
import { DeleteArchiveCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/session.ts';

/** Deletes an archive for good; deleting it again has no effect. */
export async function deleteArchive(aws: AwsSession, vault: VaultKey, archiveId: string): Promise<void> {
  await aws.write(
    glacier(
      'DeleteArchive',
      vault,
      new DeleteArchiveCommand({ accountId: vault.accountId, vaultName: vault.vaultName, archiveId }),
    ),
  );
}
