// One list of AWS in the index: what was read of it, what is being read, and what was written meanwhile. A reading that
// began before a write never undoes it. AWS's lists lag, so a write also survives the readings of the next moments. Instances
// that share the list read it once for all of them.
import { GatewayError, RateLimitedError } from '../core/errors.ts';
import { joinSkipped, noneSkipped, type SkippedRecords } from '../core/skippedRecords.ts';
import { type Coverage, covers } from './coverage.ts';
import { type Freshness, isFreshEnough } from './freshness.ts';
import { KeptReading } from './keptReading.ts';
import type { Reading, Write } from './reading.ts';
import { amended, effectOn, type RecentWrite, RecentWrites } from './recentWrites.ts';
import type { ListReading, LoggedChange, OpenedList, SharedList } from './sharedLists.ts';

export interface IndexedListOptions<T> {
  keyOf(item: T): string;
  isCovered(coverage: Coverage, item: T): boolean;
  /** How long AWS's list may lack what was written, in real milliseconds. */
  listConsistencyDelay: number;
  now(): number;
  /** What others may keep of each item as long as it is kept. */
  bytesBesides?: number;
  /** What other instances know of the list; absent if there are none. */
  shared?: SharedList<T> | undefined;
  /** Called after each change of what is kept. */
  onChange?: (() => void) | undefined;
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
  /** The same items. It never changes. */
  list: readonly T[];
  asOf: number;
  truncated: boolean;
  skipped: SkippedRecords;
  failure: GatewayError | null;
}

/** Where an outcome comes from: a reading by this call, a reading by another instance, or what was read before. */
export type Origin = 'aws' | 'instance' | 'memory';

export const outcomeOf = <T>({ items, list, asOf, truncated, skipped }: Reading<T>): Outcome<T> => ({
  items,
  list,
  asOf,
  truncated,
  skipped,
  failure: null,
});

/** A reading that has begun. */
export interface OpenReading<T> {
  readonly coverage: Coverage;
  readonly startedAt: number;
  /** Adds a page: thousands of items that are added at once would block the event loop. */
  add(items: Iterable<T>): void;
  /** Adds the last items and keeps the reading, unless a newer one is kept already. */
  finish(items: Iterable<T>, truncated: boolean, skipped?: SkippedRecords): Reading<T>;
  /** What was read so far. */
  readonly outcome: Outcome<T>;
  abandon(): void;
}

export class IndexedList<T> {
  readonly #options: IndexedListOptions<T>;
  #kept: KeptReading<T>[] = [];
  /** The writes since the start of each reading that has begun, and those that became known since. */
  readonly #open = new Map<OpenReading<T>, RecentWrite<T>[]>();
  /** Those that other callers may join. Null: they cannot. */
  readonly #flights = new Map<Pick<OpenReading<T>, 'coverage' | 'startedAt'>, Promise<Outcome<T> | null>>();
  readonly #recent: RecentWrites<T>;

  constructor(options: IndexedListOptions<T>) {
    this.#options = options;
    this.#recent = new RecentWrites(options.listConsistencyDelay);
  }

  /** The number of items kept. */
  get size(): number {
    return this.#kept.reduce((sum, { items }) => sum + items.size, 0);
  }

  /** What the items kept take, estimated. One that several readings have counts for each. */
  get bytes(): number {
    const { bytesBesides = 0 } = this.#options;
    return this.#kept.reduce((sum, { bytes, items }) => sum + bytes + items.size * bytesBesides, 0);
  }

  /** Whether nothing is kept or in flight. */
  get isIdle(): boolean {
    return this.#kept.length + this.#open.size + this.#recent.size === 0;
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
    let newest: Reading<T> | undefined;
    for (const reading of this.#kept) {
      const isNewer = newest === undefined || reading.asOf > newest.asOf;
      if (isNewer && covers(reading.coverage, wanted) && isFreshEnough(reading, freshness)) newest = reading;
    }
    return newest;
  }

  /** Uses what is kept or being read, if it is fresh enough, and loads the list otherwise. */
  async read(wanted: Coverage, freshness: Freshness, load: Load<T>): Promise<{ outcome: Outcome<T>; origin: Origin }> {
    for (;;) {
      const known = this.find(wanted, freshness);
      if (known) return { outcome: outcomeOf(known), origin: 'memory' };
      const flight = [...this.#flights].find(
        ([{ coverage, startedAt }]) => covers(coverage, wanted) && startedAt >= freshness.notBefore,
      );
      if (!flight) return this.#load(load, freshness);
      const outcome = await flight[1];
      // What another instance has read can be older than the flight.
      if (outcome && outcome.asOf >= freshness.notBefore) return { outcome, origin: 'memory' };
    }
  }

  async #load(load: Load<T>, freshness: Freshness): Promise<{ outcome: Outcome<T>; origin: Origin }> {
    const { coverage } = load;
    let land: (outcome: Outcome<T> | null) => void = () => undefined;
    const flight = { coverage, startedAt: this.#options.now() };
    this.#flights.set(flight, new Promise((resolve) => (land = resolve)));
    let joined: Outcome<T> | null = null;
    let opened: OpenedList<T, Write<T>> | null = null;
    try {
      opened = (await this.#options.shared?.open(coverage, freshness)) ?? null;
      for (const { id, at, change } of opened?.changes ?? []) this.write(change, id, at);
      if (opened?.reading) {
        joined = outcomeOf(this.#adopt(opened.reading, opened.changes));
        return { outcome: joined, origin: 'instance' };
      }
      const { outcome, isJoinable, reading } = await this.#run(load, opened?.startedAt);
      if (isJoinable) joined = outcome;
      if (reading) {
        const { coverage, asOf, truncated, skipped, list } = reading;
        opened?.publish({ coverage, asOf, truncated, skipped, items: list });
        opened = null;
      }
      return { outcome, origin: 'aws' };
    } finally {
      this.#flights.delete(flight);
      opened?.abandon();
      land(joined);
    }
  }

  /** Reads the list from AWS. The reading is null if it is not kept. */
  async #run(
    { coverage, run }: Load<T>,
    startedAt: number | undefined,
  ): Promise<{ outcome: Outcome<T>; isJoinable: boolean; reading: Reading<T> | null }> {
    const open = this.start(coverage, startedAt);
    let skipped = noneSkipped;
    try {
      const extent = await run((items, alsoSkipped) => {
        open.add(items);
        skipped = joinSkipped([skipped, alsoSkipped]);
      });
      if (extent === 'cut') {
        const outcome = { ...open.outcome, skipped, truncated: true };
        return { outcome, isJoinable: false, reading: null };
      }
      const reading = open.finish([], extent === 'limited', skipped);
      return { outcome: outcomeOf(reading), isJoinable: true, reading };
    } catch (error) {
      // Any other error belongs to a caller that disconnected. The callers that wait read the list themselves.
      if (!(error instanceof GatewayError)) throw error;
      const { outcome: read } = open;
      const outcome = { ...read, skipped, truncated: read.items.size > 0, failure: error };
      // That is a limit of this caller alone.
      return { outcome, isJoinable: !(error instanceof RateLimitedError), reading: null };
    } finally {
      open.abandon();
    }
  }

  /** Keeps what another instance has read, with all that was written since. */
  #adopt(given: ListReading<T>, changes: readonly LoggedChange<Write<T>>[]): Reading<T> {
    const logged = changes.map(({ id, at, change }) => ({ id, at, write: change }));
    const ids = new Set<string | undefined>(logged.map(({ id }) => id));
    const others = this.#recent.since(given.asOf).filter(({ id }) => id === undefined || !ids.has(id));
    const reading = this.#newReading(given.coverage, given.asOf);
    reading.add(given.items);
    reading.end();
    reading.truncated = given.truncated;
    reading.skipped = given.skipped;
    for (const write of amended([...logged, ...others], given.asOf)) this.#apply(write, reading);
    this.#keep(reading);
    return reading;
  }

  start(coverage: Coverage, startedAt = this.#options.now()): OpenReading<T> {
    // Within one millisecond, the order of the calls decides.
    const before = this.#recent.since(startedAt);
    const later: RecentWrite<T>[] = [];
    const reading = this.#newReading(coverage, startedAt);
    const open: OpenReading<T> = {
      coverage,
      startedAt,
      add: (items) => reading.add(items),
      get outcome() {
        return outcomeOf(reading);
      },
      finish: (items, truncated, skipped = noneSkipped) => {
        reading.add(items);
        reading.end();
        reading.truncated = truncated;
        reading.skipped = skipped;
        for (const { write } of before) if (write.under) this.#set(reading, write.key, write.under);
        for (const write of later) this.#apply(write, reading);
        this.#open.delete(open);
        this.#keep(reading);
        return reading;
      },
      abandon: () => void this.#open.delete(open),
    };
    this.#open.set(open, later);
    return open;
  }

  /** `id` and `at` are those of a write that instances share. */
  write(write: Write<T>, id?: string, at = this.#options.now()): void {
    const written: RecentWrite<T> = { write, at, id };
    if (id !== undefined && this.#recent.has(id)) return;
    for (const reading of this.#kept) this.#apply(written, reading);
    for (const writes of this.#open.values()) writes.push(written);
    this.#recent.add(written, this.#options.now());
    this.#options.onChange?.();
  }

  /** The items written lately, as they are if AWS's list lacks them. */
  writtenLately(): T[] {
    return this.#recent.itemsAt(this.#options.now());
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
    this.#options.onChange?.();
  }

  /** Forgets what is kept. */
  clear(): void {
    this.#kept = [];
    this.#options.onChange?.();
  }

  #newReading(coverage: Coverage, asOf: number): KeptReading<T> {
    const before = this.#kept.find((known) => covers(known.coverage, coverage) && covers(coverage, known.coverage));
    return new KeptReading(coverage, asOf, this.#options.keyOf, before);
  }

  #apply(write: RecentWrite<T>, reading: KeptReading<T>): void {
    const effect = effectOn(write, reading.asOf, this.#options.listConsistencyDelay);
    if (effect) this.#set(reading, write.write.key, effect);
  }

  #set(reading: KeptReading<T>, key: string, change: Write<T>['over']): void {
    const before = reading.items.get(key);
    const item = change(before);
    if (item === before) return;
    reading.set(key, item !== undefined && this.#options.isCovered(reading.coverage, item) ? item : undefined);
  }

  #keep(reading: KeptReading<T>): void {
    const isObsolete = this.#kept.some(
      (known) => known.asOf > reading.asOf && covers(known.coverage, reading.coverage),
    );
    if (isObsolete) return;
    this.#kept = [...this.#kept.filter((known) => !covers(reading.coverage, known.coverage)), reading];
    this.#options.onChange?.();
  }
}
