// The response headers with the hash that a complete download must have, so that clients can check what they have saved: AWS's
// tree hash, and the plain SHA-256 where it is the same, which is up to 1 MiB. Both are of the whole output, whatever range is
// requested. Pure. https://www.rfc-editor.org/rfc/rfc9530#section-3
import { leafBytes } from './treeHasher.ts';

export function hashHeaders(sha256TreeHash: string | null, size: number): Record<string, string> {
  // What AWS sends is not put into a header unseen.
  if (sha256TreeHash === null || !/^[0-9a-f]{64}$/i.test(sha256TreeHash)) return {};
  const digest = Buffer.from(sha256TreeHash, 'hex').toString('base64');
  return {
    'x-sha256-tree-hash': sha256TreeHash.toLowerCase(),
    ...(size <= leafBytes ? { 'repr-digest': `sha-256=:${digest}:` } : {}),
  };
}
