// What a subscription is about: some jobs, or all of a target. It is only a wish; open() makes it happen.
import { GatewayError } from '../core/errors.ts';
import { type Entry, FeedState, type WatchRegistry, type Wish } from './feedState.ts';
import type { JobSnapshot, WatchFailure } from './watchStore.ts';
import { targetKey } from './watchTarget.ts';

export class Feed implements AsyncIterable<JobSnapshot> {
  readonly #wishes: readonly Wish[];
  readonly #watches: WatchRegistry;
  readonly #absent: readonly string[];
  readonly #failure: WatchFailure | null;

  /** With a failure, there is nothing to come but that. */
  constructor(
    wishes: readonly Wish[],
    watches: WatchRegistry,
    absent: readonly string[] = [],
    failure: WatchFailure | null = null,
  ) {
    // In one order for all, so that an id means the same whichever instance gave it.
    this.#wishes = [...wishes].sort((a, b) => (targetKey(a.target) < targetKey(b.target) ? -1 : 1));
    this.#watches = watches;
    this.#absent = absent;
    this.#failure = failure;
  }

  open(changed: () => void): FeedState {
    return new FeedState(this.#wishes, this.#watches, this.#absent, changed, this.#failure);
  }

  /** For whoever takes a subscription as GraphQL has it; the transports here share one open feed instead. */
  [Symbol.asyncIterator](): AsyncIterator<JobSnapshot> {
    let wake = () => {};
    let position = 0;
    let isOver = false;
    const feed = this.open(() => wake());
    const end = (): IteratorReturnResult<undefined> => {
      isOver = true;
      feed.close();
      wake();
      return { done: true, value: undefined };
    };
    return {
      next: async () => {
        while (!isOver) {
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

function nextOf(feed: FeedState, position: number): Entry | undefined {
  for (const entry of feed.after(position)) if (entry.left !== 'before') return entry;
  return undefined;
}
