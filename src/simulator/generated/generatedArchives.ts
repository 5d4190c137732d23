// Archives that are computed and not stored: each is a pure function of the seed, the count and its number, and so is every
// byte of every inventory. Numbers follow creation dates. Only deletions are stored.

import type { Archive, InventoryQuery } from '../world/archive.ts';
import { firstIndex } from '../world/firstIndex.ts';
import { inventoryFormats } from '../world/inventoryFormat.ts';
import type { RangedBytes } from '../world/rangedBytes.ts';
import { type ArchiveIds, createArchiveIds } from './archiveIds.ts';
import { createDateWriter } from './createDateWriter.ts';
import { digitsOf, writeDigits, writeDigits64 } from './digits.ts';
import { createKinds, type Kinds } from './kinds.ts';
import { type FillIn, RecordCycle } from './recordCycle.ts';

/** Ten years, independent of the count. */
const BEGIN = Date.UTC(2013, 0, 1);
const END = Date.UTC(2023, 0, 1);

export const MOST_ARCHIVES = 100_000_000;

/** A run of archives; the last number is exclusive. */
export interface Stretch {
  of: GeneratedArchives;
  from: number;
  to: number;
}

export class GeneratedArchives {
  readonly count: number;
  /** The number of inventory records that were generated for readers. */
  recordsMade = 0;
  readonly #seed: string;
  readonly #ids: ArchiveIds;
  /** The average time between two archives, in milliseconds. */
  readonly #spacing: number;
  readonly #deleted = new Map<number, number>();
  readonly #cycles = new Map<InventoryQuery['format'], RecordCycle>();
  #kinds: Kinds | undefined;

  constructor(seed: string, count: number) {
    if (!Number.isInteger(count) || count < 1 || count > MOST_ARCHIVES) {
      throw new RangeError(`The simulator generates 1 to ${MOST_ARCHIVES} archives, not ${count}`);
    }
    this.count = count;
    this.#seed = seed;
    this.#ids = createArchiveIds(seed);
    this.#spacing = Math.floor((END - BEGIN) / count);
  }

  at(number: number): Archive {
    const kind = this.#allKinds().of(number);
    const deleted = this.#deleted;
    return {
      id: this.#ids.idOf(number),
      description: kind.describe(digitsOf(number)),
      createdAt: this.#createdAt(number),
      content: kind.content,
      unreadable: false,
      get treeHash() {
        return kind.treeHash;
      },
      get deletedAt() {
        return deleted.get(number);
      },
      set deletedAt(time) {
        if (time === undefined) deleted.delete(number);
        else deleted.set(number, time);
      },
    };
  }

  find(id: string): Archive | undefined {
    const number = this.#ids.numberOf(id);
    return number === undefined || number >= this.count ? undefined : this.at(number);
  }

  /** The archives that existed at the time. */
  stretchesAt(time: number): Stretch[] {
    const gone = [...this.#deleted].filter(([, deletedAt]) => deletedAt < time).map(([number]) => number);
    const cuts = [-1, ...gone.sort((a, b) => a - b), this.#countBefore(time)];
    return cuts.slice(1).map((to, index) => ({ of: this, from: (cuts[index] ?? 0) + 1, to }));
  }

  /** The last write before the time, and the last write of all; deletions count. */
  writeTimes(time: number): number[] {
    const last = [this.#countBefore(time), this.count].filter((count) => count > 0);
    return [...last.map((count) => this.#createdAt(count - 1)), ...this.#deleted.values()];
  }

  sizeOf({ from, to }: Stretch): number {
    const kinds = this.#allKinds();
    return kinds.sizeBefore(to) - kinds.sizeBefore(from);
  }

  records({ from, to }: Stretch, format: InventoryQuery['format']): RangedBytes {
    let cycle = this.#cycles.get(format);
    if (!cycle) {
      cycle = new RecordCycle(this.#allKinds(), inventoryFormats[format], this.#createFillIn());
      this.#cycles.set(format, cycle);
    }
    return cycle.records(from, to);
  }

  #createFillIn(): FillIn {
    const writeDate = createDateWriter();
    return (number, target, start, { id, date, digits, digits64 }) => {
      this.recordsMade += 1;
      this.#ids.write(number, target, start + id);
      writeDate(this.#createdAt(number), target, start + date);
      if (digits !== undefined) writeDigits(number, target, start + digits);
      else if (digits64 !== undefined) writeDigits64(number, target, start + digits64);
    };
  }

  #createdAt(number: number): number {
    return BEGIN + number * this.#spacing + (this.#ids.drawOf(number) % this.#spacing);
  }

  #countBefore(time: number): number {
    return firstIndex(0, this.count, (number) => this.#createdAt(number) >= time);
  }

  #allKinds(): Kinds {
    this.#kinds ??= createKinds(this.#seed);
    return this.#kinds;
  }
}
