// What happens to restores as time passes, for buckets whose notifications are configured: a copy is requested, completed, and deleted.
// Each happens once. A request that changes a restore, and the removal of its object, replace what was still to come.
import { type HeldBytes, hold } from '../heldBytes.ts';
import { TimeHeap } from '../timeHeap.ts';
import type { Bucket } from './bucket.ts';
import type { ObjectVersion, Restore } from './records.ts';

export interface RestoreEvent {
  kind: 'Post' | 'Completed' | 'Delete';
  bucket: Bucket;
  version: ObjectVersion;
  restore: Restore;
  at: number;
}

interface Tracked extends Pick<RestoreEvent, 'bucket' | 'version' | 'restore'> {
  /** Until when the restore is as it says. */
  until: number;
}

interface Due {
  kind: RestoreEvent['kind'];
  tracked: Tracked;
}

/** What is to come of one restore: its request, its end, and the end of its copy. */
const EVENTS = 3;

/** An estimate, in bytes. */
const EVENT = 200;

export class RestoreEvents {
  readonly #held: HeldBytes;
  readonly #due = new TimeHeap<Due>();
  readonly #tracked = new WeakMap<ObjectVersion, Tracked>();

  constructor(held: HeldBytes) {
    this.#held = held;
  }

  get nextAt(): number {
    return this.#due.nextAt;
  }

  /** Called when the notifications of a bucket are configured: its restores of before will end. */
  watch(bucket: Bucket, now: number): void {
    for (const version of bucket.versions.all()) {
      if (version.kind === 'object' && version.restore && !this.#tracked.has(version))
        this.#track(bucket, version, now);
    }
  }

  /** Called before a request. Throws if there is no room for its events. */
  assertRoom(bucket: Bucket): void {
    if (!bucket.notifications) return;
    hold(this.#held, EVENTS * EVENT);
    this.#held.uploaded -= EVENTS * EVENT;
  }

  /** Called after a request. `isStarted` is false for one that only moved the end of a copy. */
  requested(bucket: Bucket, version: ObjectVersion, isStarted: boolean, now: number): void {
    this.removed(version, now);
    if (!bucket.notifications) return;
    const tracked = this.#track(bucket, version, now);
    if (isStarted && tracked) this.#push(now, { kind: 'Post', tracked });
  }

  removed(version: ObjectVersion, now: number): void {
    const known = this.#tracked.get(version);
    if (!known) return;
    known.until = now;
    this.#tracked.delete(version);
  }

  /** The first event that is due; undefined if there is none. */
  take(now: number): RestoreEvent | undefined {
    for (let next = this.#due.pop(now); next; next = this.#due.pop(now)) {
      this.#held.uploaded -= EVENT;
      const { kind, tracked } = next.entry;
      if (kind === 'Delete' && this.#tracked.get(tracked.version) === tracked) this.#tracked.delete(tracked.version);
      if (kind === 'Post' || next.at <= tracked.until) return { ...tracked, kind, at: next.at };
    }
    return undefined;
  }

  #track(bucket: Bucket, version: ObjectVersion, now: number): Tracked | undefined {
    const { restore } = version;
    if (!restore) return undefined;
    const tracked: Tracked = { bucket, version, restore, until: Number.POSITIVE_INFINITY };
    this.#tracked.set(version, tracked);
    if (restore.readyAt > now) this.#push(restore.readyAt, { kind: 'Completed', tracked });
    if (restore.expiresAt > now && Number.isFinite(restore.expiresAt))
      this.#push(restore.expiresAt, { kind: 'Delete', tracked });
    return tracked;
  }

  #push(at: number, due: Due): void {
    this.#held.uploaded += EVENT;
    this.#due.push(at, due);
  }
}
