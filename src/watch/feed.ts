// The source of a subscription's events: some jobs, or all jobs of a target. Nothing is watched before open().
import { GatewayError } from '../core/errors.ts';
import { type FeedEntry, type FeedSource, FeedState, type WatchRegistry } from './feedState.ts';
import type { JobSnapshot, WatchFailure } from './watchStore.ts';
import { targetKey } from './watchTarget.ts';

export class Feed implements AsyncIterable<JobSnapshot> {
  readonly #sources: readonly FeedSource[];
  readonly #watches: WatchRegistry;
  readonly #absent: readonly string[];
  readonly #failure: WatchFailure | null;

  /** A feed with a failure delivers only that. */
  constructor(
    sources: readonly FeedSource[],
    watches: WatchRegistry,
    absent: readonly string[] = [],
    failure: WatchFailure | null = null,
  ) {
    // In one order, so that an event ID means the same on every instance.
    this.#sources = [...sources].sort((a, b) => (targetKey(a.target) < targetKey(b.target) ? -1 : 1));
    this.#watches = watches;
    this.#absent = absent;
    this.#failure = failure;
  }

  open(changed: () => void): FeedState {
    return new FeedState(this.#sources, this.#watches, this.#absent, changed, this.#failure);
  }

  /** For GraphQL's own subscribe(). The transports of the gateway share one open feed instead. */
  [Symbol.asyncIterator](): AsyncIterator<JobSnapshot> {
    let wake = () => {};
    let position = 0;
    let isClosed = false;
    const feed = this.open(() => wake());
    const end = (): IteratorReturnResult<undefined> => {
      isClosed = true;
      feed.close();
      wake();
      return { done: true, value: undefined };
    };
    return {
      next: async () => {
        while (!isClosed) {
          const entry = nextOf(feed, position);
          if (entry) {
            position = entry.position;
            return { done: false, value: entry.snapshot };
          }
          const { done, failure } = feed;
          if (done || failure) end();
          if (failure) throw new GatewayError(failure.code, failure.message);
          if (done) break;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        return { done: true, value: undefined };
      },
      return: async () => end(),
    };
  }
}

function nextOf(feed: FeedState, position: number): FeedEntry | undefined {
  for (const entry of feed.after(position)) if (entry.leftFilter !== 'before') return entry;
  return undefined;
}
