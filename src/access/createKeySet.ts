// The issuer's keys for verifying tokens. They are fetched on demand and refreshed before they are a minute old, so that key
// rotation takes effect. While the issuer cannot be reached, the known keys stay valid for a limited time.
import type { JSONWebKeySet } from 'jose';
import type { Clock } from '../core/clock.ts';
import { createOutageLog, type OutageLogger } from '../core/createOutageLog.ts';
import { ServiceUnavailableError } from '../core/errors.ts';

export interface KeySet {
  /** Returns the current keys; rejects if there are none. */
  current(): Promise<JSONWebKeySet>;
  /** The same, refreshed if possible: a token names an unknown key. */
  renewed(): Promise<JSONWebKeySet>;
}

/** In milliseconds: the age after which keys are refreshed in the background, and after which requests wait for it. */
const refreshAfter = 25_000;
const freshFor = 50_000;
/** How long known keys stay valid while the issuer cannot be reached, in milliseconds. */
const keptFor = 15 * 60_000;
/** The minimum time between two fetches, in milliseconds: callers can invent unknown keys. */
const minInterval = 25_000;
/** The same while no key is known. */
const minIntervalWithoutKeys = 2_000;

/** `clock` is monotonic: if the date is set back, keys must not stay for longer. */
export function createKeySet(
  fetchKeys: () => Promise<JSONWebKeySet>,
  clock: Pick<Clock, 'now'>,
  log: OutageLogger,
): KeySet {
  const outage = createOutageLog(
    log,
    {
      failed: 'the keys of the token issuer cannot be read',
      recovered: 'the keys of the token issuer are readable again',
    },
    clock,
  );
  let known: { keys: JSONWebKeySet; since: number } | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;

  const fetchOnce = (): Promise<void> => {
    triedAt = clock.now();
    fetching ??= fetchKeys()
      .then(
        (keys) => {
          known = { keys, since: triedAt };
          outage.recovered();
        },
        // The age of the known keys shows the failure.
        (error: unknown) => outage.failed({ err: error }),
      )
      .finally(() => {
        fetching = undefined;
      });
    return fetching;
  };
  const age = () => (known ? clock.now() - known.since : Number.POSITIVE_INFINITY);
  const mayFetch = () => clock.now() - triedAt >= (known ? minInterval : minIntervalWithoutKeys);
  const knownKeys = (): JSONWebKeySet => {
    if (known && age() < keptFor) return known.keys;
    throw new ServiceUnavailableError('The token issuer (JWT_JWKS_URL) cannot be reached. Try again later.');
  };

  return {
    current: async () => {
      if (age() >= freshFor && (fetching || mayFetch())) await (fetching ?? fetchOnce());
      else if (age() >= refreshAfter && mayFetch()) void fetchOnce();
      return knownKeys();
    },
    renewed: async () => {
      if (fetching || mayFetch()) await (fetching ?? fetchOnce());
      return knownKeys();
    },
  };
}
