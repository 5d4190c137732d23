// Validation of an upload's two hashes: both are required and must match the bytes. Returns the tree hash.
import { createHash } from 'node:crypto';
import { checksumMismatch, missingParameter } from '../../http/errors.ts';
import type { Content } from '../../world/content.ts';

export function checkUploadHashes(
  content: Content,
  body: Buffer,
  given: { contentHash: string | undefined; treeHash: string | undefined },
): string {
  if (given.contentHash === undefined) throw missingParameter('x-amz-content-sha256');
  if (given.treeHash === undefined) throw missingParameter('x-amz-sha256-tree-hash');
  const contentHash = createHash('sha256').update(body).digest('hex');
  if (given.contentHash !== contentHash) throw checksumMismatch(given.contentHash, contentHash);
  const treeHash = content.treeHash({ start: 0, end: content.size - 1 });
  if (given.treeHash !== treeHash) throw checksumMismatch(given.treeHash, treeHash);
  return treeHash;
}
