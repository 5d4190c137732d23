// One watched target: performs the effects of its state machine (transition.ts) and returns their results to it as events.
import type { Logger } from 'pino';
import { type Clock, systemClock } from '../core/clock.ts';
import type { PaceBounds, Paces } from '../jobs/pace.ts';
import type { JobSource } from './awsJobSource.ts';
import type { ExpiringSoonFrom } from './expiries.ts';
import { readHint } from './jobHint.ts';
import { mergeInterests } from './mergeInterests.ts';
import { poll } from './poll.ts';
import { transition } from './transition.ts';
import type { WatchObserver } from './watchObserver.ts';
import { initialState, isReady, type TimerName, type WatchEffect, type WatchEvent } from './watchState.ts';
import type { FinishedSnapshots, Interest, VersionedSnapshot, WatchFailure, WatchStore } from './watchStore.ts';
import { kindOfJobs, targetKey, type WatchTarget } from './watchTarget.ts';

export interface WatchServices {
  store: WatchStore;
  finished: FinishedSnapshots;
  /** What a watch polls; the signal ends its calls. */
  source(target: WatchTarget, signal: AbortSignal): JobSource;
  clock: Clock;
  /** Of heartbeats and of pauses between wakes; the machine's own unless given. */
  realClock?: Clock | undefined;
  paces: Paces;
  expiringSoonFrom: ExpiringSoonFrom;
  /** Of what the watch sees; nobody if omitted. */
  observer?: WatchObserver;
  log: Logger;
  random(): number;
}

export interface WatchSubscriber {
  interest: Interest;
  /** Changes, in order. None when the first poll was made, when AWS failed, or when a new epoch began. */
  update(changes: readonly VersionedSnapshot[]): void;
}

/** Events tell of the jobs of a restore. Those of its objects are set up apart, bucket by bucket. */
const paceOf = (paces: Paces, target: WatchTarget): PaceBounds =>
  target.kind === 'Restores' ? { ...paces.BatchJob, eventSeconds: undefined } : paces[kindOfJobs(target)];

export class Watch {
  readonly key: string;
  readonly #target: WatchTarget;
  readonly #services: WatchServices;
  readonly #realClock: Clock;
  readonly #source: JobSource;
  readonly #subscribers = new Set<WatchSubscriber>();
  readonly #closing = new AbortController();
  readonly #timers = new Map<TimerName, () => void>();
  readonly #events: WatchEvent[] = [];
  #state = initialState;
  /** Of all subscribers; null until it is needed. */
  #interest: Interest | null = null;
  #isDispatching = false;
  #isReadyPosted = false;
  /** The last poll of this instance, in AWS's time and in real time. */
  #ownPoll: { at: number; startedAt: number } | null = null;

  constructor(target: WatchTarget, services: WatchServices) {
    this.key = targetKey(target);
    this.#target = target;
    this.#services = services;
    this.#realClock = services.realClock ?? systemClock;
    this.#source = services.source(target, this.#closing.signal);
    services.store.listen(this.key, (event) =>
      this.#dispatch(
        event.kind === 'wake'
          ? { kind: 'woken', hint: event.hint === null ? null : readHint(event.hint) }
          : { kind: 'storeChanged' },
      ),
    );
  }

  /** What is known, oldest change first. */
  get snapshots(): ReadonlyMap<string, VersionedSnapshot> {
    return this.#state.snapshots;
  }

  /** Names the numbering of the versions; null until the store was reached. */
  get epoch(): string | null {
    return this.#state.epoch;
  }

  /** Of the newest snapshot in the store, in this epoch. */
  get version(): number {
    return this.#state.version;
  }

  /** Whether what is known is what AWS says now. */
  get isFresh(): boolean {
    const { lastPoll } = this.#state;
    return lastPoll !== null && lastPoll.failure === null;
  }

  /** Why nothing can be seen. */
  get failure(): WatchFailure | null {
    return this.#state.lastPoll?.failure ?? null;
  }

  /** Why the last poll failed, by whichever instance, if that may pass. */
  get transientFailure(): WatchFailure | null {
    return this.#state.transientFailure;
  }

  /** When AWS was last polled, in milliseconds of AWS's clock; null before the first poll. */
  get polledAt(): number | null {
    return this.#state.lastPoll?.at ?? null;
  }

  get isWatched(): boolean {
    return this.#subscribers.size > 0;
  }

  add(subscriber: WatchSubscriber): void {
    this.#subscribers.add(subscriber);
    this.#interest = null;
    this.#dispatch({ kind: 'subscribed', interest: subscriber.interest });
  }

  remove(subscriber: WatchSubscriber): void {
    if (!this.#subscribers.delete(subscriber) || !this.isWatched) return;
    this.#interest = null;
    this.#report([]);
    this.#dispatch({ kind: 'unsubscribed' });
  }

  close(): void {
    this.#dispatch({ kind: 'closed' });
  }

  /** An event that an effect brings waits until the effects of the event before are performed. */
  #dispatch(event: WatchEvent): void {
    this.#events.push(event);
    if (this.#isDispatching) return;
    this.#isDispatching = true;
    const { clock, paces, store, expiringSoonFrom } = this.#services;
    const pace = paceOf(paces, this.#target);
    const settings = { pace, speed: clock.speed, heartbeatInterval: store.heartbeatInterval, expiringSoonFrom };
    for (let next = this.#events.shift(); next; next = this.#events.shift()) {
      const times = { now: clock.now(), realNow: this.#realClock.now() };
      const { state, effects } = transition(this.#state, next, settings, times);
      const before = this.#state.lastPoll;
      this.#state = state;
      for (const effect of effects) this.#perform(effect);
      const changes = effects.flatMap((effect) => (effect.kind === 'publish' ? effect.changes : []));
      const { lastPoll } = state;
      const isPolled = lastPoll?.at !== before?.at || lastPoll?.failure?.code !== before?.failure?.code;
      if (isPolled || changes.length > 0) this.#report(changes);
    }
    this.#isDispatching = false;
    this.#postReady();
  }

  /** A microtask later: those who subscribe at the same moment share a heartbeat. */
  #postReady(): void {
    if (this.#isReadyPosted || !isReady(this.#state)) return;
    this.#isReadyPosted = true;
    queueMicrotask(() => {
      this.#isReadyPosted = false;
      this.#dispatch({ kind: 'ready', interest: this.#wanted() });
    });
  }

  #wanted(): Interest {
    this.#interest ??= mergeInterests([...this.#subscribers].map(({ interest }) => interest));
    return this.#interest;
  }

  #perform(effect: WatchEffect): void {
    const { store, log } = this.#services;
    switch (effect.kind) {
      case 'heartbeat':
        store.heartbeat(this.key, effect.known, effect.interest).then(
          (leaseState) => this.#dispatch({ kind: 'heartbeatSucceeded', leaseState, interest: this.#wanted() }),
          (error: unknown) => this.#dispatch({ kind: 'heartbeatFailed', error }),
        );
        return;
      case 'poll': {
        const jitter = this.#services.random();
        if (this.#state.activity.kind === 'poll') {
          this.#ownPoll = { at: this.#state.activity.startedAt, startedAt: this.#realClock.now() };
        }
        poll(this.#source, effect.request).then(
          (outcome) => this.#dispatch({ kind: 'pollSucceeded', outcome, jitter }),
          (error: unknown) => this.#dispatch({ kind: 'pollFailed', error, jitter }),
        );
        return;
      }
      case 'write':
        store.write(this.key, effect.fencingToken, effect.result, effect.transientFailure).then(
          (isWritten) => this.#dispatch({ kind: 'writeSucceeded', isWritten }),
          (error: unknown) => this.#dispatch({ kind: 'writeFailed', error }),
        );
        return;
      case 'publish':
        this.#publish(effect.changes);
        return;
      case 'wakeAll':
        store.wake(this.key);
        return;
      case 'timer':
        this.#setTimer(effect.timer, effect.pause);
        return;
      case 'log':
        log[effect.level]({ watch: this.key, ...effect.fields }, effect.message);
        return;
      case 'leave':
        this.#leave();
    }
  }

  #publish(changes: readonly VersionedSnapshot[]): void {
    for (const snapshot of changes) this.#services.finished.remember(snapshot);
    for (const subscriber of [...this.#subscribers]) {
      try {
        subscriber.update(changes);
      } catch (error) {
        this.#services.log.error({ err: error, watch: this.key }, 'a subscriber failed to take changes');
      }
    }
  }

  #report(changes: readonly VersionedSnapshot[]): void {
    const { lastPoll, snapshots } = this.#state;
    if (!lastPoll) return;
    const { at, sweptAt, failure } = lastPoll;
    const isWhole = this.#wanted().all && (sweptAt !== null || failure !== null);
    const age = this.#ownPoll?.at === at ? this.#realClock.now() - this.#ownPoll.startedAt : null;
    const report = { at, age, isWhole, failure, changes, snapshots: snapshots.values() };
    try {
      this.#services.observer?.polled(this.#target, report);
    } catch (error) {
      this.#services.log.error({ err: error, watch: this.key }, 'the observer of a watch failed');
    }
  }

  #setTimer(timer: TimerName, pause: number | null): void {
    this.#timers.get(timer)?.();
    this.#timers.delete(timer);
    if (pause === null) return;
    const isOfAws = timer === 'poll' || timer === 'hint' || timer === 'expiry';
    const clock = isOfAws ? this.#services.clock : this.#realClock;
    this.#timers.set(
      timer,
      clock.after(pause, () => this.#dispatch({ kind: 'timer', timer })),
    );
  }

  #leave(): void {
    const { store, log } = this.#services;
    this.#closing.abort();
    this.#services.observer?.closed(this.#target);
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    store.unlisten(this.key);
    store
      .leave(this.key)
      .catch((error: unknown) => log.debug({ err: error, watch: this.key }, 'could not leave the store'));
  }
}
