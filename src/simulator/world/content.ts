// What an archive holds. Only uploads are kept in memory; the demo's bytes are made on the way out, from a seed or as zeros,
// so that an archive of gigabytes costs nothing until somebody reads it, and then one mebibyte at a time.
import { createCipheriv, createHash } from 'node:crypto';
import { type ByteRange, lengthOf, MEBIBYTE } from './ranges.ts';
import { mebibytesOf, treeHash, treeHashOfZeros } from './treeHash.ts';

export interface Content {
  readonly size: number;
  /** The bytes of the range, in pieces of a mebibyte at most. */
  read(range: ByteRange): Iterable<Buffer>;
  /** The tree hash of the range by itself. */
  treeHash(range: ByteRange): string;
}

/** Bytes that were uploaded. */
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

/** Nothing but zeros, of any size. */
export function zeroContent(size: number): Content {
  return {
    size,
    *read(range) {
      for (const length of pieceLengths(range)) yield Buffer.alloc(length);
    },
    treeHash: (range) => treeHashOfZeros(lengthOf(range)),
  };
}

/** The key stream of AES in counter mode: noise that can be entered at any byte. */
export function seededContent(seed: string, size: number): Content {
  const key = createHash('sha256').update(seed).digest();
  function* read(range: ByteRange): Generator<Buffer> {
    const counter = Buffer.alloc(16);
    counter.writeBigUInt64BE(BigInt(Math.floor(range.start / 16)), 8);
    const cipher = createCipheriv('aes-256-ctr', key, counter);
    cipher.update(Buffer.alloc(range.start % 16));
    for (const length of pieceLengths(range)) yield cipher.update(Buffer.alloc(length));
  }
  return { size, read, treeHash: (range) => treeHash(read(range)) };
}

function* pieceLengths(range: ByteRange): Generator<number> {
  for (let left = lengthOf(range); left > 0; left -= MEBIBYTE) yield Math.min(left, MEBIBYTE);
}
