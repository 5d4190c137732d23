// Seeded random numbers: equal seed, equal world.
import { createHash, hash } from 'node:crypto';

/** Returns a number in [0, 1). */
type Random = () => number;

/** The generator sfc32, seeded with a digest, so that similar seeds give unlike sequences. */
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

/** A constant number in [0, 1) for the text. */
export function newFraction(text: string): number {
  // Of all forms of a digest, a text is made fastest: a character for each byte.
  const digest = hash('sha256', text, 'binary');
  const low = digest.charCodeAt(0) + 0x100 * digest.charCodeAt(1);
  const high = digest.charCodeAt(2) + 0x100 * digest.charCodeAt(3);
  return (low + 0x1_0000 * high) / 0x1_0000_0000;
}

/**
 * Fractions by their text. A world asks for some thousands when it starts, and worlds of one process for the same ones. When it is
 * full it begins anew: an order of use would take more time than the digests.
 */
const fractions = new Map<string, number>();
const MOST_FRACTIONS = 10_000;

/** As `newFraction`, for texts that are asked for again. */
export function fractionOf(text: string): number {
  const known = fractions.get(text);
  if (known !== undefined) return known;
  const fraction = newFraction(text);
  if (fractions.size >= MOST_FRACTIONS) fractions.clear();
  fractions.set(text, fraction);
  return fraction;
}
