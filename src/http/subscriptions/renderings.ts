// What a broadcast has rendered: of each job the newest entry, once for each change that it is for a subscriber. An entry
// whose content is the same as before is recognized, so that nobody receives it twice.
import { systemClock } from '../../core/clock.ts';
import { andThen, type MaybePromise } from '../../core/maybePromise.ts';
import { type EntryChange, eventOf, type FeedEvent, healthEventOf } from '../../watch/feedEvent.ts';
import type { FeedEntry } from '../../watch/feedLog.ts';
import type { FeedState } from '../../watch/feedState.ts';
import type { WatchFailure } from '../../watch/watchStore.ts';

/** A serialized result of the subscription. */
export interface Rendered {
  /** What it says of the job, to recognize an event without news. */
  content: string;
  /** The whole result, as sent. */
  json: string;
  /** Whether it lacks what another execution would now contain. Never, if null or omitted. */
  isOutdated?: (() => boolean) | null;
}

/** An event that subscribers share. */
export interface BroadcastEvent {
  readonly id: string;
  readonly json: string;
  /** The same as a server-sent event, encoded once by the first stream that needs it. */
  bytes?: Buffer;
}

export interface Renderer {
  render(event: FeedEvent): Promise<Rendered>;
  renderFailure(failure: WatchFailure | Error): Rendered;
  maxAgeMs?: number | undefined;
}

export class Renderings {
  readonly #renderer: Renderer;
  readonly #feed: FeedState;
  readonly #newest = new Map<string, Rendering>();
  #bytes = 0;
  #health: { key: string; event: MaybePromise<BroadcastEvent> } | null = null;

  constructor(renderer: Renderer, feed: FeedState) {
    this.#renderer = renderer;
    this.#feed = feed;
  }

  /** The memory that the results take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What is known of the sources, and the counts. `isFirst`: it ends the current state of a new subscriber. */
  health(isFirst: boolean): MaybePromise<BroadcastEvent> {
    const { id, position, healthVersion } = this.#feed;
    const key = `${id} ${position} ${healthVersion} ${isFirst}`;
    if (this.#health?.key === key) return this.#health.event;
    const event = renderedBy(this.#renderer, healthEventOf(this.#feed, isFirst)).then(({ json }) => {
      health.event = { id, json };
      return health.event;
    });
    const health: { key: string; event: MaybePromise<BroadcastEvent> } = { key, event };
    this.#health = health;
    return event;
  }

  /** The rendering of an entry; a new one once it has expired. */
  of(entry: FeedEntry): Rendering {
    const before = this.#newest.get(entry.key);
    const now = systemClock.now();
    if (before?.entry === entry && now < before.expiresAt && !before.isOutdated()) return before;
    const { maxAgeMs = Number.POSITIVE_INFINITY } = this.#renderer;
    const rendering = new Rendering(entry, before ?? null, now + maxAgeMs, this.#renderer, this.#feed, (bytes) => {
      if (this.#newest.get(entry.key) === rendering) this.#bytes += bytes;
    });
    this.#bytes -= before?.bytes ?? 0;
    this.#newest.set(entry.key, rendering);
    return rendering;
  }

  delete(key: string): void {
    this.#bytes -= this.#newest.get(key)?.bytes ?? 0;
    this.#newest.delete(key);
  }
}

async function renderedBy({ render, renderFailure }: Renderer, event: FeedEvent): Promise<Rendered> {
  try {
    return await render(event);
  } catch (error) {
    return renderFailure(error as Error);
  }
}

/** A result is kept as text and as the bytes that streams send. */
const bytesOf = (json: string): number => 2 * json.length;

/** Of one entry, with different event IDs: subscribers who come later may be given others. */
const maxEvents = 16;

export class Rendering {
  readonly entry: FeedEntry;
  readonly expiresAt: number;
  /** The memory that its results take. */
  bytes = 0;
  /** The position from which on the content is the same. Known once an event is rendered. */
  #since: number;
  readonly #renderer: Renderer;
  readonly #feed: FeedState;
  readonly #rendered = new Map<string, MaybePromise<string>>();
  readonly #events = new Map<string, BroadcastEvent>();
  /** Until the first event is rendered. */
  #before: Rendering | null;
  #content: string | null = null;
  #isOutdated: (() => boolean) | null = null;
  readonly #onBytes: (bytes: number) => void;

  constructor(
    entry: FeedEntry,
    before: Rendering | null,
    expiresAt: number,
    renderer: Renderer,
    feed: FeedState,
    onBytes: (bytes: number) => void,
  ) {
    this.#onBytes = onBytes;
    this.entry = entry;
    this.expiresAt = expiresAt;
    this.#since = entry.position;
    this.#renderer = renderer;
    this.#feed = feed;
    this.#before = before;
  }

  /** A promise while the result is being made. */
  event(change: EntryChange, id: string): MaybePromise<BroadcastEvent> {
    const changeKey = `${change.change} ${change.previousPhase}`;
    const known = this.#events.get(`${changeKey} ${id}`);
    if (known) return known;
    const rendered = this.#rendered.get(changeKey) ?? this.#render(change, changeKey);
    return andThen(rendered, (json) => this.#withId(changeKey, id, json));
  }

  #withId(changeKey: string, id: string, json: string): BroadcastEvent {
    const key = `${changeKey} ${id}`;
    const known = this.#events.get(key);
    if (known) return known;
    const event = { id, json };
    this.#events.set(key, event);
    const [oldest = ''] = this.#events.keys();
    if (this.#events.size > maxEvents) this.#events.delete(oldest);
    return event;
  }

  /** Whether a result lacks what another execution would now contain. */
  isOutdated(): boolean {
    return this.#isOutdated?.() ?? false;
  }

  /** Whether the event, once rendered, has news for a reader who has everything up to the position. */
  isNews({ change }: EntryChange, completeUntil: number): boolean {
    return change !== 'CHANGED' || completeUntil < this.#since;
  }

  #render(change: EntryChange, changeKey: string): Promise<string> {
    const rendering = renderedBy(this.#renderer, eventOf(this.entry, change, this.#feed)).then((rendered) => {
      const bytes = bytesOf(rendered.json);
      this.bytes += bytes;
      this.#onBytes(bytes);
      this.#isOutdated ??= rendered.isOutdated ?? null;
      this.#recognize(`${this.entry.phase} ${rendered.content}`);
      this.#rendered.set(changeKey, rendered.json);
      return rendered.json;
    });
    this.#rendered.set(changeKey, rendering);
    return rendering;
  }

  /** A change of the phase is always news. */
  #recognize(content: string): void {
    if (this.#content !== null) return;
    this.#content = content;
    if (this.#before !== null && this.#before.#content === content) this.#since = this.#before.#since;
    this.#before = null;
  }
}
