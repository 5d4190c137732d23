// An open feed: the newest snapshot of each of its jobs, in the order of the changes. A reader needs no queue, only its
// position: what it has missed is the newest snapshot of each job after that position.
import { createHash } from 'node:crypto';
import { changesIn, endedBefore, hasEnded } from './changes.ts';
import { finishedSnapshotTtl } from './pollSchedule.ts';
import { PositionLog } from './positionLog.ts';
import type { Watch, WatchSubscriber } from './watch.ts';
import type { Interest, JobSnapshot, VersionedSnapshot, WatchFailure } from './watchStore.ts';
import { targetKey, type WatchTarget } from './watchTarget.ts';

/** What a feed takes from one target. */
export interface FeedSource {
  target: WatchTarget;
  interest: Interest;
  /** Filters the jobs of the interest; `before` is the snapshot known so far. */
  matches?: (seen: JobSnapshot, before: JobSnapshot | undefined) => boolean;
  /** Identifies the filter. */
  filterKey?: string;
}

/** A snapshot at its position in the feed. */
export interface FeedEntry {
  /** One key for each job. */
  key: string;
  snapshot: JobSnapshot;
  /** From 1; the newest entry has the highest. */
  position: number;
  /** The event ID: a client that reconnects with it has received everything up to this entry. */
  id: string;
  /** The version in the watch; infinite for an entry that no watch has, which no client has received before. */
  version: number;
  /** The index of the source; -1 for a job that is absent from the start. */
  source: number;
  /**
   * Set if the job no longer matches the filter: since the feed began, or before. Only readers that have received the job
   * before get such an entry.
   */
  leftFilter: 'meanwhile' | 'before' | null;
  /** Why the job cannot be read. */
  failure: WatchFailure | null;
}

/** What a feed reads of a watch. */
export type WatchView = Pick<Watch, 'snapshots' | 'epoch' | 'version' | 'isFresh' | 'failure'>;

export interface WatchRegistry {
  join(target: WatchTarget, subscriber: WatchSubscriber): WatchView;
  leave(target: WatchTarget, subscriber: WatchSubscriber): void;
  now(): number;
}

/** One source of an open feed. */
interface OpenSource {
  source: FeedSource;
  wanted: ReadonlySet<string>;
  watch: WatchView;
  subscriber: WatchSubscriber;
  /** The epoch of the version below. */
  epoch: string | null;
  /** The entries contain everything up to this version; 0 until they contain the present state. */
  version: number;
  isCaughtUp: boolean;
}

export class FeedState {
  readonly #watches: WatchRegistry;
  readonly #changed: () => void;
  readonly #sources: OpenSource[] = [];
  readonly #entries = new Map<string, FeedEntry>();
  readonly #order = new PositionLog<FeedEntry>();
  /** The jobs asked for by ID that have not ended. */
  readonly #unfinished = new Set<string>();
  /** What the feed consists of; the same on every instance. */
  readonly #definition: string;
  readonly #isEndless: boolean;
  #position = 0;
  #closed = false;
  #failure: WatchFailure | null = null;
  /** Of event IDs: identifies the feed and the epochs of its versions. */
  #idPrefix = '';

  constructor(
    sources: readonly FeedSource[],
    watches: WatchRegistry,
    absent: readonly string[],
    changed: () => void,
    failure: WatchFailure | null = null,
  ) {
    this.#failure = failure;
    this.#watches = watches;
    this.#changed = changed;
    this.#isEndless = sources.some(({ interest }) => interest.all);
    this.#definition = JSON.stringify([sources.map(definitionOf), [...absent].sort()]);
    for (const [index, source] of sources.entries()) {
      const subscriber: WatchSubscriber = {
        interest: source.interest,
        update: (changes) => this.#update(index, changes),
      };
      const watch = watches.join(source.target, subscriber);
      const wanted = new Set(source.interest.jobIds);
      for (const jobId of wanted) this.#unfinished.add(`${index} ${jobId}`);
      this.#sources.push({ source, wanted, watch, subscriber, epoch: watch.epoch, version: 0, isCaughtUp: false });
    }
    this.#updateIdPrefix();
    for (const jobId of absent) this.#put(-1, absentJob(jobId), { version: 0 });
    for (const [index, open] of this.#sources.entries()) {
      this.#takePresentState(open, index);
      this.#takeFailure(open, index);
    }
  }

  /** Whether nothing can change any more: each job asked for by ID has ended or does not exist. */
  get done(): boolean {
    return !this.#isEndless && this.#unfinished.size === 0;
  }

  /** Whether the entries contain the present state of the jobs. */
  get hasPresentState(): boolean {
    return this.#sources.every(({ isCaughtUp }) => isCaughtUp);
  }

  /** Why the feed ends without being done; null if it does not. */
  get failure(): WatchFailure | null {
    return this.#failure;
  }

  /** The position of the newest entry; 0 without entries. */
  get position(): number {
    return this.#position;
  }

  /** The entries after a position, oldest first. */
  after(position: number): Iterable<FeedEntry> {
    return this.#order.after(position);
  }

  /** Returns whether a client with this event ID has received an entry; null for an ID of another feed. */
  seenBy(id: string): ((entry: FeedEntry) => boolean) | null {
    const versions = parseResumeId(id, this.#idPrefix);
    if (versions?.length !== this.#sources.length) return null;
    // A version that was not given out yet is not of this feed.
    if (this.#sources.some(({ watch }, index) => (versions[index] ?? 0) > watch.version)) return null;
    return ({ source, version }) => version <= (versions[source] ?? 0);
  }

  /** Drops jobs that ended long ago, once all readers have received them; returns their entries. */
  dropOldEnds(): FeedEntry[] {
    const since = this.#watches.now() - finishedSnapshotTtl;
    const old = [...this.#entries.values()].filter(
      ({ snapshot, source }) =>
        this.#sources[source]?.wanted.has(snapshot.jobId) === false && isOldEnd(snapshot, since),
    );
    for (const entry of old) {
      this.#entries.delete(entry.key);
      this.#order.drop(entry);
    }
    return old;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { source, subscriber } of this.#sources) this.#watches.leave(source.target, subscriber);
  }

  #update(index: number, changes: readonly VersionedSnapshot[]): void {
    const open = this.#sources[index];
    if (this.#closed || !open) return;
    const before = this.#position;
    if (open.epoch !== open.watch.epoch) this.#beginEpoch(open, index);
    if (open.isCaughtUp) this.#add(open, index, changes);
    else this.#takePresentState(open, index);
    this.#takeFailure(open, index);
    if (this.#position > before || this.#failure) this.#changed();
  }

  /** A feed with its present state waits until AWS recovers, except for what does not exist. Other sources continue. */
  #takeFailure({ source, wanted, watch, isCaughtUp }: OpenSource, index: number): void {
    const { failure } = watch;
    if (!failure || (isCaughtUp && failure.code !== 'NOT_FOUND')) return;
    if (source.interest.all) {
      this.#failure = failure;
      return;
    }
    for (const jobId of wanted) {
      if (!this.#unfinished.has(`${index} ${jobId}`)) continue;
      const ofJob =
        failure.code === 'NOT_FOUND' ? null : { ...failure, message: `The job ${jobId}: ${failure.message}` };
      this.#put(index, absentJob(jobId), { version: Number.POSITIVE_INFINITY, failure: ofJob });
    }
  }

  /** Takes what the watch has: everything if that is the present state, else only the ended jobs. */
  #takePresentState(open: OpenSource, index: number): void {
    const { watch } = open;
    open.isCaughtUp = watch.isFresh;
    const known = [...watch.snapshots.values()];
    this.#add(open, index, watch.isFresh ? known : known.filter(isFinal), true);
  }

  #add(open: OpenSource, index: number, snapshots: readonly VersionedSnapshot[], isPresentState = false): void {
    const { interest, matches = () => true } = open.source;
    const since = this.#watches.now() - finishedSnapshotTtl;
    for (const { version, ...snapshot } of snapshots) {
      if (open.isCaughtUp) open.version = Math.max(open.version, version);
      const key = `${index} ${snapshot.jobId}`;
      const before = this.#entries.get(key);
      // An end is one entry, and so is every other state: another feed may have made the watch read it again.
      if (before && (isFinal(before.snapshot) || !(before.failure || changesIn(snapshot, before.snapshot)))) continue;
      const isWanted = open.wanted.has(snapshot.jobId);
      if (!isWanted && (!interest.all || (!before && (!snapshot.job || isOldEnd(snapshot, since))))) continue;
      const isMatch = isWanted || matches(snapshot, undefined);
      if (isMatch) this.#put(index, snapshot, { version });
      else if (isPresentState) this.#put(index, snapshot, { version, leftFilter: 'before' });
      else if (matches(snapshot, before?.snapshot)) this.#put(index, snapshot, { version, leftFilter: 'meanwhile' });
    }
  }

  #put(
    source: number,
    snapshot: JobSnapshot,
    {
      version,
      leftFilter = null,
      failure = null,
    }: Pick<FeedEntry, 'version'> & Partial<Pick<FeedEntry, 'leftFilter' | 'failure'>>,
  ): void {
    const key = `${source} ${snapshot.jobId}`;
    if (snapshot.job === null || hasEnded(snapshot.job)) this.#unfinished.delete(key);
    else if (this.#sources[source]?.wanted.has(snapshot.jobId)) this.#unfinished.add(key);
    const versions = this.#sources.map((open) => open.version);
    this.#position += 1;
    const before = this.#entries.get(key);
    if (before) this.#order.drop(before);
    const id = formatResumeId(this.#idPrefix, versions);
    const entry = { key, snapshot, position: this.#position, id, version, source, leftFilter, failure };
    this.#entries.set(key, entry);
    this.#order.add(entry);
  }

  /** The versions so far have no meaning any more. An event ID of the new epoch covers everything of the old one. */
  #beginEpoch(open: OpenSource, index: number): void {
    open.epoch = open.watch.epoch;
    open.version = 0;
    for (const entry of this.#entries.values()) if (entry.source === index) entry.version = 0;
    this.#updateIdPrefix();
  }

  #updateIdPrefix(): void {
    const epochs = this.#sources.map(({ epoch }) => epoch ?? '').join(' ');
    this.#idPrefix = createHash('sha256').update(`${epochs} ${this.#definition}`).digest('hex').slice(0, 8);
  }
}

const definitionOf = ({ target, interest: { all, jobIds }, filterKey: choice }: FeedSource) => [
  targetKey(target),
  all || [...jobIds].sort(),
  choice,
];

const absentJob = (jobId: string): JobSnapshot => ({ jobId, job: null, details: null });

const isFinal = ({ job }: JobSnapshot): boolean => job !== null && hasEnded(job);

const isOldEnd = ({ job }: JobSnapshot, time: number): boolean => job !== null && endedBefore(job, time);

/**
 * The ID of an event: the version that each source of the feed had reached, after a prefix that identifies the feed and the
 * epochs of the versions.
 */
export const formatResumeId = (prefix: string, versions: readonly number[]): string => [prefix, ...versions].join('.');

/** The gateway gives out no longer ones: the number of sources of a subscription is limited. */
const maxLength = 4096;

/** The versions; null for an ID of another feed or of other epochs, or for text that is no ID. */
export function parseResumeId(id: string, prefix: string): number[] | null {
  if (id.length > maxLength) return null;
  const [name, ...versions] = id.split('.');
  if (name !== prefix || versions.length === 0 || !versions.every((version) => /^\d{1,15}$/.test(version))) return null;
  return versions.map(Number);
}
