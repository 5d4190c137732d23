// Ids of generated archives. They look random: the first five characters are the permuted number, the rest is a piece of noise
// selected by it. The number can be read from the id, so no id is stored.
import { createIds } from '../world/ids.ts';
import { createPermutation, PERMUTED } from './permutation.ts';

export const ID_LENGTH = 138;

export interface ArchiveIds {
  idOf(number: number): string;
  /** Undefined for an id of another archive. */
  numberOf(id: string): number | undefined;
  write(number: number, target: Buffer, at: number): void;
  /** The permuted number: a constant pseudo-random value for the archive. */
  drawOf(number: number): number;
}

const alphabet = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-');
const CODE_LENGTH = 5;
const NOISE_STARTS = 2 ** 14;

export function createArchiveIds(seed: string): ArchiveIds {
  const { scramble, unscramble } = createPermutation(seed);
  const draw = createIds(seed);
  const drawn = Array.from({ length: Math.ceil(NOISE_STARTS / ID_LENGTH) + 1 }, () => draw.archive());
  const noise = Buffer.from(drawn.join(''));

  function write(number: number, target: Buffer, at: number): void {
    const code = scramble(number);
    for (let index = 0; index < CODE_LENGTH; index += 1) {
      target[at + index] = alphabet[(code >>> (6 * index)) & 63] ?? 0;
    }
    const start = code % NOISE_STARTS;
    noise.copy(target, at + CODE_LENGTH, start, start + ID_LENGTH - CODE_LENGTH);
  }

  function idOf(number: number): string {
    const id = Buffer.alloc(ID_LENGTH);
    write(number, id, 0);
    return id.toString('latin1');
  }

  return {
    idOf,
    numberOf(id) {
      let code = 0;
      for (let index = CODE_LENGTH - 1; index >= 0; index -= 1) {
        code = code * 64 + alphabet.indexOf(id.charAt(index) || '?');
      }
      if (code < 0 || code >= PERMUTED) return undefined;
      const number = unscramble(code);
      return idOf(number) === id ? number : undefined;
    },
    write,
    drawOf: scramble,
  };
}
