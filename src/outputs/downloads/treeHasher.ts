// Glacier's SHA-256 tree hash over chunks of any size. It holds one digest per level of the tree.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/checksum-calculations.html
import { createHash, type Hash } from 'node:crypto';

/** The tree hash of no more than this is the plain SHA-256. */
export const leafBytes = 1024 * 1024;

const hashOf = (...parts: Buffer[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The digest of a whole subtree of 2^level leaves. */
interface Subtree {
  level: number;
  digest: Buffer;
}

/** The state of a hasher between two leaves. */
export interface TreeCheckpoint {
  /** The number of bytes before it. */
  readonly bytes: number;
  /** From the largest subtree on the left to the smallest on the right. */
  readonly subtrees: readonly Subtree[];
}

/** More than what can be on its way to a client, in leaves. */
const keptCheckpoints = 16;

export class TreeHasher {
  #leaf: Hash = createHash('sha256');
  #inLeaf = 0;
  #bytes: number;
  #checkpoints: TreeCheckpoint[];
  readonly #subtrees: Subtree[];

  constructor(from: TreeCheckpoint = { bytes: 0, subtrees: [] }) {
    this.#bytes = from.bytes;
    this.#subtrees = [...from.subtrees];
    this.#checkpoints = [from];
  }

  /** Where another hasher can go on: at the ends of the last leaves. */
  get checkpoints(): readonly TreeCheckpoint[] {
    return this.#checkpoints;
  }

  update(chunk: Buffer): void {
    for (let from = 0; from < chunk.length; ) {
      const to = Math.min(chunk.length, from + leafBytes - this.#inLeaf);
      this.#leaf.update(chunk.subarray(from, to));
      this.#inLeaf += to - from;
      this.#bytes += to - from;
      from = to;
      if (this.#inLeaf === leafBytes) this.#endLeaf();
    }
  }

  /** Of the bytes so far, in hexadecimal. */
  digest(): string {
    const leaf = this.#inLeaf > 0 || this.#bytes === 0 ? [this.#leaf.copy().digest()] : [];
    const [last, ...others] = [...this.#subtrees.map(({ digest }) => digest), ...leaf].reverse();
    // A node without a sibling moves up unchanged until it has one.
    return others.reduce((right, left) => hashOf(left, right), last as Buffer).toString('hex');
  }

  #endLeaf(): void {
    let subtree: Subtree = { level: 0, digest: this.#leaf.digest() };
    this.#leaf = createHash('sha256');
    this.#inLeaf = 0;
    for (let left = this.#subtrees.at(-1); left?.level === subtree.level; left = this.#subtrees.at(-1)) {
      this.#subtrees.pop();
      subtree = { level: subtree.level + 1, digest: hashOf(left.digest, subtree.digest) };
    }
    this.#subtrees.push(subtree);
    const checkpoint = { bytes: this.#bytes, subtrees: [...this.#subtrees] };
    this.#checkpoints = [...this.#checkpoints, checkpoint].slice(-keptCheckpoints);
  }
}
