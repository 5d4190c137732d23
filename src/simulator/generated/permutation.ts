// Permutation of the numbers below 2^30 by a Feistel network. Both directions are computed per number, without a table.
import { createRandom } from '../world/random.ts';

export interface Permutation {
  scramble(number: number): number;
  unscramble(number: number): number;
}

const HALF = 15;
const MASK = 2 ** HALF - 1;

export const PERMUTED = 2 ** (2 * HALF);

export function createPermutation(seed: string): Permutation {
  const random = createRandom(seed);
  const keys = Array.from({ length: 4 }, () => Math.floor(random() * 2 ** 32));
  const reversed = keys.toReversed();
  return {
    scramble(number) {
      let left = number >>> HALF;
      let right = number & MASK;
      for (const key of keys) [left, right] = [right, left ^ mix(right, key)];
      return (left << HALF) | right;
    },
    unscramble(number) {
      let left = number >>> HALF;
      let right = number & MASK;
      for (const key of reversed) [left, right] = [right ^ mix(left, key), left];
      return (left << HALF) | right;
    },
  };
}

const mix = (half: number, key: number): number => (Math.imul(half ^ key, 0x9e3779b1) >>> HALF) & MASK;
