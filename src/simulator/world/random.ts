// Numbers that look random and are the same in every run: equal seed, equal world.
import { createHash } from 'node:crypto';

/** Draws from [0, 1). */
type Random = () => number;

/** The generator sfc32, started from a digest of the seed so that near seeds give unlike sequences. */
export function createRandom(seed: string): Random {
  const digest = createHash('sha256').update(seed).digest();
  let a = digest.readInt32LE(0);
  let b = digest.readInt32LE(4);
  let c = digest.readInt32LE(8);
  let counter = digest.readInt32LE(12);
  return () => {
    const drawn = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + drawn) | 0;
    return (drawn >>> 0) / 0x1_0000_0000;
  };
}

/** A number in [0, 1) that belongs to the text for ever. */
export function fractionOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32LE(0) / 0x1_0000_0000;
}
