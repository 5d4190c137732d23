// Glacier's SHA-256 tree hash: a digest for each mebibyte, joined pairwise; an odd last node moves up unchanged.
import { createHash } from 'node:crypto';
import { MEBIBYTE } from './ranges.ts';

/** The tree hash of bytes in pieces of exactly one mebibyte, except the last. */
export function treeHash(pieces: Iterable<Uint8Array>): string {
  const hashes = Array.from(pieces, (piece) => sha256(piece));
  return rootOf(hashes.length > 0 ? hashes : [sha256()]);
}

/** The tree hash of parts from their tree hashes. All parts but the last have the same size: a power of two, in mebibytes. */
export const treeHashOfParts = (hashes: readonly string[]): string =>
  rootOf(hashes.map((hash) => Buffer.from(hash, 'hex')));

/** The tree hash of `size` zero bytes, in logarithmic time: all mebibytes are equal. */
export function treeHashOfZeros(size: number): string {
  const full = Math.floor(size / MEBIBYTE);
  const rest = size % MEBIBYTE;
  let perfect = sha256(Buffer.alloc(Math.min(MEBIBYTE, size)));
  let tail = rest > 0 || size === 0 ? sha256(Buffer.alloc(rest)) : undefined;
  // Each level has `count` equal nodes and possibly a different one at the end.
  for (let count = full; count + (tail ? 1 : 0) > 1; count = Math.floor(count / 2)) {
    if (count % 2 === 1) tail = tail ? sha256(perfect, tail) : perfect;
    perfect = sha256(perfect, perfect);
  }
  return (tail ?? perfect).toString('hex');
}

/** Splits bytes into the pieces that `treeHash` expects. */
export function* mebibytesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += MEBIBYTE) yield bytes.subarray(start, start + MEBIBYTE);
}

function rootOf(hashes: Buffer[]): string {
  let level = hashes;
  while (level.length > 1) level = joinPairs(level);
  return level[0]?.toString('hex') ?? '';
}

function joinPairs(level: Buffer[]): Buffer[] {
  const joined: Buffer[] = [];
  for (let index = 0; index < level.length; index += 2) {
    const [left, right] = level.slice(index, index + 2);
    if (left) joined.push(right ? sha256(left, right) : left);
  }
  return joined;
}

export function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
