// Content of an archive. Only uploads are kept in memory. The demo's bytes are generated while they are sent, from a seed or as
// zeros, so that an archive of gigabytes costs nothing until it is read, and then one mebibyte at a time.
import { createCipheriv, createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type ByteRange, lengthOf, MEBIBYTE } from './ranges.ts';
import { mebibytesOf, treeHash, treeHashOfZeros } from './treeHash.ts';

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
