// One target watched for all who want to know here. It attends the store, which says what was seen and who looks; where
// that is this watch, it looks at AWS when the jobs' pace says so, or when it is woken. Everything happens one after
// another in #work, so that a look never meets another one.
import type { AwsSession } from '../aws/client/session.ts';
import { systemClock } from '../core/clock.ts';
import { awsJobSource } from './awsJobSource.ts';
import { changesIn, hasEnded } from './changes.ts';
import { mergeInterests } from './mergeInterests.ts';
import { finishedSnapshotTtl, Poller, type PollerServices } from './poller.ts';
import type {
  FinishedSnapshots,
  Interest,
  LeaseState,
  VersionedSnapshot,
  WatchFailure,
  WatchStore,
} from './watchStore.ts';
import { targetKey, type WatchTarget } from './watchTarget.ts';

export interface WatchServices extends PollerServices {
  store: WatchStore;
  ended: FinishedSnapshots;
  /** The AWS session of a watch; the signal ends its calls. */
  session(signal: AbortSignal): AwsSession;
}

/** Somebody who wants to know. */
export interface Watcher {
  interest: Interest;
  /** What is new, in order; also called with nothing when the watch has polled for the first time, or failed. */
  update(changes: readonly VersionedSnapshot[]): void;
}

/** In real milliseconds: who is woken again and again looks no more often. */
const calm = 250;

export class Watch {
  readonly key: string;
  readonly #services: WatchServices;
  readonly #poller: Poller;
  readonly #watchers = new Set<Watcher>();
  readonly #snapshots = new Map<string, VersionedSnapshot>();
  readonly #ended = new AbortController();
  /** Of all watchers together; null until somebody needs it. */
  #interest: Interest | null = null;
  /** What is wanted everywhere; known to the one who looks. */
  #wanted: Interest = mergeInterests([]);
  #epoch: string | null = null;
  #version = 0;
  #fencingToken: number | null = null;
  #lastPoll: LeaseState['lastPoll'] = null;
  /** The store may have what this watch has forgotten. */
  #hasForgotten = false;
  /** The store has lost what this watch knows. */
  #storeLacks = false;
  #outOfReach = false;
  #working = false;
  #attendDue = false;
  #lookDue: 'no' | 'for what is missing' | 'at all' = 'no';
  #looking = false;
  #wokenMeanwhile = false;
  #calmUntil = 0;
  #cancelAttendance = () => {};
  #cancelLook = () => {};
  /** Apart from the look that the pace says: whoever reckons that anew must not lose this one. */
  #cancelWake = () => {};

  constructor(target: WatchTarget, services: WatchServices) {
    this.key = targetKey(target);
    this.#services = services;
    const { signal } = this.#ended;
    this.#poller = new Poller(awsJobSource(services.session(signal), target, services.ended), services, signal);
    services.store.listen(this.key, (event) => {
      if (event.kind === 'wake') {
        if (event.hint !== null) this.#poller.hint(event.hint);
        this.#wake();
      } else this.#attendSoon();
    });
  }

  /** What is known, oldest changes first. */
  get snapshots(): ReadonlyMap<string, VersionedSnapshot> {
    return this.#snapshots;
  }

  /** Names the life of the versions; null until the store was reached. */
  get epoch(): string | null {
    return this.#epoch;
  }

  /** Of the newest snapshot in the store, in this life. */
  get version(): number {
    return this.#version;
  }

  /** Whether what is known is what AWS says now. */
  get fresh(): boolean {
    return this.#lastPoll !== null && this.#lastPoll.failure === null;
  }

  /** Why nothing can be seen. */
  get failure(): WatchFailure | null {
    return this.#lastPoll?.failure ?? null;
  }

  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  add(watcher: Watcher): void {
    const { all, jobIds } = watcher.interest;
    // It may have come to be since, AWS's lists lag.
    for (const jobId of jobIds) if (this.#snapshots.get(jobId)?.job === null) this.#forget(jobId);
    this.#watchers.add(watcher);
    this.#interestChanged();
    const { clock, pace, store } = this.#services;
    const goesOn = all || jobIds.some((jobId) => this.#goesOn(jobId));
    // The present state is what a newcomer is promised first.
    if (goesOn && this.#lastPoll && clock.now() - this.#lastPoll.at > pace.minSeconds * 1000) store.wake(this.key);
  }

  remove(watcher: Watcher): void {
    if (this.#watchers.delete(watcher) && this.isWatched) this.#interestChanged();
  }

  /** Ends it; it is used no more. */
  close(): void {
    const { store, log } = this.#services;
    this.#ended.abort();
    this.#cancelAttendance();
    this.#cancelLook();
    this.#cancelWake();
    store.unlisten(this.key);
    store.leave(this.key).catch((error: unknown) => log.debug({ err: error, watch: this.key }, 'left without a word'));
  }

  #interestChanged(): void {
    this.#interest = null;
    this.#attendSoon();
  }

  #goesOn(jobId: string): boolean {
    const job = this.#snapshots.get(jobId)?.job;
    return job != null && !hasEnded(job);
  }

  #forget(jobId: string): void {
    if (this.#snapshots.delete(jobId)) this.#hasForgotten = true;
  }

  #mine(): Interest {
    this.#interest ??= mergeInterests([...this.#watchers].map(({ interest }) => interest));
    return this.#interest;
  }

  #attendSoon(): void {
    this.#attendDue = true;
    void this.#work();
  }

  #wake(): void {
    // While AWS fails, another look sooner would only add to its troubles.
    if (this.#poller.isFailing) return;
    this.#wokenMeanwhile = this.#looking;
    if (this.#looking) return;
    this.#cancelWake();
    const pause = this.#calmUntil - systemClock.now();
    if (pause <= 0) this.#lookSoon();
    else this.#cancelWake = systemClock.after(pause, () => this.#lookSoon());
  }

  #lookSoon(): void {
    this.#lookDue = 'at all';
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      // Whoever else wants to know in this moment comes along.
      await Promise.resolve();
      while (!this.#ended.signal.aborted) {
        if (this.#attendDue) await this.#attend();
        else if (this.#fencingToken !== null && this.#lookDue !== 'no') await this.#look(this.#fencingToken);
        else break;
      }
    } finally {
      this.#working = false;
    }
  }

  async #attend(): Promise<void> {
    const { store, log } = this.#services;
    this.#attendDue = false;
    this.#cancelAttendance();
    try {
      const mine = this.#mine();
      // Whoever looks will see it again.
      const isLost =
        this.#fencingToken === null && this.#hasForgotten && mine.jobIds.some((jobId) => !this.#snapshots.has(jobId));
      const known = { epoch: this.#epoch, version: isLost ? 0 : this.#version };
      const leaseState = await store.heartbeat(this.key, known, mine);
      if (this.#outOfReach) log.info({ watch: this.key }, 'what is shared is in reach again');
      this.#outOfReach = false;
      if (!this.#ended.signal.aborted) this.#take(leaseState);
    } catch (error) {
      if (!this.#outOfReach) log.warn({ err: error, watch: this.key }, 'what is shared is out of reach');
      this.#outOfReach = true;
      // Somebody else may look by now.
      this.#fencingToken = null;
      this.#cancelLook();
      this.#cancelWake();
    }
    if (store.heartbeatInterval !== null && !this.#ended.signal.aborted) {
      this.#cancelAttendance = systemClock.after(store.heartbeatInterval, () => this.#attendSoon());
    }
  }

  #take({ epoch, version, changes, lastPoll, fencingToken, interests }: LeaseState): void {
    if (this.#epoch !== null && epoch !== this.#epoch) this.#storeLacks = true;
    const told = this.#keep(changes);
    const stateChanged =
      epoch !== this.#epoch ||
      (lastPoll === null) !== (this.#lastPoll === null) ||
      lastPoll?.failure?.code !== this.#lastPoll?.failure?.code;
    this.#epoch = epoch;
    this.#version = version;
    this.#lastPoll = lastPoll;
    this.#wanted = mergeInterests(interests);
    this.#takeTurn(fencingToken);
    if (told.length > 0 || stateChanged) for (const watcher of [...this.#watchers]) watcher.update(told);
  }

  /** Takes over what the store has; what it had lost and has again is no changes to those who know it. */
  #keep(changes: readonly VersionedSnapshot[]): VersionedSnapshot[] {
    const told: VersionedSnapshot[] = [];
    for (const { version, ...seen } of changes) {
      const known = this.#snapshots.get(seen.jobId);
      const taken = changesIn(seen, known);
      const kept = { ...(taken ?? known ?? seen), version };
      this.#snapshots.delete(seen.jobId);
      this.#snapshots.set(seen.jobId, kept);
      if (!taken) continue;
      told.push(kept);
      this.#services.ended.remember(kept);
    }
    if (this.#fencingToken === null && told.length > 0) this.#forgetOldEnds();
    return told;
  }

  #forgetOldEnds(): void {
    const since = this.#services.clock.now() - finishedSnapshotTtl;
    const wanted = new Set(this.#mine().jobIds);
    for (const { jobId, job } of this.#snapshots.values()) {
      const isOld = !job || (hasEnded(job) && (job.completionDate?.getTime() ?? 0) < since);
      if (isOld && !wanted.has(jobId)) this.#forget(jobId);
    }
  }

  /** Looks if it is this watch's turn, now or when the pace says so. */
  #takeTurn(fencingToken: number | null): void {
    const isNew = fencingToken !== null && fencingToken !== this.#fencingToken;
    this.#fencingToken = fencingToken;
    if (fencingToken === null) {
      this.#poller.rest();
      this.#lookDue = 'no';
      this.#cancelLook();
      this.#cancelWake();
      return;
    }
    if (isNew) {
      this.#poller.begin();
      this.#lookDue = 'at all';
    }
    if (this.#lookDue !== 'no') return;
    if (this.#poller.lacks(this.#wanted, this.#snapshots)) {
      this.#lookDue = 'for what is missing';
      return;
    }
    const pause = this.#poller.nextIn(this.#wanted, this.#snapshots);
    this.#cancelLook();
    if (pause !== null) this.#cancelLook = this.#services.clock.after(pause, () => this.#lookSoon());
  }

  async #look(fencingToken: number): Promise<void> {
    const { store, log } = this.#services;
    const again = this.#lookDue === 'at all';
    this.#lookDue = 'no';
    this.#cancelLook();
    if (again) this.#cancelWake();
    this.#looking = true;
    const look = await this.#poller.poll(this.#wanted, this.#snapshots, again);
    this.#looking = false;
    this.#calmUntil = systemClock.now() + calm;
    this.#attendDue = true;
    // What this look has seen may be of before that.
    if (this.#wokenMeanwhile) this.#wake();
    this.#wokenMeanwhile = false;
    if (!look || this.#ended.signal.aborted) return;
    const lost = this.#storeLacks ? this.#besides(look.snapshots.map(({ jobId }) => jobId)) : [];
    try {
      const written = await store.write(this.key, fencingToken, { ...look, snapshots: [...lost, ...look.snapshots] });
      if (!written) log.info({ watch: this.key }, 'somebody else looks by now');
      else {
        this.#storeLacks = false;
        for (const jobId of look.forgotten) this.#snapshots.delete(jobId);
      }
    } catch (error) {
      this.#poller.lose();
      log.warn({ err: error, watch: this.key }, 'what was seen could not be shared');
    }
  }

  #besides(jobIds: readonly string[]): VersionedSnapshot[] {
    const others = new Set(jobIds);
    return [...this.#snapshots.values()].filter(({ jobId }) => !others.has(jobId));
  }
}
