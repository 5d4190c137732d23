// An open feed: the newest snapshot of each of its jobs, in the order of the changes. A reader needs no queue, only its
// position: what it has missed is the newest snapshot of each job after that position.
import { type Clock, systemClock } from '../core/clock.ts';
import { locationKey } from '../core/location.ts';
import { type JobRecord, phaseOf } from '../jobs/jobState.ts';
import { beginsToExpire, changesIn, endedBefore, hasEnded } from './changes.ts';
import { type FeedEntry, FeedLog, type PhaseCounts } from './feedLog.ts';
import type { FeedHealth, FeedOptions, OpenSourceList } from './feedOptions.ts';
import { defaultMinIntervalSeconds, rematchInterval } from './feedOptions.ts';
import { type FeedSource, FeedSources, failureOf, type OpenSource } from './feedSources.ts';
import { withoutHistory } from './jobHistory.ts';
import { finishedSnapshotTtl } from './pollSchedule.ts';
import { PostponedReports } from './postponedReports.ts';
import { reportAfter } from './reportAfter.ts';
import { type ResumePoint, resumePoint } from './resumePoint.ts';
import type { JobSnapshot, VersionedSnapshot, WatchFailure } from './watchStore.ts';
import { targetKey } from './watchTarget.ts';

export class FeedState {
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #sources: FeedSources;
  readonly #list: OpenSourceList | null;
  readonly #log = new FeedLog();
  readonly #postponed: PostponedReports<Report>;
  /** The jobs asked for by ID that have not ended. */
  readonly #unfinished = new Set<string>();
  /** In milliseconds of AWS's clock. */
  readonly #minInterval: number;
  readonly #isEndless: boolean;
  #isOpen = false;
  #cancelRematch = () => {};
  #closed = false;
  #failure: WatchFailure | null;
  #healthKey: string | null = null;
  #healthVersion = 0;

  constructor(
    { watches, sources = [], list, absent = [], failure = null, minIntervalSeconds, matchesOverTime }: FeedOptions,
    changed: () => void,
  ) {
    this.#failure = failure;
    this.#clock = watches.clock;
    this.#changed = changed;
    this.#minInterval = (minIntervalSeconds ?? defaultMinIntervalSeconds) * 1000 * (watches.clock.speed || 1);
    this.#postponed = new PostponedReports(watches.clock, (reports) => {
      // Event IDs of the meantime cover its version, so it counts as not received.
      for (const report of reports) this.#put({ ...report, version: Number.POSITIVE_INFINITY });
      changed();
    });
    this.#isEndless = list !== undefined || sources.some(({ interest }) => interest.all);
    this.#sources = new FeedSources(watches, JSON.stringify(absent.map(({ jobId }) => jobId).sort()));
    for (const { jobId, error } of absent) {
      this.#put({ source: '', snapshot: this.#absent(jobId), error: error ?? notFound(jobId), version: 0 });
    }
    for (const source of sources) this.#join(source);
    for (const open of this.#sources.all) this.#take(open);
    this.#list = list?.open(() => this.#followList()) ?? null;
    this.#followList();
    if (matchesOverTime) this.#rematchLater();
    this.#isOpen = true;
  }

  /** Whether nothing can change any more: each job asked for by ID has ended or does not exist. */
  get done(): boolean {
    return !this.#isEndless && this.#unfinished.size === 0;
  }

  /** Identifies what event IDs mean; null until the sources and the epochs of their versions are known. */
  get idPrefix(): string | null {
    const isKnown = this.#list?.isComplete !== false && this.#sources.all.every(({ epoch }) => epoch !== null);
    return isKnown ? this.#sources.idPrefix : null;
  }

  /** Whether the entries contain the present state of the jobs. */
  get hasPresentState(): boolean {
    return this.#list?.isComplete !== false && this.#sources.all.every((open) => open.isCaughtUp);
  }

  /** Why the feed ends without being done; null if it does not. */
  get failure(): WatchFailure | null {
    return this.#failure;
  }

  /** The position of the newest entry; 0 without entries. */
  get position(): number {
    return this.#log.position;
  }

  /** The number of jobs in each phase. */
  get counts(): PhaseCounts {
    return this.#log.counts;
  }

  /** The event ID of a client that has received everything. */
  get id(): string {
    return this.#sources.id;
  }

  /** Raised when a source fails or recovers; 0 until every source has been read or has failed, and without a list. */
  get healthVersion(): number {
    return this.#healthVersion;
  }

  get health(): FeedHealth {
    return {
      lists: this.#list?.failures ?? [],
      targets: this.#sources.all.map(({ source: { target }, watch }) => ({
        target,
        failure: failureOf(watch),
        polledAt: watch.polledAt === null ? null : this.#realTimeOf(watch.polledAt),
      })),
    };
  }

  #realTimeOf(time: number): number {
    return systemClock.now() - (this.now - time) / (this.#clock.speed || 1);
  }

  get now(): number {
    return this.#clock.now();
  }

  /** The entries after a position, oldest first. */
  after(position: number): Iterable<FeedEntry> {
    return this.#log.after(position);
  }

  /** The oldest entry after a position. */
  next(position: number): FeedEntry | null {
    return this.#log.next(position);
  }

  /** What a client with this event ID knows; null for an ID of another feed. */
  resumeFrom(id: string): ResumePoint | null {
    return resumePoint(id, this.#sources, (source, job) => this.#contains(source, job));
  }

  /** Drops jobs that left or ended long ago, once all readers have received them; returns their entries. */
  dropOldEnds(): FeedEntry[] {
    const since = this.now - finishedSnapshotTtl;
    const isOld = ({ phase, job, reportedAt }: FeedEntry) =>
      phase === null ? reportedAt < since : job !== null && endedBefore(job, since);
    const old = [...this.#log.entries].filter((entry) => entry.source !== '' && !this.#isWanted(entry) && isOld(entry));
    for (const entry of old) this.#log.drop(entry);
    return old;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#postponed.close();
    this.#cancelRematch();
    this.#list?.close();
    this.#sources.close();
  }

  #join(source: FeedSource): OpenSource {
    const open = this.#sources.join(source, (its, changes) => this.#update(its, changes));
    for (const jobId of open.wanted) this.#unfinished.add(`${open.key} ${jobId}`);
    return open;
  }

  #take(open: OpenSource): void {
    this.#takePresentState(open);
    this.#takeFailure(open);
  }

  /** Joins the sources that have come, and ends those that are gone. */
  #followList(): void {
    const list = this.#list;
    if (this.#closed || !list) return;
    const listed = new Map(list.sources.map((source) => [targetKey(source.target), source]));
    const gone = this.#sources.all.filter(({ key }) => !listed.has(key));
    const joined = [...listed].filter(([key]) => !this.#sources.get(key)).map(([, source]) => this.#join(source));
    for (const open of gone) this.#sources.leave(open);
    this.#tellChanges(() => {
      for (const { key } of gone) this.#endJobsOf(key);
      for (const open of joined) this.#take(open);
    });
  }

  /** Their target does not exist any more. */
  #endJobsOf(source: string): void {
    for (const entry of [...this.#log.entries]) {
      if (entry.source !== source || entry.phase === null) continue;
      const { jobId } = entry.snapshot;
      this.#put({ source, snapshot: this.#absent(jobId), error: null, version: Number.POSITIVE_INFINITY });
    }
  }

  #rematchLater(): void {
    const pause = Math.max(rematchInterval, 1000 * this.#clock.speed);
    this.#cancelRematch = this.#clock.after(pause, () => {
      this.#tellChanges(() => {
        for (const open of this.#sources.all) {
          if (open.isCaughtUp) this.#add(open, [...open.watch.snapshots.values()], { isRematch: true });
        }
      });
      this.#rematchLater();
    });
  }

  #isWanted({ source, snapshot: { jobId } }: Pick<FeedEntry, 'source' | 'snapshot'>): boolean {
    return this.#sources.get(source)?.wanted.has(jobId) === true;
  }

  #contains(source: string, job: JobRecord): boolean {
    const open = this.#sources.get(source);
    return open !== undefined && (open.wanted.has(job.jobId) || (open.source.matches?.(job) ?? true));
  }

  #update(open: OpenSource, changes: readonly VersionedSnapshot[]): void {
    if (this.#closed) return;
    this.#tellChanges(() => {
      if (open.epoch !== open.watch.epoch) this.#beginEpoch(open);
      if (open.isCaughtUp) this.#add(open, changes);
      else this.#takePresentState(open);
      this.#takeFailure(open);
    });
  }

  #tellChanges(change: () => void): void {
    const before = [this.position, this.#healthVersion, this.idPrefix];
    change();
    this.#checkHealth();
    const after = [this.position, this.#healthVersion, this.idPrefix];
    const isNews = after.some((value, index) => value !== before[index]) || this.#failure !== null;
    if (isNews && this.#isOpen) this.#changed();
  }

  #checkHealth(): void {
    if (!this.#list?.isComplete) return;
    const sources = this.#sources.all;
    if (sources.some(({ isCaughtUp, watch }) => !isCaughtUp && !failureOf(watch))) return;
    const failures: string[] = [];
    const add = (source: string, failure: WatchFailure | null) => failure && failures.push(`${source} ${failure.code}`);
    for (const { location, failure } of this.#list.failures) add(locationKey(location), failure);
    for (const { key: source, watch } of sources) add(source, failureOf(watch));
    const key = failures.join('\n');
    if (key === this.#healthKey) return;
    this.#healthKey = key;
    this.#healthVersion += 1;
  }

  /** A feed with its present state waits until AWS recovers, except for what does not exist. Other sources continue. */
  #takeFailure({ key, source, wanted, watch, isCaughtUp }: OpenSource): void {
    const { failure } = watch;
    if (!failure || (isCaughtUp && failure.code !== 'NOT_FOUND')) return;
    if (this.#list) {
      if (failure.code === 'NOT_FOUND') this.#endJobsOf(key);
      return;
    }
    if (source.interest.all) {
      this.#failure = failure;
      return;
    }
    for (const jobId of wanted) {
      if (!this.#unfinished.has(`${key} ${jobId}`)) continue;
      const isAbsent = failure.code === 'NOT_FOUND';
      const error = isAbsent ? notFound(jobId) : { ...failure, message: `The job ${jobId}: ${failure.message}` };
      this.#put({ source: key, snapshot: this.#absent(jobId), error, version: Number.POSITIVE_INFINITY });
    }
  }

  /** Takes what the watch has: everything if that is the present state, else only the ended jobs. */
  #takePresentState(open: OpenSource): void {
    const { watch } = open;
    open.isCaughtUp = watch.isFresh;
    const known = [...watch.snapshots.values()];
    this.#add(open, watch.isFresh ? known : known.filter(isFinal), { isPresentState: true });
  }

  #add(
    open: OpenSource,
    snapshots: readonly VersionedSnapshot[],
    { isPresentState = false, isRematch = false } = {},
  ): void {
    const { key, wanted, source } = open;
    const since = this.now - finishedSnapshotTtl;
    for (const snapshot of snapshots) {
      const { jobId, version, job } = snapshot;
      if (open.isCaughtUp) open.version = Math.max(open.version, version);
      const before = this.#log.get(`${key} ${jobId}`);
      // An end is one entry, and so is every other state: another feed may have made the watch read it again.
      const isChanged = !before || isUnreadable(before) || changesIn(snapshot, before.snapshot) !== null;
      if (!isChanged && !isRematch) continue;
      if (before && isFinal(before.snapshot) && !beginsToExpire(snapshot, before.snapshot)) continue;
      const isWanted = wanted.has(jobId);
      if (!isWanted && (!source.interest.all || (!before && (!job || endedBefore(job, since))))) continue;
      const isInFeed = job ? this.#contains(key, job) : isWanted;
      // A client that resumes may have received the job before it left the filter.
      const wasInFeed = before ? before.phase !== null : isPresentState && snapshot.observation.past.length > 0;
      if (!isInFeed && !wasInFeed) continue;
      if (!isChanged && isInFeed === wasInFeed) continue;
      const report: Report = {
        source: key,
        snapshot,
        error: job || !isWanted ? null : notFound(jobId),
        // What a source brings that comes after the current state is new to its readers.
        isInitial: (isPresentState && this.#healthVersion === 0) || isWanted,
        // The event IDs so far cover its version.
        version: isRematch ? Number.POSITIVE_INFINITY : version,
      };
      const pause = before ? this.#pauseBefore(before, snapshot) : 0;
      if (before && pause > 0) this.#postponed.postpone(before.key, report, pause);
      else this.#put(report);
    }
  }

  #pauseBefore({ snapshot, reportedAt }: FeedEntry, seen: VersionedSnapshot): number {
    return reportAfter(snapshot, seen, { sinceReport: this.now - reportedAt, minInterval: this.#minInterval });
  }

  #put({ source, snapshot, error, isInitial = true, version }: Report): void {
    const key = `${source} ${snapshot.jobId}`;
    const { job } = snapshot;
    if (job === null || hasEnded(job)) this.#unfinished.delete(key);
    else if (this.#isWanted({ source, snapshot })) this.#unfinished.add(key);
    this.#postponed.drop(key);
    const phase = job && this.#contains(source, job) ? phaseOf(job) : null;
    this.#log.put(key, { source, snapshot, phase, error, isInitial, version, id: this.id, reportedAt: this.now });
  }

  #absent(jobId: string): VersionedSnapshot {
    const observation = { at: this.now, isNew: false, past: [], since: null };
    return { jobId, job: null, details: null, version: 0, observation };
  }

  /** An event ID of the new epoch covers everything of the old one. */
  #beginEpoch(open: OpenSource): void {
    this.#sources.beginEpoch(open);
    for (const entry of this.#log.entries) {
      if (entry.source !== open.key) continue;
      entry.version = 0;
      entry.snapshot = { ...withoutHistory(entry.snapshot), version: 0 };
    }
  }
}

type Report = Pick<FeedEntry, 'source' | 'snapshot' | 'error' | 'version'> & { isInitial?: boolean };

const notFound = (jobId: string): WatchFailure => ({
  code: 'NOT_FOUND',
  message: `The job ${jobId} does not exist or has expired.`,
});

const isFinal = ({ job }: JobSnapshot): boolean => job !== null && hasEnded(job);

const isUnreadable = ({ error }: FeedEntry): boolean => error !== null && error.code !== 'NOT_FOUND';
