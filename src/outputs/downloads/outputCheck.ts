// The comparison of a download with the tree hash that it must have, and with what the client was sent before it was
// interrupted.
import { type TreeCheckpoint, TreeHasher } from './treeHasher.ts';

/** The beginning of an output as it was sent. */
export interface SentPrefix {
  /** In bytes. The client may have fewer of them. */
  readonly length: number;
  readonly sha256TreeHash: string;
  readonly checkpoints: readonly TreeCheckpoint[];
}

export interface ExpectedBytes {
  /** Of all bytes from the checkpoint, or from the start, to the end. */
  sha256TreeHash: string;
  checkpoint?: TreeCheckpoint | undefined;
  /** By length; none is shorter than the checkpoint. */
  prefixes?: readonly Pick<SentPrefix, 'length' | 'sha256TreeHash'>[] | undefined;
}

export class OutputCheck {
  readonly #expected: string;
  readonly #hasher: TreeHasher;
  readonly #prefixes: Pick<SentPrefix, 'length' | 'sha256TreeHash'>[];
  #position: number;
  #agrees = true;

  constructor({ sha256TreeHash, checkpoint, prefixes = [] }: ExpectedBytes) {
    this.#expected = sha256TreeHash;
    this.#hasher = new TreeHasher(checkpoint);
    this.#prefixes = [...prefixes];
    this.#position = checkpoint?.bytes ?? 0;
    this.#compare();
  }

  /** Whether nothing is known to be wrong. */
  get agrees(): boolean {
    return this.#agrees;
  }

  update(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      const [next] = this.#prefixes;
      const part = rest.subarray(0, next ? next.length - this.#position : rest.length);
      this.#hasher.update(part);
      this.#position += part.length;
      rest = rest.subarray(part.length);
      this.#compare();
    }
  }

  /** Whether the bytes are those that they must be. Called at the end. */
  isCorrect(): boolean {
    this.#agrees &&= this.#hasher.digest() === this.#expected;
    return this.#agrees;
  }

  /** What was read so far, from the start of the output. */
  get prefix(): SentPrefix {
    return { length: this.#position, sha256TreeHash: this.#hasher.digest(), checkpoints: this.#hasher.checkpoints };
  }

  #compare(): void {
    while (this.#prefixes[0]?.length === this.#position) {
      const prefix = this.#prefixes.shift();
      if (prefix?.sha256TreeHash !== this.#hasher.digest()) this.#agrees = false;
    }
  }
}
