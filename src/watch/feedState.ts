// An open feed: the newest snapshot of each of its jobs, in the order of the changes. A reader needs no queue, only its
// position: what it has missed is the newest snapshot of each job after that position.
import { createHash } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { type JobRecord, phaseOf } from '../jobs/jobState.ts';
import { changesIn, endedBefore, hasEnded } from './changes.ts';
import { type FeedEntry, FeedLog } from './feedLog.ts';
import { jobAt, withoutHistory } from './jobHistory.ts';
import type { KnownPhase } from './knownPhases.ts';
import { finishedSnapshotTtl } from './pollSchedule.ts';
import { PostponedReports } from './postponedReports.ts';
import { reportAfter } from './reportProgress.ts';
import { formatResumeId, parseResumeId, splitResumeId } from './resumeId.ts';
import type { Watch, WatchSubscriber } from './watch.ts';
import type { Interest, JobSnapshot, VersionedSnapshot, WatchFailure } from './watchStore.ts';
import { targetKey, type WatchTarget } from './watchTarget.ts';

/** What a feed takes from one target. */
export interface FeedSource {
  target: WatchTarget;
  interest: Interest;
  /** Filters the jobs of the interest. */
  matches?: (job: JobRecord) => boolean;
  /** Identifies the filter. */
  filterKey?: string;
}

/** A job that was asked for and cannot be followed. */
export interface AbsentJob {
  jobId: string;
  /** Why; null if it does not exist. */
  error: WatchFailure | null;
}

/** What a feed reads of a watch. */
export type WatchView = Pick<Watch, 'snapshots' | 'epoch' | 'version' | 'isFresh' | 'failure'>;

export interface WatchRegistry {
  join(target: WatchTarget, subscriber: WatchSubscriber): WatchView;
  leave(target: WatchTarget, subscriber: WatchSubscriber): void;
  /** AWS's clock. */
  readonly clock: Clock;
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

export interface FeedOptions {
  sources: readonly FeedSource[];
  watches: WatchRegistry;
  /** Jobs that were asked for and cannot be followed. */
  absent?: readonly AbsentJob[];
  /** A feed with a failure delivers only that. */
  failure?: WatchFailure | null;
  /** Of the caller: small steps of a job's progress are reported at most once in so many seconds. */
  minIntervalSeconds?: number;
}

const defaultMinIntervalSeconds = 1;

export class FeedState {
  readonly #watches: WatchRegistry;
  readonly #changed: () => void;
  readonly #sources: OpenSource[] = [];
  readonly #log = new FeedLog();
  readonly #postponed: PostponedReports<Report>;
  /** The jobs asked for by ID that have not ended. */
  readonly #unfinished = new Set<string>();
  /** In milliseconds of AWS's clock. */
  readonly #minInterval: number;
  /** What the feed consists of; the same on every instance. */
  readonly #definition: string;
  readonly #isEndless: boolean;
  #closed = false;
  #failure: WatchFailure | null;
  /** Of event IDs: identifies the feed and the epochs of its versions. */
  #idPrefix = '';

  constructor(
    { sources, watches, absent = [], failure = null, minIntervalSeconds = defaultMinIntervalSeconds }: FeedOptions,
    changed: () => void,
  ) {
    this.#failure = failure;
    this.#watches = watches;
    this.#changed = changed;
    this.#minInterval = minIntervalSeconds * 1000 * (watches.clock.speed || 1);
    this.#postponed = new PostponedReports(watches.clock, (reports) => {
      // Event IDs of the meantime cover its version, so it counts as not received.
      for (const report of reports) this.#put({ ...report, version: Number.POSITIVE_INFINITY });
      changed();
    });
    this.#isEndless = sources.some(({ interest }) => interest.all);
    this.#definition = JSON.stringify([sources.map(definitionOf), absent.map(({ jobId }) => jobId).sort()]);
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
    for (const { jobId, error } of absent) {
      this.#put({ source: -1, snapshot: this.#absent(jobId), error: error ?? notFound(jobId), version: 0 });
    }
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
    return this.#log.position;
  }

  /** The entries after a position, oldest first. */
  after(position: number): Iterable<FeedEntry> {
    return this.#log.after(position);
  }

  /** The event ID of a client that has received everything. */
  get id(): string {
    return formatResumeId(
      this.#idPrefix,
      this.#sources.map(({ version }) => version),
    );
  }

  /** What a client with this event ID knows; null for an ID of another feed. */
  resumeFrom(id: string): ResumePoint | null {
    const { receivedId, completeId } = splitResumeId(id);
    const received = this.#versionsOf(receivedId);
    const complete = this.#versionsOf(completeId);
    if (!received) return null;
    const receivedOf = ({ source }: FeedEntry) => received[source] ?? 0;
    const completeOf = ({ source }: FeedEntry) => complete?.[source] ?? 0;
    return {
      hasSeen: (entry) => entry.version <= receivedOf(entry),
      knownPhase: (entry) => {
        // It is better to remove a job that the client does not have than to leave it one that is gone.
        const known = entry.phase === null ? receivedOf(entry) : completeOf(entry);
        const job = jobAt(entry.snapshot, known);
        if (!job) return 'NOTHING';
        return this.#contains(entry.source, job) ? phaseOf(job) : 'GONE';
      },
      isInitial: (entry) => !entry.snapshot.observation.isNew || completeOf(entry) === 0 || this.#isWanted(entry),
    };
  }

  #versionsOf(id: string): number[] | null {
    const versions = parseResumeId(id, this.#idPrefix);
    if (versions?.length !== this.#sources.length) return null;
    // A version that was not given out yet is not of this feed.
    return this.#sources.some(({ watch }, index) => (versions[index] ?? 0) > watch.version) ? null : versions;
  }

  /** Drops jobs that left or ended long ago, once all readers have received them; returns their entries. */
  dropOldEnds(): FeedEntry[] {
    const since = this.#watches.clock.now() - finishedSnapshotTtl;
    const isOld = ({ phase, job, reportedAt }: FeedEntry) =>
      phase === null ? reportedAt < since : job !== null && endedBefore(job, since);
    const old = [...this.#log.entries].filter((entry) => entry.source >= 0 && !this.#isWanted(entry) && isOld(entry));
    for (const entry of old) this.#log.drop(entry);
    return old;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#postponed.close();
    for (const { source, subscriber } of this.#sources) this.#watches.leave(source.target, subscriber);
  }

  #isWanted({ source, snapshot: { jobId } }: Pick<FeedEntry, 'source' | 'snapshot'>): boolean {
    return this.#sources[source]?.wanted.has(jobId) === true;
  }

  #contains(source: number, job: JobRecord): boolean {
    const open = this.#sources[source];
    return open !== undefined && (open.wanted.has(job.jobId) || (open.source.matches?.(job) ?? true));
  }

  #update(index: number, changes: readonly VersionedSnapshot[]): void {
    const open = this.#sources[index];
    if (this.#closed || !open) return;
    const before = this.position;
    if (open.epoch !== open.watch.epoch) this.#beginEpoch(open, index);
    if (open.isCaughtUp) this.#add(open, index, changes);
    else this.#takePresentState(open, index);
    this.#takeFailure(open, index);
    if (this.position > before || this.#failure) this.#changed();
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
      const isAbsent = failure.code === 'NOT_FOUND';
      const error = isAbsent ? notFound(jobId) : { ...failure, message: `The job ${jobId}: ${failure.message}` };
      this.#put({ source: index, snapshot: this.#absent(jobId), error, version: Number.POSITIVE_INFINITY });
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
    const { all } = open.source.interest;
    const since = this.#watches.clock.now() - finishedSnapshotTtl;
    for (const snapshot of snapshots) {
      const { jobId, version, job } = snapshot;
      if (open.isCaughtUp) open.version = Math.max(open.version, version);
      const before = this.#log.get(`${index} ${jobId}`);
      // An end is one entry, and so is every other state: another feed may have made the watch read it again.
      const isNews = !before || isUnreadable(before) || changesIn(snapshot, before.snapshot) !== null;
      if (!isNews || (before && isFinal(before.snapshot))) continue;
      const isWanted = open.wanted.has(jobId);
      if (!isWanted && (!all || (!before && (!job || endedBefore(job, since))))) continue;
      const isInFeed = job ? this.#contains(index, job) : isWanted;
      // A client that resumes may have received the job before it left the filter.
      const wasInFeed = before ? before.phase !== null : isPresentState && snapshot.observation.past.length > 0;
      if (!isInFeed && !wasInFeed) continue;
      const report: Report = {
        source: index,
        snapshot,
        error: job || !isWanted ? null : notFound(jobId),
        isInitial: isPresentState || isWanted,
        version,
      };
      const pause = before ? this.#pauseBefore(before, snapshot) : 0;
      if (before && pause > 0) this.#postponed.postpone(before.key, report, pause);
      else this.#put(report);
    }
  }

  #pauseBefore({ snapshot, reportedAt }: FeedEntry, seen: VersionedSnapshot): number {
    const sinceReport = this.#watches.clock.now() - reportedAt;
    return reportAfter(snapshot, seen, { sinceReport, minInterval: this.#minInterval });
  }

  #put({ source, snapshot, error, isInitial = true, version }: Report): void {
    const key = `${source} ${snapshot.jobId}`;
    const { job } = snapshot;
    if (job === null || hasEnded(job)) this.#unfinished.delete(key);
    else if (this.#isWanted({ source, snapshot })) this.#unfinished.add(key);
    this.#postponed.drop(key);
    this.#log.put(key, {
      source,
      snapshot,
      phase: job && this.#contains(source, job) ? phaseOf(job) : null,
      error,
      isInitial,
      version,
      id: this.id,
      reportedAt: this.#watches.clock.now(),
    });
  }

  #absent(jobId: string): VersionedSnapshot {
    const observation = { at: this.#watches.clock.now(), isNew: false, past: [], since: null };
    return { jobId, job: null, details: null, version: 0, observation };
  }

  /** The versions so far have no meaning any more. An event ID of the new epoch covers everything of the old one. */
  #beginEpoch(open: OpenSource, index: number): void {
    open.epoch = open.watch.epoch;
    open.version = 0;
    for (const entry of this.#log.entries) {
      if (entry.source !== index) continue;
      entry.version = 0;
      entry.snapshot = { ...withoutHistory(entry.snapshot), version: 0 };
    }
    this.#updateIdPrefix();
  }

  #updateIdPrefix(): void {
    const epochs = this.#sources.map(({ epoch }) => epoch ?? '').join(' ');
    this.#idPrefix = createHash('sha256').update(`${epochs} ${this.#definition}`).digest('hex').slice(0, 8);
  }
}

type Report = Pick<FeedEntry, 'source' | 'snapshot' | 'error' | 'version'> & { isInitial?: boolean };

/** What a client that reconnects with an event ID knows of the entries. */
export interface ResumePoint {
  /** Whether it has received the entry. */
  hasSeen(entry: FeedEntry): boolean;
  /** What it knew of the job. */
  knownPhase(entry: FeedEntry): KnownPhase;
  /** Whether a job that it does not know belongs to the state that it has received in part. */
  isInitial(entry: FeedEntry): boolean;
}

const definitionOf = ({ target, interest: { all, jobIds }, filterKey }: FeedSource) => [
  targetKey(target),
  all || [...jobIds].sort(),
  filterKey,
];

const notFound = (jobId: string): WatchFailure => ({
  code: 'NOT_FOUND',
  message: `The job ${jobId} does not exist or has expired.`,
});

const isFinal = ({ job }: JobSnapshot): boolean => job !== null && hasEnded(job);

const isUnreadable = ({ error }: FeedEntry): boolean => error !== null && error.code !== 'NOT_FOUND';
