// Kinds of archives that a generated vault repeats: all properties of an archive except its id, its date and the number in its
// description. They are few enough to be stored and hashed, so that millions of archives cost nothing more.
import type { Content } from '../world/content.ts';
import { createRandom } from '../world/random.ts';
import { type Describe, descriptions } from './descriptions.ts';
import { Pattern } from './pattern.ts';

export interface Kind {
  describe(digits: string): string;
  content: Content;
  /** Computed for all kinds on first use. */
  readonly treeHash: string;
}

export interface Kinds {
  /** The kinds of the first cycle, in order. */
  readonly all: readonly Kind[];
  /** The kind of the archive with that number. */
  of(number: number): Kind;
  /** Total size of the archives before that number, in bytes. */
  sizeBefore(number: number): number;
}

/** The length of a cycle, in archives. */
export const CYCLE = 4096;

const KIBIBYTE = 1024;
const GIBIBYTE = 1024 ** 3;

export function createKinds(seed: string): Kinds {
  const random = createRandom(seed);
  const pattern = new Pattern(seed);
  const parts = Array.from({ length: CYCLE }, (_, index) => ({ firstLeaf: index, size: sizeOf(index, random()) }));
  let treeHashes: string[] | undefined;
  const all = parts.map(({ firstLeaf, size }, index): Kind => {
    const describe = descriptions[Math.floor(random() * descriptions.length)] ?? (() => '');
    return {
      describe: bound(describe, random()),
      content: pattern.content(firstLeaf, size),
      get treeHash() {
        treeHashes ??= pattern.treeHashes(parts);
        return treeHashes[index] ?? '';
      },
    };
  });
  const sizes = [0];
  for (const { size } of parts) sizes.push((sizes.at(-1) ?? 0) + size);
  return {
    all,
    of(number) {
      const kind = all[number % CYCLE];
      if (!kind) throw new RangeError(`No archive has the number ${number}`);
      return kind;
    },
    sizeBefore: (number) => Math.floor(number / CYCLE) * (sizes[CYCLE] ?? 0) + (sizes[number % CYCLE] ?? 0),
  };
}

// The first archive has exactly 1 GiB. Most of the others are small, some are large, and one in 512 is huge.
function sizeOf(index: number, fraction: number): number {
  if (index === 0) return GIBIBYTE;
  if (index % 512 === 511) return Math.floor(GIBIBYTE / 4 + fraction * 3.5 * GIBIBYTE);
  return Math.floor(KIBIBYTE * (64 * KIBIBYTE) ** fraction);
}

// Files are older than the first archive of the vault.
function bound(describe: Describe, fraction: number): Kind['describe'] {
  const time = new Date(Date.UTC(2006, 0, 1) + Math.floor(fraction * (Date.UTC(2013, 0, 1) - Date.UTC(2006, 0, 1))));
  const modified = time.toISOString().replace(/[-:]|\.\d+/g, '');
  return (digits) => describe(digits, modified);
}
