// What a reader of a feed knows of each job: its phase as of the last event, one byte for each job.
import { type JobPhase, jobPhases } from '../jobs/jobPhase.ts';

/** NOTHING: no event of the job was sent. GONE: the last one said that it does not exist or left the feed. */
export type KnownPhase = JobPhase | 'NOTHING' | 'GONE';

const codes: readonly KnownPhase[] = ['NOTHING', 'GONE', ...jobPhases];

const none = new Uint8Array(0);

export class KnownPhases {
  #bytes: Uint8Array;

  constructor(bytes: Uint8Array = none) {
    this.#bytes = bytes;
  }

  /** `slot` is the number of the job in the feed. */
  get(slot: number): KnownPhase {
    return codes[this.#bytes[slot] ?? 0] ?? 'NOTHING';
  }

  set(slot: number, phase: KnownPhase): void {
    if (slot >= this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(16, slot + 1, this.#bytes.length * 2));
      bytes.set(this.#bytes);
      this.#bytes = bytes;
    }
    this.#bytes[slot] = codes.indexOf(phase);
  }

  clone(): KnownPhases {
    return new KnownPhases(this.#bytes.slice());
  }
}
