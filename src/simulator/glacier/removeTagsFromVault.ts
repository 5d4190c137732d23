// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-RemoveTagsFromVault.html
import {
  RemoveTagsFromVault$,
  type RemoveTagsFromVaultCommandInput,
  type RemoveTagsFromVaultCommandOutput,
} from '@aws-sdk/client-glacier';
import { operation } from '../http/operation.ts';
import { findVault } from './rules/findVault.ts';
import { removeTags } from './rules/tags.ts';

export const removeTagsFromVault = operation<RemoveTagsFromVaultCommandInput, RemoveTagsFromVaultCommandOutput>(
  RemoveTagsFromVault$,
  ({ vaultName, TagKeys = [] }, context) => {
    removeTags(findVault(context, vaultName).tags, TagKeys);
    return {};
  },
);
