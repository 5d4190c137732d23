// A reading of a list that is kept, or may be. While AWS returns what it returned before, a reading shares the items with the one
// before it: its list is then the very same one, and what was computed of it stays valid.
import { estimateBytes } from '../core/estimateBytes.ts';
import { noneSkipped } from '../core/skippedRecords.ts';
import type { Coverage } from './coverage.ts';
import type { Reading } from './reading.ts';

export class KeptReading<T> implements Reading<T> {
  truncated = false;
  skipped = noneSkipped;
  isFollowed = false;
  readonly #keyOf: (item: T) => string;
  /** What was read so far is the start of these; null if it is not, or if the reading has ended. */
  #before: Items<T> | null;
  #count = 0;
  #items = new Items<T>();

  constructor(
    readonly coverage: Coverage,
    public asOf: number,
    keyOf: (item: T) => string,
    before?: KeptReading<T>,
  ) {
    this.#keyOf = keyOf;
    this.#before = before ? before.#items.share() : null;
  }

  get items(): ReadonlyMap<string, T> {
    return this.#own().byKey;
  }

  get list(): readonly T[] {
    return this.#own().list;
  }

  /** Estimated. */
  get bytes(): number {
    return this.#own().bytes;
  }

  /** Adds what was read next. */
  add(items: Iterable<T>): void {
    for (const item of items) {
      if (this.#before?.list[this.#count] === item) this.#count += 1;
      else this.#own().set(this.#keyOf(item), item);
    }
  }

  /** Nothing more is read. */
  end(): void {
    if (this.#before?.list.length === this.#count) {
      this.#items = this.#before;
      this.#before = null;
    }
  }

  /** Replaces an item, or removes it. */
  set(key: string, item: T | undefined): void {
    if (this.#own().isShared) this.#items = this.#items.copy();
    this.#items.set(key, item);
  }

  #own(): Items<T> {
    const before = this.#before;
    this.#before = null;
    for (const item of before?.list.slice(0, this.#count) ?? []) this.#items.set(this.#keyOf(item), item);
    return this.#items;
  }
}

/** Once they are shared, they never change. */
class Items<T> {
  isShared = false;
  bytes = 0;
  #list: readonly T[] | null = null;

  constructor(readonly byKey = new Map<string, T>()) {}

  get list(): readonly T[] {
    this.#list ??= [...this.byKey.values()];
    return this.#list;
  }

  set(key: string, item: T | undefined): void {
    this.#list = null;
    const before = this.byKey.get(key);
    if (before !== undefined) this.bytes -= bytesOf(key, before);
    if (item === undefined) {
      this.byKey.delete(key);
    } else {
      this.byKey.set(key, item);
      this.bytes += bytesOf(key, item);
    }
  }

  share(): this {
    this.isShared = true;
    return this;
  }

  copy(): Items<T> {
    const copied = new Items<T>(new Map(this.byKey));
    copied.bytes = this.bytes;
    return copied;
  }
}

const bytesOf = (key: string, item: unknown): number => estimateBytes([key, item]);
