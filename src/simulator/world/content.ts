// Content of an archive. Only uploads are kept in memory. The demo's bytes are generated while they are sent, from a seed or as
// zeros, so that an archive of gigabytes costs nothing until it is read, and then one mebibyte at a time.
import { createCipheriv, createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { joinedBytes } from './rangedBytes.ts';
import { type ByteRange, lengthOf, MEBIBYTE } from './ranges.ts';
import { mebibytesOf, treeHash, treeHashOfParts, treeHashOfZeros } from './treeHash.ts';

export interface Content {
  readonly size: number;
  /** The bytes of the range, in pieces of at most one mebibyte. */
  read(range: ByteRange): Iterable<Buffer>;
  /** The tree hash of the range alone. */
  treeHash(range: ByteRange): string;
}

/** Uploaded bytes. */
export function heldContent(bytes: Buffer): Content {
  const slice = ({ start, end }: ByteRange) => bytes.subarray(start, end + 1);
  return {
    size: bytes.length,
    *read(range) {
      for (const piece of mebibytesOf(slice(range)))
        yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    },
    treeHash: (range) => treeHash(mebibytesOf(slice(range))),
  };
}

/** A part of an archive that was uploaded in parts. */
export interface Part {
  /** The position of its first byte in the archive. */
  start: number;
  content: Content;
  treeHash: string;
}

/**
 * Parts that follow each other from the first byte on. Their sizes are those of `treeHashOfParts`, so that the hash of whole parts
 * needs no bytes. Another range that is hashed must start at a mebibyte.
 */
export function joinedContent(parts: readonly Part[]): Content {
  const bytes = joinedBytes(parts.map(({ content: { size, read } }) => ({ length: size, read })));
  return {
    size: bytes.length,
    read: bytes.read,
    treeHash(range) {
      const within = parts.filter(({ start }) => range.start <= start && start <= range.end);
      const size = within.reduce((sum, { content }) => sum + content.size, 0);
      const isWhole = within[0]?.start === range.start && size === lengthOf(range);
      return isWhole ? treeHashOfParts(within.map((part) => part.treeHash)) : treeHash(bytes.read(range));
    },
  };
}

/** Zero bytes, of any size. */
export function zeroContent(size: number): Content {
  return {
    size,
    *read(range) {
      for (const length of pieceLengths(range)) yield Buffer.alloc(length);
    },
    treeHash: (range) => treeHashOfZeros(lengthOf(range)),
  };
}

/** Tree hashes of seeded content: seed, size and range -> hash. All worlds of a process share them, and tests make many worlds. */
const seededHashes = new LRUCache<string, string>({ max: 2_000 });

/** The key stream of AES in counter mode: noise with random access. */
export function seededContent(seed: string, size: number): Content {
  function* read(range: ByteRange): Generator<Buffer> {
    const key = createHash('sha256').update(seed).digest();
    const counter = Buffer.alloc(16);
    counter.writeBigUInt64BE(BigInt(Math.floor(range.start / 16)), 8);
    const cipher = createCipheriv('aes-256-ctr', key, counter);
    cipher.update(Buffer.alloc(range.start % 16));
    for (const length of pieceLengths(range)) yield cipher.update(Buffer.alloc(length));
  }
  const hashOf = (range: ByteRange): string => {
    const name = `${size} ${range.start}-${range.end} ${seed}`;
    const hash = seededHashes.get(name) ?? treeHash(read(range));
    seededHashes.set(name, hash);
    return hash;
  };
  return { size, read, treeHash: hashOf };
}

function* pieceLengths(range: ByteRange): Generator<number> {
  for (let left = lengthOf(range); left > 0; left -= MEBIBYTE) yield Math.min(left, MEBIBYTE);
}
