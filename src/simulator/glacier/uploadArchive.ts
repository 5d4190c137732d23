// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-archive-post.html
// Keeps the bytes in memory, so the limits are below AWS's 4 GB (readRequest.ts).
import {
  UploadArchive$,
  type UploadArchiveCommandInput,
  type UploadArchiveCommandOutput,
} from '@aws-sdk/client-glacier';
import { invalidParameter } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { heldContent } from '../world/content.ts';
import { checkDescription } from './rules/checkDescription.ts';
import { checkUploadHashes } from './rules/checkUploadHashes.ts';
import { findVault } from './rules/findVault.ts';

export const uploadArchive = operation<UploadArchiveCommandInput, UploadArchiveCommandOutput>(
  UploadArchive$,
  (input, context) => {
    const { world, account } = context;
    const vault = findVault(context, input.vaultName);
    const body = input.body ?? Buffer.alloc(0);
    if (body.length === 0) throw invalidParameter('Invalid Content-Length: 0');
    const description = checkDescription(input.archiveDescription ?? '');
    const content = heldContent(body);
    const treeHash = checkUploadHashes(content, body, {
      contentHash: context.header('x-amz-content-sha256'),
      treeHash: input.checksum,
    });
    const archive = world.addArchive(vault, { content, description, treeHash });
    // Deleted archives are kept too: older inventories and running retrievals name them.
    world.heldBytes.uploaded += body.length;
    return {
      archiveId: archive.id,
      checksum: archive.treeHash,
      location: `/${account.accountId}/vaults/${vault.name}/archives/${archive.id}`,
    };
  },
);
