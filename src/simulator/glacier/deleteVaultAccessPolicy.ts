// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-DeleteVaultAccessPolicy.html
import {
  DeleteVaultAccessPolicy$,
  type DeleteVaultAccessPolicyCommandInput,
  type DeleteVaultAccessPolicyCommandOutput,
} from '@aws-sdk/client-glacier';
import { operation } from '../http/operation.ts';
import { findVault } from './rules/findVault.ts';

export const deleteVaultAccessPolicy = operation<
  DeleteVaultAccessPolicyCommandInput,
  DeleteVaultAccessPolicyCommandOutput
>(DeleteVaultAccessPolicy$, ({ vaultName }, context) => {
  findVault(context, vaultName).accessPolicy = undefined;
  return {};
});
