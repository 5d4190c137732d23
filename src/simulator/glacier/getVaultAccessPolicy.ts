// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-GetVaultAccessPolicy.html
import {
  GetVaultAccessPolicy$,
  type GetVaultAccessPolicyCommandInput,
  type GetVaultAccessPolicyCommandOutput,
} from '@aws-sdk/client-glacier';
import { notFound } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { findVault } from './rules/findVault.ts';

export const getVaultAccessPolicy = operation<GetVaultAccessPolicyCommandInput, GetVaultAccessPolicyCommandOutput>(
  GetVaultAccessPolicy$,
  ({ vaultName }, context) => {
    const { accessPolicy, name } = findVault(context, vaultName);
    if (accessPolicy === undefined) throw notFound(`No vault access policy is set for: ${name}`);
    return { policy: { Policy: accessPolicy } };
  },
);
