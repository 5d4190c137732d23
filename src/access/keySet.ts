// The issuer's keys for checking tokens: fetched when they are needed, and anew before they are a minute old, so that a
// retired key ends and a new one counts. While the issuer is out of reach, the keys that are known go on for a while.
import type { JSONWebKeySet } from 'jose';
import type { Clock } from '../core/clock.ts';
import { ServiceUnavailableError } from '../core/errors.ts';

export interface KeySet {
  /** The keys as they are now; rejects where there are none to go by. */
  current(): Promise<JSONWebKeySet>;
  /** The same, once some may have been added: a token names one that is unknown. */
  renewed(): Promise<JSONWebKeySet>;
}

/** In milliseconds: how old keys may be before they are fetched anew on the side, and how old before that is waited for. */
const refreshAfter = 25_000;
const freshFor = 50_000;
/** How long known keys go on while the issuer is out of reach. */
const keptFor = 15 * 60_000;
/** The least time between two fetches, whoever asks for what: unknown keys can be made up. */
const pause = 25_000;
/** The same after a failure, while there is no key at all. */
const pauseWithout = 2_000;

export function createKeySet(fetchKeys: () => Promise<JSONWebKeySet>, clock: Pick<Clock, 'now'>): KeySet {
  let known: { keys: JSONWebKeySet; since: number } | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;

  const fetchOnce = (): Promise<void> => {
    triedAt = clock.now();
    fetching ??= fetchKeys()
      .then(
        (keys) => {
          known = { keys, since: triedAt };
        },
        // Told by the age of what is known.
        () => undefined,
      )
      .finally(() => {
        fetching = undefined;
      });
    return fetching;
  };
  const age = () => (known ? clock.now() - known.since : Number.POSITIVE_INFINITY);
  const mayFetch = () => clock.now() - triedAt >= (known ? pause : pauseWithout);
  const inHand = (): JSONWebKeySet => {
    if (known && age() < keptFor) return known.keys;
    throw new ServiceUnavailableError('The issuer of tokens cannot be reached; try again later.');
  };

  return {
    current: async () => {
      if (age() >= freshFor && (fetching || mayFetch())) await (fetching ?? fetchOnce());
      else if (age() >= refreshAfter && mayFetch()) void fetchOnce();
      return inHand();
    },
    renewed: async () => {
      if (fetching || mayFetch()) await (fetching ?? fetchOnce());
      return inHand();
    },
  };
}
