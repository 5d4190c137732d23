// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-get.html
import {
  DescribeVault$,
  type DescribeVaultCommandInput,
  type DescribeVaultCommandOutput,
} from '@aws-sdk/client-glacier';
import { operation } from '../http/operation.ts';
import { vaultDescription } from '../world/vaultDescription.ts';
import { findVault } from './rules/findVault.ts';

export const describeVault = operation<DescribeVaultCommandInput, DescribeVaultCommandOutput>(
  DescribeVault$,
  ({ vaultName }, context) => vaultDescription(findVault(context, vaultName), context.now),
);
