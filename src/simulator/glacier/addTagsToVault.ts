// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-AddTagsToVault.html
import {
  AddTagsToVault$,
  type AddTagsToVaultCommandInput,
  type AddTagsToVaultCommandOutput,
} from '@aws-sdk/client-glacier';
import { operation } from '../http/operation.ts';
import { findVault } from './rules/findVault.ts';
import { addTags } from './rules/tags.ts';

export const addTagsToVault = operation<AddTagsToVaultCommandInput, AddTagsToVaultCommandOutput>(
  AddTagsToVault$,
  ({ vaultName, Tags = {} }, context) => {
    addTags(findVault(context, vaultName).tags, Tags);
    return {};
  },
);
