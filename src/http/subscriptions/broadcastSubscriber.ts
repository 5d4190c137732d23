// A subscriber of a broadcast: what it has received, and what it has to receive next.
import { changeFor, type EntryChange, phaseAfter } from '../../watch/feedEvent.ts';
import type { FeedEntry } from '../../watch/feedLog.ts';
import type { FeedState } from '../../watch/feedState.ts';
import { KnownPhases } from '../../watch/knownPhases.ts';
import { splitResumeId, withCompleteId } from '../../watch/resumeId.ts';
import type { ResumePoint } from '../../watch/resumePoint.ts';
import type { BroadcastEvent } from './renderings.ts';

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

interface Broadcasting {
  catchUp(subscriber: BroadcastSubscriber): void;
  remove(subscriber: BroadcastSubscriber): void;
}

interface NextEvent {
  entry: FeedEntry;
  change: EntryChange;
  /** The event ID. */
  id: string;
}

export class BroadcastSubscriber implements Subscriber {
  /** Receives events as they are delivered; else it is catching up, and the following members count. */
  isCurrent = false;
  isCatchingUp = false;
  isBlocked = false;
  hasLeft = false;
  position = 0;
  /** The last position at which it had every event. Of later ones it may have missed some, up to `position`. */
  completeUntil = 0;
  /** Of the last event about the sources. */
  healthVersion = 0;
  known = new KnownPhases();
  /** The ID of the last event of its previous connection; null once it has received the whole current state. */
  lastId: string | null;
  /** The event ID up to which it has everything; empty until it has received the whole current state. */
  completeId: string;
  /** What `lastId` means while event IDs have the prefix; null until it is read, and once it is not needed. */
  #resume: { idPrefix: string | null; point: ResumePoint | null } | null = null;

  constructor(
    readonly sink: Sink,
    lastId: string | null,
    readonly joinedAt: number,
    readonly broadcast: Broadcasting,
  ) {
    this.lastId = lastId;
    this.completeId = lastId === null ? '' : splitResumeId(lastId).completeId;
  }

  resume(): void {
    this.isBlocked = false;
    this.broadcast.catchUp(this);
  }

  unsubscribe(): void {
    this.broadcast.remove(this);
  }

  /** It has received the whole current state; `id` is the event ID for it. */
  completeAt(id: string): void {
    this.lastId = null;
    this.#resume = null;
    this.completeId = id;
  }

  /** The oldest event that it has missed; null if it has missed none. Skips entries that do not concern it. */
  nextOf(feed: FeedState): NextEvent | null {
    const resumed = this.#resumePointIn(feed);
    const completeId = this.lastId === null || resumed ? this.completeId : '';
    let next: NextEvent | null = null;
    for (let entry = feed.next(this.position); entry; entry = feed.next(entry.position)) {
      const change = this.#changeFor(entry, resumed);
      if (change && next) {
        next.id = withCompleteId(next.entry.id, completeId);
        return next;
      }
      if (change) next = { entry, change, id: '' };
      if (next) continue;
      this.position = entry.position;
      this.known.set(entry.slot, phaseAfter(entry));
    }
    if (next) next.id = feed.id;
    return next;
  }

  #changeFor(entry: FeedEntry, resumed: ResumePoint | null): EntryChange | null {
    const received = this.known.get(entry.slot);
    if (!resumed) return changeFor(entry, received, entry.isInitial || entry.enteredAt <= this.joinedAt);
    if (received !== 'NOTHING') return changeFor(entry, received, false);
    return resumed.hasSeen(entry) ? null : changeFor(entry, resumed.knownPhase(entry), resumed.isInitial(entry));
  }

  /** Read once, since it is needed for each event. Null for a client that does not resume, or with an ID of another feed. */
  #resumePointIn(feed: FeedState): ResumePoint | null {
    if (this.lastId === null) return null;
    const { idPrefix } = feed;
    if (this.#resume?.idPrefix !== idPrefix) this.#resume = { idPrefix, point: feed.resumeFrom(this.lastId) };
    return this.#resume.point;
  }
}
