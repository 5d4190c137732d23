// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-archive-delete.html
// Deleting a deleted archive succeeds; an id that never existed in the vault is an error.
import {
  DeleteArchive$,
  type DeleteArchiveCommandInput,
  type DeleteArchiveCommandOutput,
} from '@aws-sdk/client-glacier';
import { archiveNotFound, invalidParameter } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { findArchive } from './rules/findArchive.ts';
import { findVault } from './rules/findVault.ts';

export const deleteArchive = operation<DeleteArchiveCommandInput, DeleteArchiveCommandOutput>(
  DeleteArchive$,
  ({ vaultName, archiveId = '' }, context) => {
    const vault = findVault(context, vaultName);
    const archive = findArchive(vault, archiveId);
    if (archive) archive.deletedAt ??= context.now;
    else if ([...context.location.vaults.values()].some((other) => findArchive(other, archiveId))) {
      throw invalidParameter(`Invalid vault name: ${vault.arn}`);
    } else throw archiveNotFound(archiveId);
    return {};
  },
);
