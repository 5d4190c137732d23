// A feed that happens: the newest snapshot of each of its jobs, in the order in which they came. Whoever reads needs no
// queue: a number says how far it is, and what it has missed meanwhile is the newest of each job behind that.
import { createHash } from 'node:crypto';
import { changesIn, endedBefore, hasEnded } from './changes.ts';
import { finishedSnapshotTtl } from './pollSchedule.ts';
import { PositionLog } from './positionLog.ts';
import { parseResumeId, resumeId } from './resumeId.ts';
import type { Watch, WatchSubscriber } from './watch.ts';
import type { Interest, JobSnapshot, VersionedSnapshot, WatchFailure } from './watchStore.ts';
import { targetKey, type WatchTarget } from './watchTarget.ts';

/** What a feed wants of one target. */
export interface Wish {
  target: WatchTarget;
  interest: Interest;
  /** Of all jobs, those that matter; `before` is what was known until now. */
  matters?: (seen: JobSnapshot, before: JobSnapshot | undefined) => boolean;
  /** Tells one such choice from another. */
  choice?: string;
}

/** A snapshot in its position in the feed. */
export interface Entry {
  /** One for each job. */
  key: string;
  snapshot: JobSnapshot;
  /** From 1; the newest has the highest. */
  position: number;
  /** Given back by who comes again, it tells what that one has seen already. */
  id: string;
  /** The version it had in its watch; infinite for what no watch has seen, which nobody has been told before. */
  version: number;
  /** Which of the feed's wishes it belongs to; -1 for a job that is absent from the start. */
  part: number;
  /**
   * It matters only to those who have seen the job before: it has left the states that were asked for, meanwhile or
   * before the feed began.
   */
  left: 'meanwhile' | 'before' | null;
  /** Why the job cannot be seen. */
  failure: WatchFailure | null;
}

export interface WatchRegistry {
  join(target: WatchTarget, watcher: WatchSubscriber): Watch;
  leave(target: WatchTarget, watcher: WatchSubscriber): void;
  now(): number;
}

/** What an open feed has of one of its wishes. */
interface Part {
  wish: Wish;
  wanted: ReadonlySet<string>;
  watch: Watch;
  watcher: WatchSubscriber;
  /** The life of the versions below. */
  epoch: string | null;
  /** Everything up to this version is among the entries; 0 until all that was known has been taken. */
  version: number;
  caughtUp: boolean;
}

export class FeedState {
  readonly #watches: WatchRegistry;
  readonly #changed: () => void;
  readonly #parts: Part[] = [];
  readonly #entries = new Map<string, Entry>();
  readonly #order = new PositionLog<Entry>();
  /** The jobs asked for by id that have not ended. */
  readonly #unfinished = new Set<string>();
  /** What the feed is about, the same wherever it is opened. */
  readonly #about: string;
  readonly #isEndless: boolean;
  #position = 0;
  #closed = false;
  #failure: WatchFailure | null = null;
  #life = '';

  constructor(
    wishes: readonly Wish[],
    watches: WatchRegistry,
    absent: readonly string[],
    changed: () => void,
    failure: WatchFailure | null = null,
  ) {
    this.#failure = failure;
    this.#watches = watches;
    this.#changed = changed;
    this.#isEndless = wishes.some(({ interest }) => interest.all);
    this.#about = JSON.stringify([wishes.map(aboutOf), [...absent].sort()]);
    for (const [index, wish] of wishes.entries()) {
      const watcher: WatchSubscriber = { interest: wish.interest, update: (changes) => this.#update(index, changes) };
      const watch = watches.join(wish.target, watcher);
      const wanted = new Set(wish.interest.jobIds);
      for (const jobId of wanted) this.#unfinished.add(`${index} ${jobId}`);
      this.#parts.push({ wish, wanted, watch, watcher, epoch: watch.epoch, version: 0, caughtUp: false });
    }
    this.#nameLife();
    for (const jobId of absent) this.#put(-1, unseen(jobId), { version: 0 });
    for (const [index, part] of this.#parts.entries()) {
      this.#takePresent(part, index);
      this.#takeFailure(part, index);
    }
  }

  /** Nothing can change any more: each job asked for by id has ended, or does not exist. */
  get done(): boolean {
    return !this.#isEndless && this.#unfinished.size === 0;
  }

  /** Whether all that was known of the jobs when it began is among the entries. */
  get isPresent(): boolean {
    return this.#parts.every(({ caughtUp }) => caughtUp);
  }

  /** Why there will be nothing more; null while there is nothing wrong. */
  get failure(): WatchFailure | null {
    return this.#failure;
  }

  /** Of the newest entry; 0 where there is none. */
  get position(): number {
    return this.#position;
  }

  /** The entries behind a position, oldest first. */
  after(position: number): Iterable<Entry> {
    return this.#order.after(position);
  }

  /** Tells of each entry whether who was given this id has seen it; null for an id that is none of this feed's. */
  seenBy(id: string): ((entry: Entry) => boolean) | null {
    const versions = parseResumeId(id, this.#life);
    if (versions?.length !== this.#parts.length) return null;
    // A version that was not given yet comes from somewhere else.
    if (this.#parts.some(({ watch }, index) => (versions[index] ?? 0) > watch.version)) return null;
    return ({ part, version }) => version <= (versions[part] ?? 0);
  }

  /** Forgets jobs that ended long ago, once everybody has come so far; tells which entries these were. */
  forgetOldEnds(): Entry[] {
    const since = this.#watches.now() - finishedSnapshotTtl;
    const old = [...this.#entries.values()].filter(
      ({ snapshot, part }) => this.#parts[part]?.wanted.has(snapshot.jobId) === false && isOver(snapshot, since),
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
    for (const { wish, watcher } of this.#parts) this.#watches.leave(wish.target, watcher);
  }

  #update(index: number, changes: readonly VersionedSnapshot[]): void {
    const part = this.#parts[index];
    if (this.#closed || !part) return;
    const before = this.#position;
    if (part.epoch !== part.watch.epoch) this.#beginAnew(part, index);
    if (part.caughtUp) this.#add(part, index, changes);
    else this.#takePresent(part, index);
    this.#takeFailure(part, index);
    if (this.#position > before || this.#failure) this.#changed();
  }

  /** Who has seen something waits for AWS to come round; what does not exist will not. Other positions go on. */
  #takeFailure({ wish, wanted, watch, caughtUp }: Part, index: number): void {
    const { failure } = watch;
    if (!failure || (caughtUp && failure.code !== 'NOT_FOUND')) return;
    if (wish.interest.all) {
      this.#failure = failure;
      return;
    }
    for (const jobId of wanted) {
      if (!this.#unfinished.has(`${index} ${jobId}`)) continue;
      const told =
        failure.code === 'NOT_FOUND' ? null : { ...failure, message: `The job ${jobId}: ${failure.message}` };
      this.#put(index, unseen(jobId), { version: Number.POSITIVE_INFINITY, failure: told });
    }
  }

  /** What the watch knows already: all of it where that is what AWS says now, else what can change no more. */
  #takePresent(part: Part, index: number): void {
    const { watch } = part;
    part.caughtUp = watch.fresh;
    const known = [...watch.snapshots.values()];
    this.#add(part, index, watch.fresh ? known : known.filter(isFinal), true);
  }

  #add(part: Part, index: number, snapshots: readonly VersionedSnapshot[], isPresent = false): void {
    const { interest, matters = () => true } = part.wish;
    const since = this.#watches.now() - finishedSnapshotTtl;
    for (const { version, ...snapshot } of snapshots) {
      if (part.caughtUp) part.version = Math.max(part.version, version);
      const key = `${index} ${snapshot.jobId}`;
      const before = this.#entries.get(key);
      // An end is told once, and so is everything else: another feed may have asked for it again.
      if (before && (isFinal(before.snapshot) || !(before.failure || changesIn(snapshot, before.snapshot)))) continue;
      const isAsked = part.wanted.has(snapshot.jobId);
      if (!isAsked && (!interest.all || (!before && (!snapshot.job || isOver(snapshot, since))))) continue;
      const isIn = isAsked || matters(snapshot, undefined);
      if (isIn) this.#put(index, snapshot, { version });
      else if (isPresent) this.#put(index, snapshot, { version, left: 'before' });
      else if (matters(snapshot, before?.snapshot)) this.#put(index, snapshot, { version, left: 'meanwhile' });
    }
  }

  #put(
    part: number,
    snapshot: JobSnapshot,
    { version, left = null, failure = null }: Pick<Entry, 'version'> & Partial<Pick<Entry, 'left' | 'failure'>>,
  ): void {
    const key = `${part} ${snapshot.jobId}`;
    if (snapshot.job === null || hasEnded(snapshot.job)) this.#unfinished.delete(key);
    else if (this.#parts[part]?.wanted.has(snapshot.jobId)) this.#unfinished.add(key);
    const versions = this.#parts.map(({ version }) => version);
    this.#position += 1;
    const before = this.#entries.get(key);
    if (before) this.#order.drop(before);
    const id = resumeId(this.#life, versions);
    const entry = { key, snapshot, position: this.#position, id, version, part, left, failure };
    this.#entries.set(key, entry);
    this.#order.add(entry);
  }

  /** The versions so far mean nothing any more; who was given one of the new life has seen all of the old. */
  #beginAnew(part: Part, index: number): void {
    part.epoch = part.watch.epoch;
    part.version = 0;
    for (const entry of this.#entries.values()) if (entry.part === index) entry.version = 0;
    this.#nameLife();
  }

  #nameLife(): void {
    const epochs = this.#parts.map(({ epoch }) => epoch ?? '').join(' ');
    this.#life = createHash('sha256').update(`${epochs} ${this.#about}`).digest('hex').slice(0, 8);
  }
}

const aboutOf = ({ target, interest: { all, jobIds }, choice }: Wish) => [
  targetKey(target),
  all || [...jobIds].sort(),
  choice,
];

const unseen = (jobId: string): JobSnapshot => ({ jobId, job: null, details: null });

const isFinal = ({ job }: JobSnapshot): boolean => job !== null && hasEnded(job);

const isOver = ({ job }: JobSnapshot, time: number): boolean => job !== null && endedBefore(job, time);
