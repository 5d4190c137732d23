// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-archive-delete.html
// Deleting what was deleted before succeeds; an id that never was here is an error.
import {
  DeleteArchive$,
  type DeleteArchiveCommandInput,
  type DeleteArchiveCommandOutput,
} from '@aws-sdk/client-glacier';
import { archiveNotFound, invalidParameter } from '../errors.ts';
import { operation } from '../operation.ts';
import { findVault } from '../rules/findVault.ts';

export const deleteArchive = operation<DeleteArchiveCommandInput, DeleteArchiveCommandOutput>(
  DeleteArchive$,
  ({ vaultName, archiveId = '' }, context) => {
    const vault = findVault(context, vaultName);
    const archive = vault.archives.get(archiveId);
    if (archive) archive.deletedAt ??= context.now;
    else if ([...context.place.vaults.values()].some(({ archives }) => archives.has(archiveId))) {
      throw invalidParameter(`Invalid vault name: ${vault.arn}`);
    } else throw archiveNotFound(archiveId);
    return {};
  },
);
