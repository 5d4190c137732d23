// The checksum algorithms of S3 that the simulator computes. The others (XXHASH) are stored as given.
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type { RangedBytes } from '../../world/rangedBytes.ts';
import { crc32c } from './crc32c.ts';
import { crc64Nvme } from './crc64Nvme.ts';

interface Hasher {
  update(piece: Buffer): void;
  digest(): Buffer;
}

const hashers: Record<string, () => Hasher> = {
  CRC32: () => crc((piece, before) => crc32(piece, before)),
  CRC32C: () => crc(crc32c),
  CRC64NVME: () => {
    let value = crc64Nvme(Buffer.alloc(0));
    return {
      update: (piece) => {
        value = crc64Nvme(piece, value);
      },
      digest: () => Buffer.concat([bigEndian(value.high), bigEndian(value.low)]),
    };
  },
  SHA1: () => digestOf('sha1'),
  SHA256: () => digestOf('sha256'),
  SHA512: () => digestOf('sha512'),
  MD5: () => digestOf('md5'),
};

const hasherOf = (algorithm: string): Hasher | undefined =>
  Object.hasOwn(hashers, algorithm) ? hashers[algorithm]?.() : undefined;

/** Undefined for an algorithm that the simulator does not compute. */
export function computeDigest(algorithm: string, content: RangedBytes): Buffer | undefined {
  const hasher = hasherOf(algorithm);
  if (!hasher) return undefined;
  if (content.length > 0) for (const piece of content.read({ start: 0, end: content.length - 1 })) hasher.update(piece);
  return hasher.digest();
}

/** The digest in base64. */
export const computeChecksum = (algorithm: string, content: RangedBytes): string | undefined =>
  computeDigest(algorithm, content)?.toString('base64');

/** Several at once, while others get their turn. */
export async function computeInTurns(
  algorithms: readonly string[],
  content: RangedBytes,
): Promise<(string | undefined)[]> {
  const computed = algorithms.map(hasherOf);
  await content.prepare?.();
  if (content.length > 0) {
    for (const piece of content.read({ start: 0, end: content.length - 1 })) {
      for (const hasher of computed) hasher?.update(piece);
      await nextTurn();
    }
  }
  return computed.map((hasher) => hasher?.digest().toString('base64'));
}

function crc(update: (piece: Buffer, before: number) => number): Hasher {
  let value = 0;
  return {
    update: (piece) => {
      value = update(piece, value);
    },
    digest: () => bigEndian(value),
  };
}

function digestOf(name: string): Hasher {
  const hash = createHash(name);
  return { update: (piece) => void hash.update(piece), digest: () => hash.digest() };
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
