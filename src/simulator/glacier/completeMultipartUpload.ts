// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-multipart-complete-upload.html
// The archive consists of the uploaded parts, without a copy of their bytes. The same request again returns the same archive.
// AWS's text for a wrong hash was seen in github.com/boto/botocore/issues/1396; the other texts are not published.
import {
  CompleteMultipartUpload$,
  type CompleteMultipartUploadCommandInput,
  type CompleteMultipartUploadCommandOutput,
} from '@aws-sdk/client-glacier';
import { invalidParameter, missingParameter, uploadNotFound } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import type { Archive } from '../world/archive.ts';
import { joinedContent, type Part } from '../world/content.ts';
import type { MultipartUpload } from '../world/multipartUploads.ts';
import { treeHashOfParts } from '../world/treeHash.ts';
import type { World } from '../world/world.ts';
import { findVault } from './rules/findVault.ts';

type Input = Pick<CompleteMultipartUploadCommandInput, 'archiveSize' | 'checksum'>;

export const completeMultipartUpload = operation<
  CompleteMultipartUploadCommandInput,
  CompleteMultipartUploadCommandOutput
>(CompleteMultipartUpload$, (input, context) => {
  const { world, account } = context;
  const { uploadId = '' } = input;
  const vault = findVault(context, input.vaultName);
  const upload = world.multipartUploads.find(vault, uploadId);
  if (!upload || upload.state === 'aborted') throw uploadNotFound(uploadId);
  const archive = upload.state === 'inProgress' ? assemble(upload, input, world) : upload.state.archive;
  checkArchive(archive.content.size, archive.treeHash, input);
  return {
    archiveId: archive.id,
    checksum: archive.treeHash,
    location: `/${account.accountId}/vaults/${vault.name}/archives/${archive.id}`,
  };
});

function assemble(upload: MultipartUpload, input: Input, world: World): Archive {
  const { vault, description } = upload;
  const parts = [...upload.parts.values()].sort((a, b) => a.start - b.start);
  checkParts(parts);
  const content = joinedContent(parts);
  const treeHash = treeHashOfParts(parts.map((part) => part.treeHash));
  checkArchive(content.size, treeHash, input);
  const archive = world.addArchive(vault, { content, description, treeHash });
  world.multipartUploads.complete(upload, archive);
  return archive;
}

function checkParts(parts: readonly Part[]): void {
  let end = 0;
  for (const { start, content } of parts) {
    if (start > end) throw invalidParameter(`Missing content range: bytes ${end}-${start - 1}/*`);
    end = start + content.size;
  }
  if (end === 0) throw invalidParameter('The multipart upload has no parts');
}

function checkArchive(size: number, treeHash: string, { archiveSize, checksum }: Input): void {
  if (archiveSize === undefined) throw missingParameter('x-amz-archive-size');
  if (checksum === undefined) throw missingParameter('x-amz-sha256-tree-hash');
  if (archiveSize !== String(size)) throw invalidParameter(`Invalid x-amz-archive-size: ${archiveSize}`);
  if (checksum !== treeHash) throw invalidParameter(`Invalid x-amz-sha256-tree-hash: ${checksum}`);
}
