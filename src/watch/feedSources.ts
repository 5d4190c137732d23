// The sources of an open feed and the versions that they have reached. Sorted by their keys, so that an event ID means the
// same on every instance. A feed whose sources change gives out other IDs: an old one then means the full current state.
import { createHash } from 'node:crypto';
import type { JobRecord } from '../jobs/jobState.ts';
import { formatResumeId, parseResumeId } from './resumeId.ts';
import type { Watch, WatchSubscriber } from './watch.ts';
import type { Interest, VersionedSnapshot, WatchFailure } from './watchStore.ts';
import { targetKey, type WatchTarget } from './watchTarget.ts';

/** What a feed takes from one target. */
export interface FeedSource {
  target: WatchTarget;
  interest: Interest;
  /** Filters the jobs of the interest. */
  matches?: (job: JobRecord) => boolean;
  /** Identifies the filter. */
  filterKey?: string;
}

/** What a feed reads of a watch. */
export type WatchView = Pick<
  Watch,
  'snapshots' | 'epoch' | 'version' | 'isFresh' | 'failure' | 'transientFailure' | 'polledAt'
>;

/** A target that does not exist has no jobs; its list will leave it out. */
export const failureOf = ({ failure, transientFailure }: WatchView): WatchFailure | null =>
  failure?.code === 'NOT_FOUND' ? null : (failure ?? transientFailure);

export interface WatchJoining {
  join(target: WatchTarget, subscriber: WatchSubscriber): WatchView;
  leave(target: WatchTarget, subscriber: WatchSubscriber): void;
}

export interface OpenSource {
  readonly key: string;
  readonly source: FeedSource;
  readonly wanted: ReadonlySet<string>;
  readonly watch: WatchView;
  readonly subscriber: WatchSubscriber;
  /** The epoch of the version below. */
  epoch: string | null;
  /** The entries contain everything up to this version; 0 until they contain the present state. */
  version: number;
  isCaughtUp: boolean;
}

/** The IDs of a feed of more sources would be long. It has none: a client that reconnects gets the full current state. */
const maxSourcesWithIds = 250;

export class FeedSources {
  readonly #watches: WatchJoining;
  /** What the feed consists of besides its sources. */
  readonly #others: string;
  readonly #byKey = new Map<string, OpenSource>();
  // Many sources come at once, so what depends on all of them is made when it is needed.
  #ordered: Ordered | null = null;
  #prefix: string | null = null;

  constructor(watches: WatchJoining, others: string) {
    this.#watches = watches;
    this.#others = others;
  }

  /** By their keys. A change of the sources makes another array. */
  get all(): readonly OpenSource[] {
    return this.#order.sources;
  }

  get(key: string): OpenSource | undefined {
    return this.#byKey.get(key);
  }

  join(source: FeedSource, update: (open: OpenSource, changes: readonly VersionedSnapshot[]) => void): OpenSource {
    const key = targetKey(source.target);
    const subscriber: WatchSubscriber = {
      interest: source.interest,
      update: (changes) => {
        const open = this.#byKey.get(key);
        if (open?.subscriber === subscriber) update(open, changes);
      },
    };
    const watch = this.#watches.join(source.target, subscriber);
    const wanted = new Set(source.interest.jobIds);
    const open = { key, source, wanted, watch, subscriber, epoch: watch.epoch, version: 0, isCaughtUp: false };
    this.#byKey.set(key, open);
    this.#changed();
    return open;
  }

  leave(open: OpenSource): void {
    this.#byKey.delete(open.key);
    this.#watches.leave(open.source.target, open.subscriber);
    this.#changed();
  }

  /** The versions so far have no meaning any more. */
  beginEpoch(open: OpenSource): void {
    open.epoch = open.watch.epoch;
    open.version = 0;
    this.#prefix = null;
  }

  /** Identifies the sources and the epochs of their versions. */
  get idPrefix(): string {
    if (this.#prefix !== null) return this.#prefix;
    const { sources, definition } = this.#order;
    const epochs = sources.length > maxSourcesWithIds ? [] : sources.map(({ epoch }) => epoch ?? '');
    this.#prefix = digestOf(`${epochs.join(' ')} ${definition}`).slice(0, 8);
    return this.#prefix;
  }

  /** The event ID of a client that has received everything. */
  get id(): string {
    const { sources } = this.#order;
    if (sources.length > maxSourcesWithIds) return this.idPrefix;
    return formatResumeId(
      this.idPrefix,
      sources.map(({ version }) => version),
    );
  }

  /** By the keys of the sources; null for an ID of another feed. */
  versionsOf(id: string): ReadonlyMap<string, number> | null {
    const { sources } = this.#order;
    const versions = parseResumeId(id, this.idPrefix);
    if (versions?.length !== sources.length) return null;
    // A version that was not given out yet is not of this feed.
    if (sources.some(({ watch }, index) => (versions[index] ?? 0) > watch.version)) return null;
    return new Map(sources.map(({ key }, index) => [key, versions[index] ?? 0]));
  }

  /** Readers who are behind still need the sources and their versions. */
  close(): void {
    for (const { source, subscriber } of this.all) this.#watches.leave(source.target, subscriber);
  }

  #changed(): void {
    this.#ordered = null;
    this.#prefix = null;
  }

  get #order(): Ordered {
    if (this.#ordered) return this.#ordered;
    const sources = [...this.#byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    const definition = digestOf(JSON.stringify([sources.map(definitionOf), this.#others]));
    this.#ordered = { sources, definition };
    return this.#ordered;
  }
}

interface Ordered {
  /** By their keys. */
  sources: readonly OpenSource[];
  /** Identifies what the feed consists of. */
  definition: string;
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const definitionOf = ({ key, source: { interest, filterKey } }: OpenSource) => [
  key,
  interest.all || [...interest.jobIds].sort(),
  filterKey,
];
