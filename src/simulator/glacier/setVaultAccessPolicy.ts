// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-SetVaultAccessPolicy.html
// The policy is stored, not enforced: the simulator has no IAM.
import {
  SetVaultAccessPolicy$,
  type SetVaultAccessPolicyCommandInput,
  type SetVaultAccessPolicyCommandOutput,
} from '@aws-sdk/client-glacier';
import { operation } from '../http/operation.ts';
import { checkPolicy } from './rules/checkPolicy.ts';
import { findVault } from './rules/findVault.ts';

export const setVaultAccessPolicy = operation<SetVaultAccessPolicyCommandInput, SetVaultAccessPolicyCommandOutput>(
  SetVaultAccessPolicy$,
  ({ vaultName, policy }, context) => {
    const vault = findVault(context, vaultName);
    vault.accessPolicy = checkPolicy(policy?.Policy);
    return {};
  },
);
