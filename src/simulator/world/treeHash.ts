// Glacier's SHA-256 tree hash: a digest for each mebibyte, joined pairwise; an odd last node moves up unchanged.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/checksum-calculations.html
import { createHash } from 'node:crypto';
import { MEBIBYTE } from './ranges.ts';

/** The tree hash of bytes that come in pieces of exactly one mebibyte, the last one excepted. */
export function treeHash(pieces: Iterable<Uint8Array>): string {
  let level = Array.from(pieces, (piece) => sha256(piece));
  if (level.length === 0) level = [sha256()];
  while (level.length > 1) level = joinPairs(level);
  return level[0]?.toString('hex') ?? '';
}

/** The same of so many zero bytes, in the time of its logarithm: all mebibytes are equal. */
export function treeHashOfZeros(size: number): string {
  const full = Math.floor(size / MEBIBYTE);
  const rest = size % MEBIBYTE;
  let perfect = sha256(Buffer.alloc(Math.min(MEBIBYTE, size)));
  let tail = rest > 0 || size === 0 ? sha256(Buffer.alloc(rest)) : undefined;
  // Level by level there are `count` equal nodes and perhaps one unlike them at the end.
  for (let count = full; count + (tail ? 1 : 0) > 1; count = Math.floor(count / 2)) {
    if (count % 2 === 1) tail = tail ? sha256(perfect, tail) : perfect;
    perfect = sha256(perfect, perfect);
  }
  return (tail ?? perfect).toString('hex');
}

/** The pieces that `treeHash` asks for. */
export function* mebibytesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += MEBIBYTE) yield bytes.subarray(start, start + MEBIBYTE);
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
