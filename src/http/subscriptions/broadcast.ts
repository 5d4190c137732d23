// One execution of a subscription for all subscribers of the same operation. Each event is executed and serialized once for
// all who know the same of its job: usually all of them. A subscriber that keeps up costs no state; one that is behind costs
// its position in the feed and a byte for each job. It later receives the newest state of each job.

import { isPromise, type MaybePromise } from '../../core/maybePromise.ts';
import type { Feed } from '../../watch/feed.ts';
import { changeFor, type EntryChange, type FeedEvent, phaseAfter } from '../../watch/feedEvent.ts';
import type { FeedEntry } from '../../watch/feedLog.ts';
import type { FeedState } from '../../watch/feedState.ts';
import { KnownPhases } from '../../watch/knownPhases.ts';
import { withCompleteId } from '../../watch/resumeId.ts';
import type { WatchFailure } from '../../watch/watchStore.ts';
import { BroadcastSubscriber, type Sink, type Subscriber } from './broadcastSubscriber.ts';
import { type BroadcastEvent, type Rendered, type Rendering, Renderings } from './renderings.ts';

export interface BroadcastOptions {
  feed: Feed;
  /** Executes the subscription for an event. */
  render(event: FeedEvent): Promise<Rendered>;
  /** The result that reports a failure. */
  renderFailure(failure: WatchFailure | Error): Rendered;
  /** The lifetime of a rendering, in milliseconds. Default: unlimited. */
  maxAgeMs?: number | undefined;
  /** Called without subscribers, or without further events: new subscribers need a new broadcast. */
  onEnd(): void;
}

/** What a subscriber has to receive next: a job's newest state, or what is known of the sources. */
type Missed = { event: MaybePromise<BroadcastEvent> } & (
  | { entry: FeedEntry; change: EntryChange; rendering: Rendering }
  | { healthVersion: number }
);

export class Broadcast {
  readonly #options: BroadcastOptions;
  readonly #feed: FeedState;
  readonly #subscribers = new Set<BroadcastSubscriber>();
  readonly #renderings: Renderings;
  /** What every current subscriber has received, up to the position. */
  readonly #known = new KnownPhases();
  #deliveredUntil = 0;
  /** The last position at which current subscribers had every event. */
  #completeUntil = 0;
  /** The event ID of that position; empty until the feed has its present state. */
  #completeId = '';
  /** Of the last event about the sources that current subscribers received. */
  #healthVersion = 0;
  #isDelivering = false;
  #hasEnded = false;

  constructor(options: BroadcastOptions) {
    this.#options = options;
    this.#feed = options.feed.open(() => {
      this.#deliver().catch((error: unknown) => this.fail(error as Error));
    });
    this.#renderings = new Renderings(options, this.#feed);
    // There is no subscriber yet.
    for (const entry of this.#feed.after(0)) this.#known.set(entry.slot, phaseAfter(entry));
    this.#deliveredUntil = this.#feed.position;
    this.#completeUntil = this.#feed.position;
    this.#completeId = this.#feed.hasPresentState ? this.#feed.id : '';
    this.#healthVersion = this.#feed.healthVersion;
  }

  get subscribers(): number {
    return this.#subscribers.size;
  }

  /** The memory that its results take. */
  get bytes(): number {
    return this.#renderings.bytes;
  }

  /** `lastId` is the ID of the last event that the client received on its previous connection. */
  subscribe(sink: Sink, lastId: string | null): Subscriber {
    const subscriber = new BroadcastSubscriber(sink, lastId, this.#feed.position, this);
    this.#subscribers.add(subscriber);
    this.catchUp(subscriber);
    return subscriber;
  }

  remove(subscriber: BroadcastSubscriber): void {
    if (subscriber.hasLeft) return;
    subscriber.hasLeft = true;
    this.#subscribers.delete(subscriber);
    this.endIfUnused();
  }

  /** Ends it without subscribers. One turn later, because a request that was given it may be about to subscribe. */
  endIfUnused(): void {
    if (this.#subscribers.size > 0) return;
    setImmediate(() => {
      if (this.#subscribers.size === 0) this.#end();
    });
  }

  /** Sends what the subscriber has missed, at once as far as it is rendered. An error ends this subscriber only. */
  catchUp(subscriber: BroadcastSubscriber): void {
    if (subscriber.isCatchingUp) return;
    subscriber.isCatchingUp = true;
    let missed: Missed | null = null;
    try {
      missed = this.#sendRendered(subscriber);
    } catch (error) {
      this.#drop(subscriber, error as Error);
    }
    if (missed) void this.#sendWhenRendered(subscriber, missed);
    else subscriber.isCatchingUp = false;
  }

  async #sendWhenRendered(subscriber: BroadcastSubscriber, first: Missed): Promise<void> {
    try {
      for (let missed: Missed | null = first; missed; missed = this.#sendRendered(subscriber)) {
        this.#sendMissed(subscriber, missed, await missed.event);
      }
    } catch (error) {
      this.#drop(subscriber, error as Error);
    } finally {
      subscriber.isCatchingUp = false;
    }
  }

  /** Returns the first missed event that is not rendered yet, after it has sent those before; null if there is none. */
  #sendRendered(subscriber: BroadcastSubscriber): Missed | null {
    for (;;) {
      const missed = this.#nextMissed(subscriber);
      if (!missed || isPromise(missed.event)) return missed;
      this.#sendMissed(subscriber, missed, missed.event);
    }
  }

  /** Null for a subscriber that has left, cannot take more now, or has everything. */
  #nextMissed(subscriber: BroadcastSubscriber): Missed | null {
    if (subscriber.hasLeft || subscriber.isBlocked || subscriber.isCurrent) return null;
    const { failure, done, idPrefix, healthVersion } = this.#feed;
    if (subscriber.lastId !== null && idPrefix === null && !failure && !done) return null;
    const next = subscriber.nextOf(this.#feed);
    if (next) {
      const { entry, change, id } = next;
      const rendering = this.#renderings.of(entry);
      return { entry, change, rendering, event: rendering.event(change, id) };
    }
    if (subscriber.healthVersion < healthVersion) {
      return { healthVersion, event: this.#renderings.health(subscriber.healthVersion === 0) };
    }
    this.#settle(subscriber);
    return null;
  }

  #sendMissed(subscriber: BroadcastSubscriber, missed: Missed, event: BroadcastEvent): void {
    if (subscriber.hasLeft) return;
    if ('healthVersion' in missed) {
      subscriber.healthVersion = missed.healthVersion;
      this.#send(subscriber, event);
      return;
    }
    const { entry, change, rendering } = missed;
    subscriber.position = entry.position;
    subscriber.known.set(entry.slot, phaseAfter(entry));
    if (rendering.isNews(change, subscriber.completeUntil)) this.#send(subscriber, event);
  }

  /** Sends new entries to the current subscribers. The others catch up by themselves. */
  async #deliver(): Promise<void> {
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    for (;;) {
      const entry = this.#feed.next(this.#deliveredUntil);
      if (entry) await this.#deliverEntry(entry);
      else if (this.#healthVersion !== this.#feed.healthVersion) await this.#deliverHealth();
      else break;
    }
    this.#deliveredUntil = this.#feed.position;
    this.#completeUntil = this.#feed.position;
    this.#completeId = this.#feed.hasPresentState ? this.#feed.id : '';
    this.#isDelivering = false;
    // The entries that subscribers still have to receive are in memory.
    if (this.#feed.failure || this.#feed.done) this.#end();
    let areAllCurrent = true;
    for (const subscriber of this.#subscribers) {
      if (subscriber.isCurrent) this.#completeAtEnd(subscriber);
      else {
        areAllCurrent = false;
        if (!subscriber.isBlocked) this.catchUp(subscriber);
      }
    }
    if (areAllCurrent) this.#forgetOldEnds();
  }

  async #deliverEntry(entry: FeedEntry): Promise<void> {
    const change = changeFor(entry, this.#known.get(entry.slot), entry.isInitial);
    if (change && this.#hasCurrent()) {
      const rendering = this.#renderings.of(entry);
      const isLast = this.#feed.next(entry.position) === null;
      const id = isLast ? this.#feed.id : withCompleteId(entry.id, this.#completeId);
      const event = await rendering.event(change, id);
      // Nobody has become current meanwhile.
      if (rendering.isNews(change, this.#completeUntil)) {
        for (const subscriber of this.#subscribers) {
          if (subscriber.isCurrent) this.#sendToCurrent(subscriber, entry, event);
        }
      }
    }
    this.#known.set(entry.slot, phaseAfter(entry));
    this.#deliveredUntil = entry.position;
  }

  /** What changed of the sources, to current subscribers. */
  async #deliverHealth(): Promise<void> {
    const { healthVersion } = this.#feed;
    const isFirst = this.#healthVersion === 0;
    this.#healthVersion = healthVersion;
    if (!this.#hasCurrent()) return;
    const event = await this.#renderings.health(isFirst);
    for (const subscriber of this.#subscribers) {
      if (!subscriber.isCurrent) continue;
      subscriber.healthVersion = healthVersion;
      if (!this.#send(subscriber, event)) this.#fallBehind(subscriber, this.#deliveredUntil);
    }
  }

  #hasCurrent(): boolean {
    for (const { isCurrent } of this.#subscribers) if (isCurrent) return true;
    return false;
  }

  #sendToCurrent(subscriber: BroadcastSubscriber, entry: FeedEntry, event: BroadcastEvent): void {
    if (this.#send(subscriber, event)) return;
    this.#fallBehind(subscriber, entry.position);
    subscriber.known.set(entry.slot, phaseAfter(entry));
  }

  #fallBehind(subscriber: BroadcastSubscriber, position: number): void {
    subscriber.isCurrent = false;
    subscriber.position = position;
    subscriber.completeUntil = this.#completeUntil;
    subscriber.completeId = this.#completeId;
    subscriber.known = this.#known.clone();
  }

  #send(subscriber: BroadcastSubscriber, event: BroadcastEvent): boolean {
    try {
      subscriber.isBlocked = !subscriber.sink.send(event);
    } catch (error) {
      this.#drop(subscriber, error as Error);
    }
    return !subscriber.isBlocked && !subscriber.hasLeft;
  }

  /** For a subscriber that has every event: it becomes current, or is completed if there are no more. */
  #settle(subscriber: BroadcastSubscriber): void {
    const { hasPresentState, position, id } = this.#feed;
    subscriber.position = position;
    subscriber.completeUntil = position;
    if (hasPresentState) subscriber.completeAt(id);
    this.#completeAtEnd(subscriber);
    // Current subscribers all know the same.
    subscriber.isCurrent = !this.#isDelivering && subscriber.lastId === null;
    if (subscriber.isCurrent) subscriber.known = new KnownPhases();
  }

  #completeAtEnd(subscriber: BroadcastSubscriber): void {
    const { failure, done } = this.#feed;
    if (subscriber.hasLeft || (!failure && !done)) return;
    this.remove(subscriber);
    this.#complete(subscriber, failure);
  }

  /** An internal error ends the subscriber that meets it, with the reason. The others continue. */
  #drop(subscriber: BroadcastSubscriber, error: Error): void {
    if (subscriber.hasLeft) return;
    this.remove(subscriber);
    this.#complete(subscriber, error);
  }

  #complete({ sink }: BroadcastSubscriber, failure: WatchFailure | Error | null): void {
    try {
      if (failure) sink.send({ id: '', json: this.#options.renderFailure(failure).json });
      sink.complete();
    } catch {
      // The transport has failed too.
    }
  }

  /** Ends it for all subscribers, with the reason. */
  fail(error: Error): void {
    for (const subscriber of this.#subscribers) this.#drop(subscriber, error);
    this.#end();
  }

  #forgetOldEnds(): void {
    for (const { key, slot } of this.#feed.dropOldEnds()) {
      this.#renderings.delete(key);
      this.#known.set(slot, 'NOTHING');
    }
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#feed.close();
    this.#options.onEnd();
  }
}
