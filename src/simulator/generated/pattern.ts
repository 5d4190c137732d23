// Pseudo-random bytes that repeat every 16 MiB. An archive of any size is read from the same 2 MiB of memory, and its tree
// hash is computed from few leaves. No two leaves within 16 MiB are equal, so a misplaced mebibyte is detected.
import { createHash } from 'node:crypto';
import { type Content, seededContent } from '../world/content.ts';
import { type ByteRange, lengthOf, MEBIBYTE } from '../world/ranges.ts';
import { mebibytesOf, sha256, treeHash } from '../world/treeHash.ts';

const LEAVES = 16;
/** Leaves overlap in memory: each begins a little later. */
const SHIFT = 65_521;

export class Pattern {
  readonly #noise: Buffer;
  /** Digests of complete subtrees, by first leaf and number of leaves. */
  readonly #nodes = new Map<string, Buffer>();
  /** Digests of partial leaves, by leaf and length. */
  readonly #beginnings = new Map<string, Buffer>();

  constructor(seed: string) {
    const size = MEBIBYTE + (LEAVES - 1) * SHIFT;
    this.#noise = Buffer.concat([...seededContent(seed, size).read({ start: 0, end: size - 1 })]);
  }

  /** `size` bytes of the pattern, from the start of a leaf. */
  content(firstLeaf: number, size: number): Content {
    const read = (range: ByteRange) => this.#read(firstLeaf, range);
    return {
      size,
      read,
      treeHash: (range) =>
        range.start % MEBIBYTE === 0
          ? this.#root(firstLeaf + range.start / MEBIBYTE, lengthOf(range)).toString('hex')
          : treeHash(mebibytesOf(Buffer.concat([...read(range)]))),
    };
  }

  /** Tree hashes of many contents at once: all prefixes of a leaf are hashed in one pass over it. */
  treeHashes(contents: readonly { firstLeaf: number; size: number }[]): string[] {
    const lengths = Array.from({ length: LEAVES }, () => new Set<number>());
    for (const { firstLeaf, size } of contents) {
      lengths[(firstLeaf + Math.floor(size / MEBIBYTE)) % LEAVES]?.add(size % MEBIBYTE);
    }
    for (const [leaf, wanted] of lengths.entries()) this.#digestBeginnings(leaf, [...wanted]);
    return contents.map(({ firstLeaf, size }) => this.#root(firstLeaf, size).toString('hex'));
  }

  *#read(firstLeaf: number, { start, end }: ByteRange): Generator<Buffer> {
    for (let at = start; at <= end; ) {
      const within = at % MEBIBYTE;
      const length = Math.min(MEBIBYTE - within, end + 1 - at);
      yield this.#leaf(firstLeaf + Math.floor(at / MEBIBYTE)).subarray(within, within + length);
      at += length;
    }
  }

  #leaf(index: number): Buffer {
    const start = (index % LEAVES) * SHIFT;
    return this.#noise.subarray(start, start + MEBIBYTE);
  }

  // Glacier pairs from the left and moves an odd last node up: the left child is the largest complete tree that fits.
  #root(first: number, size: number): Buffer {
    const leaves = Math.ceil(size / MEBIBYTE);
    if (leaves <= 1) return this.#beginning(first, size);
    let complete = 1;
    while (complete * 2 < leaves) complete *= 2;
    return sha256(this.#complete(first, complete), this.#root(first + complete, size - complete * MEBIBYTE));
  }

  #complete(first: number, leaves: number): Buffer {
    if (leaves === 1) return this.#beginning(first, MEBIBYTE);
    const key = `${first % LEAVES}/${leaves}`;
    const known = this.#nodes.get(key);
    if (known) return known;
    const node = sha256(this.#complete(first, leaves / 2), this.#complete(first + leaves / 2, leaves / 2));
    this.#nodes.set(key, node);
    return node;
  }

  #beginning(leaf: number, length: number): Buffer {
    const key = `${leaf % LEAVES}/${length}`;
    const digest = this.#beginnings.get(key) ?? sha256(this.#leaf(leaf).subarray(0, length));
    this.#beginnings.set(key, digest);
    return digest;
  }

  #digestBeginnings(leaf: number, lengths: number[]): void {
    const hash = createHash('sha256');
    let done = 0;
    for (const length of [...lengths, MEBIBYTE].sort((a, b) => a - b)) {
      hash.update(this.#leaf(leaf).subarray(done, length));
      done = length;
      this.#beginnings.set(`${leaf}/${length}`, hash.copy().digest());
    }
  }
}
