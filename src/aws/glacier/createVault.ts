// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-put.html
import { CreateVaultCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import { present } from '../client/present.ts';
import type { AwsSession } from '../client/session.ts';

/** Creates a vault, or leaves an existing one as it is. The answer is its relative address. */
export async function createVault(aws: AwsSession, vault: VaultKey): Promise<string> {
  const { location } = await aws.write(
    glacier('CreateVault', vault, new CreateVaultCommand({ accountId: vault.accountId, vaultName: vault.vaultName })),
  );
  return present(location, 'Location');
}
