// What a subscription is about: some jobs, or all of a target. It is only a wish; open() makes it happen.
import { OpenFeed, type Watches, type Wish } from './openFeed.ts';
import { targetKey } from './target.ts';
import type { Sighting } from './watchStore.ts';

export class Feed implements AsyncIterable<Sighting> {
  readonly #wishes: readonly Wish[];
  readonly #watches: Watches;
  readonly #absent: readonly string[];

  constructor(wishes: readonly Wish[], watches: Watches, absent: readonly string[] = []) {
    // In one order for all, so that an id means the same whichever instance gave it.
    this.#wishes = [...wishes].sort((a, b) => (targetKey(a.target) < targetKey(b.target) ? -1 : 1));
    this.#watches = watches;
    this.#absent = absent;
  }

  open(changed: () => void): OpenFeed {
    return new OpenFeed(this.#wishes, this.#watches, this.#absent, changed);
  }

  /** For whoever takes a subscription as GraphQL has it; the transports here share one open feed instead. */
  [Symbol.asyncIterator](): AsyncIterator<Sighting> {
    let wake = () => {};
    let place = 0;
    const feed = this.open(() => wake());
    return {
      next: async () => {
        for (;;) {
          const [entry] = feed.after(place);
          if (entry) {
            place = entry.place;
            return { done: false, value: entry.sighting };
          }
          if (feed.done || feed.failure) return { done: true, value: undefined };
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
      return: async () => {
        feed.close();
        wake();
        return { done: true, value: undefined };
      },
    };
  }
}
