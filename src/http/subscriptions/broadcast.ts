// One execution of a subscription for all subscribers of the same operation: each event is executed and serialized once. A
// subscriber costs one number, its position in the feed. A slow one stays behind and later receives the newest event of each
// job.
import { systemClock } from '../../core/clock.ts';
import { hasEnded } from '../../watch/changes.ts';
import type { Feed } from '../../watch/feed.ts';
import type { FeedEntry, FeedState } from '../../watch/feedState.ts';
import type { JobSnapshot, WatchFailure } from '../../watch/watchStore.ts';

/** A serialized result of the subscription. */
export interface Rendered {
  /** Its data and errors. */
  content: string;
  /** The whole result, as sent. */
  json: string;
}

/** An event that all subscribers share. */
export interface BroadcastEvent {
  readonly id: string;
  readonly json: string;
  /** The same as a server-sent event, encoded once by the first stream that needs it. */
  bytes?: Buffer;
}

/** The transport of a subscriber. */
export interface Sink {
  /** False for back-pressure: the transport calls Subscriber.resume when it can take more. */
  send(event: BroadcastEvent): boolean;
  /** There are no more events. */
  complete(): void;
}

export interface Subscriber {
  /** Ends back-pressure. */
  resume(): void;
  unsubscribe(): void;
}

export interface BroadcastOptions {
  feed: Feed;
  /** Executes the subscription for a snapshot. */
  render(snapshot: JobSnapshot): Promise<Rendered>;
  /** The result that reports a failure. */
  renderFailure(failure: WatchFailure | Error): Rendered;
  /** The lifetime of a rendering, in milliseconds. Default: unlimited. */
  maxAgeMs?: number | undefined;
  /** Called without subscribers, or without further events: new subscribers need a new broadcast. */
  onEnd(): void;
}

interface Rendering {
  entry: FeedEntry;
  event: Promise<BroadcastEvent>;
  content: string | null;
  /** When it expires: later subscribers need a new rendering of the entry. */
  expiresAt: number;
  /** The position from which on the content is the same. */
  since: number;
}

class BroadcastSubscriber implements Subscriber {
  position = 0;
  /** Receives events as they are delivered; else it is catching up. */
  isCurrent = false;
  isBlocked = false;
  hasLeft = false;
  /** Has not received the whole current state yet. */
  isNew = true;
  /** The last position at which it had every event. Of later ones it may have missed some, up to `position`. */
  completeUntil = 0;

  constructor(
    readonly sink: Sink,
    /** The id of the last event of its previous connection. */
    readonly lastId: string | null,
    readonly joinedAt: number,
    readonly broadcast: Broadcast,
  ) {}

  resume(): void {
    this.isBlocked = false;
    this.broadcast.catchUp(this);
  }

  unsubscribe(): void {
    this.broadcast.remove(this);
  }
}

export class Broadcast {
  readonly #options: BroadcastOptions;
  readonly #feed: FeedState;
  readonly #subscribers = new Set<BroadcastSubscriber>();
  readonly #renderings = new Map<string, Rendering>();
  #isDelivering = false;
  #hasEnded = false;

  constructor(options: BroadcastOptions) {
    this.#options = options;
    this.#feed = options.feed.open(() => {
      this.#deliver().catch((error: unknown) => this.#fail(error as Error));
    });
  }

  get subscribers(): number {
    return this.#subscribers.size;
  }

  /** `lastId` is the id of the last event that the client received on its previous connection. */
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

  /** Sends what the subscriber has missed. An error ends this subscriber only. */
  catchUp(subscriber: BroadcastSubscriber): void {
    this.#catchUp(subscriber).catch((error: unknown) => this.#drop(subscriber, error as Error));
  }

  async #catchUp(subscriber: BroadcastSubscriber): Promise<void> {
    while (!subscriber.hasLeft && !subscriber.isBlocked) {
      const entry = this.#nextFor(subscriber);
      if (!entry) {
        subscriber.isCurrent = true;
        subscriber.position = this.#feed.position;
        this.#settle(subscriber);
        return;
      }
      const rendering = this.#render(entry);
      const event = await rendering.event;
      if (!subscriber.hasLeft && subscriber.position < entry.position) this.#send(subscriber, entry, rendering, event);
    }
  }

  #nextFor(subscriber: BroadcastSubscriber): FeedEntry | undefined {
    for (const entry of this.#feed.after(subscriber.position)) {
      if (this.#isWanted(subscriber, entry)) return entry;
    }
    return undefined;
  }

  /** A reconnected subscriber has seen a part of the current state. The feed knows which once it knows its own versions. */
  #isWanted({ isNew, lastId, joinedAt }: BroadcastSubscriber, entry: FeedEntry): boolean {
    const { leftFilter, position } = entry;
    const hasSeen = isNew && lastId !== null ? this.#feed.seenBy(lastId) : null;
    if (hasSeen) return !hasSeen(entry);
    // That a job has left the requested states matters only to subscribers who saw it there.
    return leftFilter === null || (leftFilter === 'meanwhile' && position > joinedAt);
  }

  /** Sends new events to the current subscribers. The others catch up by themselves. */
  async #deliver(): Promise<void> {
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    let delivered = this.#lowestPosition();
    for (;;) {
      const [entry] = this.#feed.after(delivered);
      if (!entry) break;
      const rendering = this.#render(entry);
      const event = await rendering.event;
      for (const subscriber of this.#subscribers) {
        if (!subscriber.isCurrent || subscriber.position >= entry.position) continue;
        if (this.#isWanted(subscriber, entry)) this.#send(subscriber, entry, rendering, event);
        else subscriber.position = entry.position;
      }
      delivered = entry.position;
    }
    this.#isDelivering = false;
    const { failure, done } = this.#feed;
    // The entries that subscribers still have to receive are in memory.
    if (failure || done) this.#end();
    let areAllCurrent = true;
    for (const subscriber of this.#subscribers) {
      if (subscriber.isCurrent) this.#settle(subscriber);
      else areAllCurrent = false;
    }
    if (areAllCurrent) this.#forgetOldEnds();
  }

  #lowestPosition(): number {
    let lowest = this.#feed.position;
    for (const { isCurrent, position } of this.#subscribers) if (isCurrent) lowest = Math.min(lowest, position);
    return lowest;
  }

  #send(subscriber: BroadcastSubscriber, entry: FeedEntry, { since }: Rendering, event: BroadcastEvent): void {
    const hasReceived = subscriber.completeUntil >= since;
    subscriber.position = entry.position;
    if (hasReceived) return;
    try {
      if (subscriber.sink.send(event)) return;
    } catch (error) {
      this.#drop(subscriber, error as Error);
    }
    subscriber.isCurrent = false;
    subscriber.isBlocked = true;
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

  #fail(error: Error): void {
    for (const subscriber of this.#subscribers) this.#drop(subscriber, error);
    this.#end();
  }

  /** For a subscriber that has every event: completes it if there are no more. */
  #settle(subscriber: BroadcastSubscriber): void {
    const { failure, done, hasPresentState, position } = this.#feed;
    subscriber.completeUntil = position;
    if (hasPresentState || subscriber.lastId === null) subscriber.isNew = false;
    if (subscriber.hasLeft || subscriber.isBlocked || (!failure && !done)) return;
    this.remove(subscriber);
    this.#complete(subscriber, failure);
  }

  #render(entry: FeedEntry): Rendering {
    const before = this.#renderings.get(entry.key);
    const now = systemClock.now();
    if (before?.entry === entry && now < before.expiresAt) return before;
    const { maxAgeMs = Number.POSITIVE_INFINITY } = this.#options;
    const rendering: Rendering = {
      entry,
      content: null,
      expiresAt: now + maxAgeMs,
      since: entry.position,
      event: this.#contentOf(entry).then(({ content, json }) => {
        rendering.content = content;
        const isSame = before?.content === content && before.entry.leftFilter === entry.leftFilter;
        if (isSame && !isLast(entry)) rendering.since = before.since;
        return { id: entry.id, json };
      }),
    };
    this.#renderings.set(entry.key, rendering);
    return rendering;
  }

  async #contentOf({ snapshot, failure }: FeedEntry): Promise<Rendered> {
    const { render, renderFailure } = this.#options;
    try {
      return failure ? renderFailure(failure) : await render(snapshot);
    } catch (error) {
      return renderFailure(error as Error);
    }
  }

  #forgetOldEnds(): void {
    for (const { key } of this.#feed.dropOldEnds()) this.#renderings.delete(key);
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#feed.close();
    this.#options.onEnd();
  }
}

const isLast = ({ snapshot: { job } }: FeedEntry): boolean => job === null || hasEnded(job);
