// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-ListTagsForVault.html
import {
  ListTagsForVault$,
  type ListTagsForVaultCommandInput,
  type ListTagsForVaultCommandOutput,
} from '@aws-sdk/client-glacier';
import { operation } from '../http/operation.ts';
import { findVault } from './rules/findVault.ts';

export const listTagsForVault = operation<ListTagsForVaultCommandInput, ListTagsForVaultCommandOutput>(
  ListTagsForVault$,
  ({ vaultName }, context) => ({
    Tags: Object.fromEntries(findVault(context, vaultName).tags),
  }),
);
