// One list of AWS in the index: what was read of it, what is being read, and what was written meanwhile. A reading that
// began before a write never undoes it. AWS's lists lag, so a write also survives the readings of the next moments.
import { GatewayError, RateLimitedError } from '../core/errors.ts';
import { estimateBytes } from '../core/estimateBytes.ts';
import { joinSkipped, noneSkipped, type SkippedRecords } from '../core/skippedRecords.ts';
import { type Coverage, covers } from './coverage.ts';
import { type Freshness, isFreshEnough } from './freshness.ts';

/** What one reading of the list has seen, and what was written since. */
export interface Reading<T> {
  readonly coverage: Coverage;
  readonly items: ReadonlyMap<string, T>;
  /** When AWS was asked, or a watch has confirmed the items, in real milliseconds. */
  readonly asOf: number;
  /** Whether an active watch keeps the items current. */
  readonly isFollowed: boolean;
  /** Whether the list has more items than were read. */
  readonly truncated: boolean;
  /** Records that could not be read. */
  readonly skipped: SkippedRecords;
}

/** A change of one item. Undefined is no item. */
export interface Write<T> {
  key: string;
  /** The item after a write that is newer than what was read. */
  over(read: T | undefined): T | undefined;
  /** The item after a write that is a moment older than what was read; absent if AWS's list does not lag. */
  under?(read: T | undefined): T | undefined;
}

export interface IndexedListOptions<T> {
  keyOf(item: T): string;
  isCovered(coverage: Coverage, item: T): boolean;
  /** How long AWS's list may lack what was written, in real milliseconds. */
  listConsistencyDelay: number;
  now(): number;
}

/**
 * How far a list was read. `limited`: to the most items that are kept. `cut`: to a limit of this caller alone; others read
 * it themselves.
 */
export type Extent = 'whole' | 'limited' | 'cut';

export interface Load<T> {
  /** What AWS is asked for: the wanted items, or more. */
  coverage: Coverage;
  /** Reads the list. The items that were taken before it rejects are kept for its caller. */
  run(take: (items: readonly T[], skipped?: SkippedRecords) => void): Promise<Extent>;
}

/** What a caller gets of the list: a reading, or what was read before a failure. */
export interface Outcome<T> {
  items: ReadonlyMap<string, T>;
  asOf: number;
  truncated: boolean;
  skipped: SkippedRecords;
  failure: GatewayError | null;
}

interface KeptReading<T> extends Reading<T> {
  items: Map<string, T>;
  asOf: number;
  isFollowed: boolean;
  bytes: number;
}

/** A reading that has begun. */
export interface OpenReading<T> {
  readonly coverage: Coverage;
  readonly startedAt: number;
  /** Keeps it, unless a newer one is kept already. */
  finish(items: Iterable<T>, truncated: boolean, skipped?: SkippedRecords): Reading<T>;
  abandon(): void;
}

const bytesOf = (key: string, item: unknown): number => estimateBytes([key, item]);

export class IndexedList<T> {
  readonly #options: IndexedListOptions<T>;
  #kept: KeptReading<T>[] = [];
  /** The writes since the start of each reading that has begun. */
  readonly #open = new Map<OpenReading<T>, Write<T>[]>();
  /** Those that other callers may share. Null: they cannot. */
  readonly #shared = new Map<OpenReading<T>, Promise<Outcome<T> | null>>();
  #recent: { write: Write<T>; at: number }[] = [];

  constructor(options: IndexedListOptions<T>) {
    this.#options = options;
  }

  /** The number of items kept. */
  get size(): number {
    return this.#kept.reduce((sum, { items }) => sum + items.size, 0);
  }

  /** What the items kept take, estimated. One that several readings have counts for each. */
  get bytes(): number {
    return this.#kept.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Whether nothing is kept or in flight. */
  get isIdle(): boolean {
    return this.#kept.length + this.#open.size + this.#recent.length === 0;
  }

  /** Whether a reading that no watch corrects has such an item under the key, or may have it once it is finished. */
  mayShow(key: string, matches: (item: T) => boolean): boolean {
    if (this.#open.size > 0) return true;
    return this.#kept.some(({ items, isFollowed }) => {
      const item = isFollowed ? undefined : items.get(key);
      return item !== undefined && matches(item);
    });
  }

  /** The newest reading that has the wanted items and is fresh enough. */
  find(wanted: Coverage, freshness: Freshness): Reading<T> | undefined {
    return this.#kept
      .filter((reading) => covers(reading.coverage, wanted) && isFreshEnough(reading, freshness))
      .sort((a, b) => b.asOf - a.asOf)[0];
  }

  /** Uses what is kept or being read, if it is fresh enough, and loads the list otherwise. */
  async read(
    wanted: Coverage,
    freshness: Freshness,
    load: Load<T>,
  ): Promise<{ outcome: Outcome<T>; isLoaded: boolean }> {
    for (;;) {
      const known = this.find(wanted, freshness);
      if (known) return { outcome: { ...known, failure: null }, isLoaded: false };
      const shared = [...this.#shared].find(
        ([{ coverage, startedAt }]) => covers(coverage, wanted) && startedAt >= freshness.notBefore,
      );
      if (!shared) return { outcome: await this.#load(load), isLoaded: true };
      const outcome = await shared[1];
      if (outcome) return { outcome, isLoaded: false };
    }
  }

  async #load({ coverage, run }: Load<T>): Promise<Outcome<T>> {
    const open = this.start(coverage);
    const taken: T[] = [];
    let skipped = noneSkipped;
    let share: (outcome: Outcome<T> | null) => void = () => undefined;
    this.#shared.set(open, new Promise((resolve) => (share = resolve)));
    let shared: Outcome<T> | null = null;
    try {
      const extent = await run((items, alsoSkipped) => {
        for (const item of items) taken.push(item);
        skipped = joinSkipped([skipped, alsoSkipped]);
      });
      if (extent === 'cut') return { ...this.#without(open, taken, skipped), truncated: true };
      shared = { ...open.finish(taken, extent === 'limited', skipped), failure: null };
      return shared;
    } catch (error) {
      // Any other error belongs to a caller that disconnected. The callers that wait read the list themselves.
      if (!(error instanceof GatewayError)) throw error;
      const outcome = { ...this.#without(open, taken, skipped), failure: error };
      // A limit of this caller alone.
      if (!(error instanceof RateLimitedError)) shared = outcome;
      return outcome;
    } finally {
      open.abandon();
      this.#shared.delete(open);
      share(shared);
    }
  }

  #without({ startedAt }: OpenReading<T>, taken: readonly T[], skipped: SkippedRecords): Outcome<T> {
    const items = new Map(taken.map((item) => [this.#options.keyOf(item), item]));
    return { items, asOf: startedAt, truncated: taken.length > 0, skipped, failure: null };
  }

  start(coverage: Coverage): OpenReading<T> {
    const startedAt = this.#options.now();
    const before = this.#recent.filter(({ at }) => this.#isRecent(at, startedAt));
    const open: OpenReading<T> = {
      coverage,
      startedAt,
      finish: (read, truncated, skipped = noneSkipped) => {
        const items = new Map<string, T>();
        for (const item of read) items.set(this.#options.keyOf(item), item);
        let bytes = 0;
        for (const [key, item] of items) bytes += bytesOf(key, item);
        const state = { asOf: startedAt, isFollowed: false, bytes };
        const reading: KeptReading<T> = { coverage, items, truncated, skipped, ...state };
        for (const { write } of before) if (write.under) this.#set(reading, write.key, write.under);
        for (const write of this.#open.get(open) ?? []) this.#set(reading, write.key, write.over);
        this.#open.delete(open);
        this.#keep(reading);
        return reading;
      },
      abandon: () => void this.#open.delete(open),
    };
    this.#open.set(open, []);
    return open;
  }

  write(write: Write<T>): void {
    for (const reading of this.#kept) this.#set(reading, write.key, write.over);
    for (const writes of this.#open.values()) writes.push(write);
    const at = this.#options.now();
    this.#recent = this.#recent.filter((recent) => this.#isRecent(recent.at, at));
    if (write.under) this.#recent.push({ write, at });
    else this.#amend(write);
  }

  /** What was seen of an item since it was written: readings that lack it show it so. */
  #amend({ key, over }: Write<T>): void {
    for (const recent of this.#recent) {
      const { under } = recent.write;
      if (recent.write.key !== key || !under) continue;
      const amended = (read: T | undefined): T | undefined => {
        const before = under(read);
        return before && (over(before) ?? before);
      };
      recent.write = { ...recent.write, under: amended };
    }
  }

  /** The items written lately, as they are if AWS's list lacks them. */
  writtenLately(): T[] {
    const now = this.#options.now();
    const items = new Map<string, T | undefined>();
    for (const { write, at } of this.#recent) {
      if (this.#isRecent(at, now)) items.set(write.key, write.under?.(items.get(write.key)));
    }
    return [...items.values()].filter((item) => item !== undefined);
  }

  /** Dates each reading anew: as of when it is current, and whether it is followed. Null drops it. `set` adds an item. */
  follow(
    confirm: (
      reading: Reading<T>,
      set: (key: string, item: T) => void,
    ) => Pick<Reading<T>, 'asOf' | 'isFollowed'> | null,
  ): void {
    this.#kept = this.#kept.filter((reading) => {
      const confirmed = confirm(reading, (key, item) => this.#set(reading, key, () => item));
      if (!confirmed) return false;
      reading.asOf = confirmed.asOf;
      reading.isFollowed = confirmed.isFollowed;
      return true;
    });
  }

  /** Forgets what is kept. */
  clear(): void {
    this.#kept = [];
  }

  #isRecent(at: number, now: number): boolean {
    return now - at < this.#options.listConsistencyDelay;
  }

  #set(reading: KeptReading<T>, key: string, change: Write<T>['over']): void {
    const before = reading.items.get(key);
    const item = change(before);
    if (item === before) return;
    if (before !== undefined) reading.bytes -= bytesOf(key, before);
    if (item === undefined || !this.#options.isCovered(reading.coverage, item)) {
      reading.items.delete(key);
      return;
    }
    reading.items.set(key, item);
    reading.bytes += bytesOf(key, item);
  }

  #keep(reading: KeptReading<T>): void {
    const isObsolete = this.#kept.some(
      (known) => known.asOf > reading.asOf && covers(known.coverage, reading.coverage),
    );
    if (isObsolete) return;
    this.#kept = [...this.#kept.filter((known) => !covers(reading.coverage, known.coverage)), reading];
  }
}
