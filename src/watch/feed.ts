// What a subscription is about: some jobs, or all of a target. It is only a wish; open() makes it happen.
import { GatewayError } from '../core/errors.ts';
import { type Entry, OpenFeed, type Watches, type Wish } from './feedState.ts';
import type { Sighting, WatchFailure } from './watchStore.ts';
import { targetKey } from './watchTarget.ts';

export class Feed implements AsyncIterable<Sighting> {
  readonly #wishes: readonly Wish[];
  readonly #watches: Watches;
  readonly #absent: readonly string[];
  readonly #failure: WatchFailure | null;

  /** With a failure, there is nothing to come but that. */
  constructor(
    wishes: readonly Wish[],
    watches: Watches,
    absent: readonly string[] = [],
    failure: WatchFailure | null = null,
  ) {
    // In one order for all, so that an id means the same whichever instance gave it.
    this.#wishes = [...wishes].sort((a, b) => (targetKey(a.target) < targetKey(b.target) ? -1 : 1));
    this.#watches = watches;
    this.#absent = absent;
    this.#failure = failure;
  }

  open(changed: () => void): OpenFeed {
    return new OpenFeed(this.#wishes, this.#watches, this.#absent, changed, this.#failure);
  }

  /** For whoever takes a subscription as GraphQL has it; the transports here share one open feed instead. */
  [Symbol.asyncIterator](): AsyncIterator<Sighting> {
    let wake = () => {};
    let place = 0;
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
          const entry = nextOf(feed, place);
          if (entry) {
            place = entry.place;
            return { done: false, value: entry.sighting };
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

function nextOf(feed: OpenFeed, place: number): Entry | undefined {
  for (const entry of feed.after(place)) if (entry.left !== 'before') return entry;
  return undefined;
}
