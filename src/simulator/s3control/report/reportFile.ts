// A file of a completion report: the rows of the tasks of one status. Rows are written when they are read, wherever a range begins.
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { md5Of } from '../../world/objects/objectStore.ts';
import { bytesWithin, type RangedBytes } from '../../world/rangedBytes.ts';
import type { ByteRange } from '../../world/ranges.ts';
import type { BatchTasks } from '../batch/batchTasks.ts';
import { reportRow } from './reportRow.ts';
import type { RowPlaces } from './rowPlaces.ts';

/** Characters that are written at once. */
const PIECE = 64 * 1024;

/** The most rows whose MD5 is computed, which takes seconds. The manifests of the simulator have no more; a word asks for billions. */
const MOST_HASHED_ROWS = 2_000_000;

export class ReportFile implements RangedBytes {
  readonly length: number;
  readonly #tasks: BatchTasks;
  readonly #places: RowPlaces;
  #md5: string | undefined;
  #hashing: Promise<void> | undefined;

  constructor(tasks: BatchTasks, places: RowPlaces) {
    this.#tasks = tasks;
    this.#places = places;
    this.length = places.length;
  }

  *read({ start, end }: ByteRange): Generator<Buffer> {
    let { row, task, start: at } = this.#places.before(start);
    while (at <= end) {
      let text = '';
      for (; row < this.#places.rows && text.length < PIECE; row += 1) {
        let result = this.#tasks.result(task);
        // Usually the next task has the same status.
        if (result.status !== this.#places.status) {
          task = this.#places.taskOf(row, task);
          result = this.#tasks.result(task);
        }
        text += reportRow(this.#tasks.task(task), result);
        task += 1;
      }
      const piece = Buffer.from(text);
      const next = at + piece.length;
      if (next > start) yield piece.subarray(Math.max(start - at, 0), end + 1 - at);
      at = next;
    }
  }

  /** The MD5 of the file in hexadecimal digits. Computed on first use. Made up for a file of more rows than are hashed. */
  get md5(): string {
    this.#md5 ??= md5Of(this.#hashed);
    return this.#md5;
  }

  /** The bytes that make the MD5: all, or the first ones. */
  get #hashed(): RangedBytes {
    return this.#places.rows > MOST_HASHED_ROWS ? bytesWithin(this, { start: 0, end: PIECE - 1 }) : this;
  }

  /** Computes the MD5 in turns: a file of a gigabyte takes seconds. */
  hash(): Promise<void> {
    this.#hashing ??= this.#hashInTurns();
    return this.#hashing;
  }

  async #hashInTurns(): Promise<void> {
    const hash = createHash('md5');
    const bytes = this.#hashed;
    for (const piece of bytes.read({ start: 0, end: bytes.length - 1 })) {
      hash.update(piece);
      await nextTurn();
    }
    this.#md5 = hash.digest('hex');
  }
}
