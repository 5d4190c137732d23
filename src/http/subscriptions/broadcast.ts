// One subscription for all who ask for the same in the same words: each event is executed and written as JSON once. A
// reader costs a number, how far it has come; who is slow is left behind there and later gets the newest of each job.

import { systemClock } from '../../core/clock.ts';
import { hasEnded } from '../../watch/changes.ts';
import type { Feed } from '../../watch/feed.ts';
import type { Entry, FeedState } from '../../watch/feedState.ts';
import type { JobSnapshot, WatchFailure } from '../../watch/watchStore.ts';

/** An answer to the subscription. */
export interface Rendered {
  /** Its data and errors. */
  content: string;
  /** All of it, as it is sent. */
  json: string;
}

/** An event as all readers get it. */
export interface BroadcastEvent {
  readonly id: string;
  readonly json: string;
  /** The same as a server-sent event, encoded once by the first stream that needs it. */
  bytes?: Buffer;
}

/** Where events go. */
export interface Sink {
  /** False where the other side does not keep up; Reader.drained tells when it does again. */
  send(event: BroadcastEvent): boolean;
  /** There is nothing more to come. */
  complete(): void;
}

export interface Subscriber {
  resume(): void;
  /** The other side has gone, or wants no more. */
  unsubscribe(): void;
}

export interface BroadcastOptions {
  feed: Feed;
  /** Executes the subscription for a snapshot. */
  render(snapshot: JobSnapshot): Promise<Rendered>;
  /** The answer that tells why something cannot be told. */
  renderFailure(failure: WatchFailure | Error): Rendered;
  /** For how many milliseconds an answer stays true; always, where left out. */
  maxAgeMs?: number | undefined;
  /** Nobody reads any more, or there is nothing more to read: who comes now needs another one. */
  onEnd(): void;
}

interface Rendering {
  entry: Entry;
  event: Promise<BroadcastEvent>;
  content: string | null;
  /** Who comes later needs another one of the same. */
  until: number;
  /** From this place on it has read the same. */
  since: number;
}

class Member implements Subscriber {
  place = 0;
  /** Gets events as they come. */
  isLive = false;
  isBlocked = false;
  hasLeft = false;
  /** Has not had the whole present state yet. */
  isNew = true;
  /** Where it had everything for the last time: what others get between here and its place may have passed it by. */
  knows = 0;

  constructor(
    readonly sink: Sink,
    /** The id of the last event that it got on a connection before. */
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
  readonly #members = new Set<Member>();
  readonly #renderings = new Map<string, Rendering>();
  #delivering = false;
  #isOver = false;

  constructor(options: BroadcastOptions) {
    this.#options = options;
    this.#feed = options.feed.open(() => {
      this.#deliver().catch((error: unknown) => this.#fail(error as Error));
    });
  }

  get subscribers(): number {
    return this.#members.size;
  }

  /** `lastId` is the id of the last event that this one got, on a connection before. */
  subscribe(sink: Sink, lastId: string | null): Subscriber {
    const member = new Member(sink, lastId, this.#feed.position, this);
    this.#members.add(member);
    this.catchUp(member);
    return member;
  }

  remove(member: Member): void {
    if (member.hasLeft) return;
    member.hasLeft = true;
    this.#members.delete(member);
    this.endIfUnused();
  }

  /** Ends it where nobody reads; a turn later, for somebody who was given it may be about to join. */
  endIfUnused(): void {
    if (this.#members.size > 0) return;
    setImmediate(() => {
      if (this.#members.size === 0) this.#end();
    });
  }

  /** Brings a member to where all others are; a failure of this concerns nobody else. */
  catchUp(member: Member): void {
    this.#catchUp(member).catch((error: unknown) => this.#drop(member, error as Error));
  }

  async #catchUp(member: Member): Promise<void> {
    while (!member.hasLeft && !member.isBlocked) {
      const entry = this.#nextFor(member);
      if (!entry) {
        member.isLive = true;
        member.place = this.#feed.position;
        this.#finish(member);
        return;
      }
      const rendering = this.#render(entry);
      const event = await rendering.event;
      if (!member.hasLeft && member.place < entry.position) this.#give(member, entry, rendering, event);
    }
  }

  #nextFor(member: Member): Entry | undefined {
    for (const entry of this.#feed.after(member.place)) {
      if (this.#isNewsTo(member, entry)) return entry;
    }
    return undefined;
  }

  /** Of the present state, a member that comes again knows some. Which, can be said when the feed knows its own versions. */
  #isNewsTo({ isNew, lastId, joinedAt }: Member, entry: Entry): boolean {
    const { left, position: place } = entry;
    const hasSeen = isNew && lastId !== null ? this.#feed.seenBy(lastId) : null;
    if (hasSeen) return !hasSeen(entry);
    // What has left the states asked for is changes only to those who saw it there.
    return left === null || (left === 'meanwhile' && place > joinedAt);
  }

  /** Sends all that is new to those who are up to date; the others come along by themselves. */
  async #deliver(): Promise<void> {
    if (this.#delivering) return;
    this.#delivering = true;
    let delivered = this.#lowestPlace();
    for (;;) {
      const [entry] = this.#feed.after(delivered);
      if (!entry) break;
      const rendering = this.#render(entry);
      const event = await rendering.event;
      for (const member of this.#members) {
        if (!member.isLive || member.place >= entry.position) continue;
        if (this.#isNewsTo(member, entry)) this.#give(member, entry, rendering, event);
        else member.place = entry.position;
      }
      delivered = entry.position;
    }
    this.#delivering = false;
    const { failure, done } = this.#feed;
    // What is still to be read is here already.
    if (failure || done) this.#end();
    let everybodyHasCome = true;
    for (const member of this.#members) {
      if (member.isLive) this.#finish(member);
      else everybodyHasCome = false;
    }
    if (everybodyHasCome) this.#forgetOldEnds();
  }

  #lowestPlace(): number {
    let lowest = this.#feed.position;
    for (const { isLive, place } of this.#members) if (isLive) lowest = Math.min(lowest, place);
    return lowest;
  }

  #give(member: Member, entry: Entry, { since }: Rendering, event: BroadcastEvent): void {
    const hasIt = member.knows >= since;
    member.place = entry.position;
    if (hasIt) return;
    try {
      if (member.sink.send(event)) return;
    } catch (error) {
      this.#drop(member, error as Error);
    }
    member.isLive = false;
    member.isBlocked = true;
  }

  /** A fault of ours ends the one that meets it, told why; the others go on. */
  #drop(member: Member, error: Error): void {
    if (member.hasLeft) return;
    this.remove(member);
    this.#say(member, error);
  }

  #say({ sink }: Member, failure: WatchFailure | Error | null): void {
    try {
      if (failure) sink.send({ id: '', json: this.#options.renderFailure(failure).json });
      sink.complete();
    } catch {
      // It cannot even be told.
    }
  }

  #fail(error: Error): void {
    for (const member of this.#members) this.#drop(member, error);
    this.#end();
  }

  /** For a member that has everything there is: tells it when there is nothing more. */
  #finish(member: Member): void {
    const { failure, done, isPresent, position: place } = this.#feed;
    member.knows = place;
    if (isPresent || member.lastId === null) member.isNew = false;
    if (member.hasLeft || member.isBlocked || (!failure && !done)) return;
    this.remove(member);
    this.#say(member, failure);
  }

  #render(entry: Entry): Rendering {
    const before = this.#renderings.get(entry.key);
    const now = systemClock.now();
    if (before?.entry === entry && now < before.until) return before;
    const { maxAgeMs: keptFor = Number.POSITIVE_INFINITY } = this.#options;
    const rendering: Rendering = {
      entry,
      content: null,
      until: now + keptFor,
      since: entry.position,
      event: this.#contentOf(entry).then(({ content, json }) => {
        rendering.content = content;
        const isSame = before?.content === content && before.entry.left === entry.left;
        if (isSame && !isLast(entry)) rendering.since = before.since;
        return { id: entry.id, json };
      }),
    };
    this.#renderings.set(entry.key, rendering);
    return rendering;
  }

  async #contentOf({ snapshot, failure }: Entry): Promise<Rendered> {
    const { render, renderFailure } = this.#options;
    try {
      return failure ? renderFailure(failure) : await render(snapshot);
    } catch (error) {
      return renderFailure(error as Error);
    }
  }

  #forgetOldEnds(): void {
    for (const { key } of this.#feed.forgetOldEnds()) this.#renderings.delete(key);
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#feed.close();
    this.#options.onEnd();
  }
}

const isLast = ({ snapshot: { job } }: Entry): boolean => job === null || hasEnded(job);
