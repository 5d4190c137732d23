// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-put.html
// Creating a vault that exists changes nothing and succeeds.
import { CreateVault$, type CreateVaultCommandInput, type CreateVaultCommandOutput } from '@aws-sdk/client-glacier';
import { limitExceeded } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { checkVaultName } from './rules/checkVaultName.ts';

const VAULTS_PER_REGION = 1000;

export const createVault = operation<CreateVaultCommandInput, CreateVaultCommandOutput>(
  CreateVault$,
  ({ vaultName = '' }, { world, location, account }) => {
    checkVaultName(vaultName);
    if (!location.vaults.has(vaultName)) {
      if (location.vaults.size >= VAULTS_PER_REGION)
        throw limitExceeded(`The limit of ${VAULTS_PER_REGION} vaults is reached.`);
      world.addVault(location, vaultName);
    }
    return { location: `/${account.accountId}/vaults/${vaultName}` };
  },
);
