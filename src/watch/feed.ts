// The source of a subscription's events: some jobs, or all jobs of a target. Nothing is watched before open().
import { GatewayError } from '../core/errors.ts';
import { changeFor, eventOf, type FeedEvent, phaseAfter } from './feedEvent.ts';
import type { FeedOptions } from './feedOptions.ts';
import { FeedState } from './feedState.ts';
import { KnownPhases } from './knownPhases.ts';

export class Feed implements AsyncIterable<FeedEvent> {
  readonly #options: FeedOptions;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  open(changed: () => void): FeedState {
    return new FeedState(this.#options, changed);
  }

  /** For GraphQL's own subscribe(). The transports of the gateway share one open feed instead. */
  [Symbol.asyncIterator](): AsyncIterator<FeedEvent> {
    let wake = () => {};
    let position = 0;
    let isClosed = false;
    const known = new KnownPhases();
    const feed = this.open(() => wake());
    const end = (): IteratorReturnResult<undefined> => {
      isClosed = true;
      feed.close();
      wake();
      return { done: true, value: undefined };
    };
    const take = (): FeedEvent | undefined => {
      for (const entry of feed.after(position)) {
        position = entry.position;
        const change = changeFor(entry, known.get(entry.slot), entry.isInitial);
        if (!change) continue;
        known.set(entry.slot, phaseAfter(entry));
        return eventOf(entry, change, feed);
      }
      return undefined;
    };
    return {
      next: async () => {
        while (!isClosed) {
          const event = take();
          if (event) return { done: false, value: event };
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
