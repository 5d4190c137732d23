// Who may read all objects of a large restore job now. Such a reading takes up to 4,000 AWS calls, which no caller pays for: a
// thousand jobs would make millions. So only a few go on at a time, and in a minute they make together as many calls as one query
// may by default. A reading that has begun keeps its turn, so that it ends before what it has counted is too old.
import type { Clock } from '../core/clock.ts';

const maxReadings = 4;
const callsPerMinute = 2_500;

/** In milliseconds. */
const windowLength = 60_000;
/** Another gateway may have gone on with the job of a reader that waits. In milliseconds; readers return each minute. */
const abandonedAfter = 10 * windowLength;

export class ReadingTurns {
  readonly #clock: Pick<Clock, 'now'>;
  /** When each reader was here last. */
  readonly #readers = new Map<object, number>();
  #window = { endsAt: Number.NEGATIVE_INFINITY, left: 0 };

  /** AWS's clock. */
  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Whether the reader has a turn. It keeps it until `end`. */
  begin(reader: object): boolean {
    const now = this.#clock.now();
    for (const [each, at] of this.#readers) if (now - at > abandonedAfter) this.#readers.delete(each);
    if (!this.#readers.has(reader) && this.#readers.size >= maxReadings) return false;
    this.#readers.set(reader, now);
    return true;
  }

  end(reader: object): void {
    this.#readers.delete(reader);
  }

  /** Whether a call is left in this minute. */
  get hasCalls(): boolean {
    const now = this.#clock.now();
    if (now >= this.#window.endsAt) this.#window = { endsAt: now + windowLength, left: callsPerMinute };
    return this.#window.left > 0;
  }

  /** Calls that were sent. */
  spend(calls: number): void {
    this.#window.left -= calls;
  }
}
