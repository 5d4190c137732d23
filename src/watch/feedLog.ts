// The entries of an open feed: the newest state of each job, in the order of the changes.
import type { JobPhase } from '../jobs/jobPhase.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { PositionLog } from './positionLog.ts';
import type { VersionedSnapshot, WatchFailure } from './watchStore.ts';

/** What the feed knows of a job. */
export interface FeedJob {
  /** The key of the source; empty for a job that is absent from the start. */
  source: string;
  snapshot: VersionedSnapshot;
  /** Null if the job is not in the feed: it does not exist, cannot be read, or does not match the filter. */
  phase: JobPhase | null;
  /** Why a job that was asked for is not in the feed. */
  error: WatchFailure | null;
  /** Whether it came with the present state of its source. */
  isInitial: boolean;
  /** The version in the watch; infinite for a state that no client has received before, whatever its event ID. */
  version: number;
  /** The event ID: a client that reconnects with it has received everything up to this entry. */
  id: string;
  /** When the entry was made, in milliseconds of AWS's clock. */
  reportedAt: number;
}

export interface FeedEntry extends FeedJob {
  /** One key for each job. */
  key: string;
  /** The number of the job in the feed; numbers of dropped jobs are used again. */
  slot: number;
  /** From 1; the newest entry has the highest. */
  position: number;
  /** The position at which the job came into the feed. */
  enteredAt: number;
  /** The newest known state; null if none was ever known. */
  job: JobRecord | null;
  /** The number of jobs in each phase, after this entry. */
  counts: PhaseCounts;
}

export type PhaseCounts = ReadonlyMap<JobPhase, number>;

export class FeedLog {
  readonly #entries = new Map<string, FeedEntry>();
  readonly #order = new PositionLog<FeedEntry>();
  readonly #freeSlots: number[] = [];
  #slots = 0;
  #position = 0;
  #counts: PhaseCounts = new Map();

  /** The number of jobs in each phase. */
  get counts(): PhaseCounts {
    return this.#counts;
  }

  /** The position of the newest entry; 0 without entries. */
  get position(): number {
    return this.#position;
  }

  get entries(): Iterable<FeedEntry> {
    return this.#entries.values();
  }

  get(key: string): FeedEntry | undefined {
    return this.#entries.get(key);
  }

  /** The entries after a position, oldest first. */
  after(position: number): Iterable<FeedEntry> {
    return this.#order.after(position);
  }

  /** The oldest entry after a position. */
  next(position: number): FeedEntry | null {
    return this.#order.next(position);
  }

  put(key: string, job: FeedJob): void {
    this.#position += 1;
    const before = this.#entries.get(key);
    if (before) this.#order.drop(before);
    this.#count(before?.phase ?? null, job.phase);
    const isInFeed = before !== undefined && before.phase !== null;
    const entry: FeedEntry = {
      ...job,
      key,
      slot: before?.slot ?? this.#freeSlots.pop() ?? this.#slots++,
      position: this.#position,
      enteredAt: isInFeed ? before.enteredAt : this.#position,
      isInitial: isInFeed ? before.isInitial : job.isInitial,
      job: job.snapshot.job ?? before?.job ?? null,
      counts: this.#counts,
    };
    this.#entries.set(key, entry);
    this.#order.add(entry);
  }

  drop(entry: FeedEntry): void {
    this.#entries.delete(entry.key);
    this.#order.drop(entry);
    this.#freeSlots.push(entry.slot);
    this.#count(entry.phase, null);
  }

  /** Entries share the counts while they do not change. */
  #count(from: JobPhase | null, to: JobPhase | null): void {
    if (from === to) return;
    const counts = new Map(this.#counts);
    if (from !== null) counts.set(from, (counts.get(from) ?? 0) - 1);
    if (to !== null) counts.set(to, (counts.get(to) ?? 0) + 1);
    this.#counts = counts;
  }
}
