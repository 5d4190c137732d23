// Finds a thing or starts it, so that of all who want it at once one starts it: within the process they wait for the one
// under way, and over several instances a lease decides: on the state that was seen, so that what was started ends it by
// showing. Whoever has it sends early in it or not at all; the rest of its time is for the start to show.
import { LRUCache } from 'lru-cache';
import { type Clock, deadline, systemClock } from '../clock.ts';
import { GatewayError, IndeterminateError, ServiceUnavailableError } from '../errors.ts';

export interface SoleStart<T> {
  /** What is to be started once. */
  key: string;
  /** Looks whether it is there; what it sees may be as old as a call takes. A start that shows changes the state. */
  find(): Promise<{ found: T | null; state: string }>;
  /** Starts it, but not any more once the signal is aborted. */
  start(until: AbortSignal): Promise<T>;
  /** What somebody else's start is to those who waited for it. */
  join(started: T): T;
}

export interface SoleStarts {
  findOrStart<T>(wanted: SoleStart<T>): Promise<T>;
}

export interface SoleStartServices {
  /** True the first time that the id is given within the seconds, over all instances. */
  once(id: string, seconds: number): Promise<boolean>;
  /** How long a call of AWS may take, in milliseconds. */
  callTimeout: number;
  /** Real time unless given: leases are. */
  clock?: Clock;
}

const shortestLease = 30_000;

/** Between looks of those who wait, in milliseconds. */
const firstPause = 100;
const longestPause = 1_000;

export function createSoleStarts({ once, callTimeout, clock = systemClock }: SoleStartServices): SoleStarts {
  // In its first half a start may leave; its answer takes at most a sixth. So by two thirds it shows, and a look that
  // sees nothing, although it began at most a sixth before the next lease and saw what was a sixth older, has not
  // missed it.
  const lease = Math.max(shortestLease, 6 * callTimeout);
  const sendWithin = lease / 2;
  const lookLasts = lease / 6;
  const waitAtMost = lease * 0.6;

  const underWay = new Map<string, Promise<unknown>>();
  /** Leases whose start certainly did not happen: when they were taken. The next one here may use what is left. */
  const unused = new LRUCache<string, number>({ max: 1_000 });

  const pause = (milliseconds: number) => new Promise<void>((resolve) => clock.after(milliseconds, resolve));

  /** When the lease was taken; null where another has it. */
  const take = async (id: string): Promise<number | null> => {
    const now = clock.now();
    const kept = unused.get(id);
    unused.delete(id);
    if (kept !== undefined && now < kept + sendWithin) return kept;
    try {
      return (await once(id, Math.ceil(lease / 1000))) ? now : null;
    } catch {
      throw new ServiceUnavailableError(
        'The gateways cannot agree who starts it: their Redis is out of reach. Nothing was started.',
      );
    }
  };

  /** Null where somebody else starts it, or where the look was too old to rely on. */
  const startAlone = async <T>({ key, start }: SoleStart<T>, state: string, lookedAt: number): Promise<T | null> => {
    const id = `start ${key} ${state}`;
    const taken = await take(id);
    if (taken === null) return null;
    const isFresh = lookedAt >= taken || clock.now() - lookedAt <= lookLasts;
    if (!isFresh) {
      unused.set(id, taken);
      return null;
    }
    const until = deadline(Math.max(0, taken + sendWithin - clock.now()));
    try {
      return await start(until);
    } catch (error) {
      if (!(error instanceof IndeterminateError)) unused.set(id, taken);
      if (error === until.reason) {
        throw new ServiceUnavailableError('The start has waited too long for its turn. Nothing was started.');
      }
      throw error;
    }
  };

  const share = async <T>(wanted: SoleStart<T>, state: string, lookedAt: number): Promise<T | null> => {
    const start = startAlone(wanted, state, lookedAt);
    underWay.set(wanted.key, start);
    try {
      return await start;
    } finally {
      underWay.delete(wanted.key);
    }
  };

  /** Null where the other one did not come to an end that says anything to us: its caller went away. */
  const follow = async <T>(other: Promise<T | null>): Promise<T | null> => {
    try {
      return await other;
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      return null;
    }
  };

  return {
    findOrStart: async <T>(wanted: SoleStart<T>): Promise<T> => {
      let giveUpAt: number | undefined;
      for (let wait = firstPause; ; wait = Math.min(longestPause, wait * 2)) {
        const lookedAt = clock.now();
        const { found, state } = await wanted.find();
        if (found !== null) return found;
        const other = underWay.get(wanted.key) as Promise<T | null> | undefined;
        if (other === undefined) {
          const started = await share(wanted, state, lookedAt);
          if (started !== null) return started;
        } else {
          const started = await follow(other);
          if (started !== null) return wanted.join(started);
        }
        // From here on: a list may be long to read.
        giveUpAt ??= clock.now() + waitAtMost;
        if (clock.now() >= giveUpAt) {
          throw new ServiceUnavailableError(
            'Another call or gateway has set out to start it, and it does not show yet. Ask again in a minute.',
          );
        }
        await pause(wait);
      }
    },
  };
}
