// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-put.html
import { CreateVaultCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../awsCall.ts';
import type { AwsSession } from '../createAws.ts';
import { present } from '../present.ts';

/** Creates a vault, or leaves an existing one as it is. The answer is its relative address. */
export async function createVault(aws: AwsSession, vault: VaultKey): Promise<string> {
  const { location } = await aws.write(
    glacier('CreateVault', vault, new CreateVaultCommand({ accountId: vault.accountId, vaultName: vault.vaultName })),
  );
  return present(location, 'Location');
}
