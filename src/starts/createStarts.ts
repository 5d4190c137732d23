// Starts a job once, however often and wherever it is asked for at once: within the process they wait for the one under
// way, over several instances a reservation decides. Whoever comes back with the same start goes on where it was left,
// also by a process that died.
import { randomUUID } from 'node:crypto';
import type { AwsTimeouts } from '../aws/client/clientPool.ts';
import { systemClock } from '../core/clock.ts';
import { GatewayError, IdempotencyError, IndeterminateError, InProgressError } from '../core/errors.ts';
import { type ExecuteStartServices, executeStart, LeaseLost, patienceOf, storageUnavailable } from './executeStart.ts';
import type { Start, StartOutcome } from './start.ts';
import { createUnresolvedStarts, type UnresolvedStarts } from './unresolvedStarts.ts';

export interface Starts {
  start(wanted: Start): Promise<StartOutcome>;
  /** Those whose answer is lost. */
  readonly unresolvedStarts: Pick<UnresolvedStarts, 'isAwaiting' | 'resolve'>;
}

/** Real time and chance unless given. */
export type StartsServices = Pick<ExecuteStartServices, 'reservations' | 'timeouts' | 'listConsistencyDelay'> &
  Partial<ExecuteStartServices>;

/** Longer than whoever is at a start is ever silent, in milliseconds. */
export const startLease = ({ attempt }: AwsTimeouts): number => attempt + 3_000;

/** Between questions whether another one has come to an end, in milliseconds. */
const firstPause = 100;
const longestPause = 1_000;

export function createStarts({ clock = systemClock, random = Math.random, ...given }: StartsServices): Starts {
  const services: ExecuteStartServices = { ...given, clock, random };
  const { reservations, timeouts } = services;
  const openCases = createUnresolvedStarts(reservations);
  const underWay = new Map<string, { fingerprint: string; outcome: Promise<StartOutcome | null> }>();

  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => clock.after(milliseconds * (0.5 + random() / 2), resolve));

  /** Null where another one is at it. */
  const attempt = async (wanted: Start): Promise<StartOutcome | null> => {
    const { id, fingerprint, retryMode: comesBack } = wanted;
    const owner = randomUUID();
    const taken = await reservations.take(id, owner, fingerprint).catch(() => {
      throw storageUnavailable();
    });
    if (taken.kind === 'other') throw idempotencyKeyReused();
    if (taken.kind === 'busy') return null;
    if (taken.kind === 'done') return { started: taken.started, isOwn: false };
    const progress = { sentAt: taken.sentAgo === null ? null : clock.now() - taken.sentAgo };
    try {
      const outcome = await executeStart(wanted, owner, progress, services);
      openCases.delete(wanted);
      return outcome;
    } catch (error) {
      if (error instanceof LeaseLost) return null;
      if (error instanceof IndeterminateError && comesBack !== 'never') openCases.add(wanted);
      throw error;
    } finally {
      // What may be on its way is remembered for whoever comes back; what was finished is not this owner's any more.
      const forget = progress.sentAt === null || comesBack === 'never';
      await reservations.release(id, owner, forget).catch(() => undefined);
    }
  };

  const share = async (wanted: Start): Promise<StartOutcome | null> => {
    const outcome = attempt(wanted);
    underWay.set(wanted.id, { fingerprint: wanted.fingerprint, outcome });
    try {
      return await outcome;
    } finally {
      underWay.delete(wanted.id);
    }
  };

  /** Null where the other one did not come to an end that says anything to us: its caller went away. */
  const follow = async (other: Promise<StartOutcome | null>): Promise<StartOutcome | null> => {
    try {
      const outcome = await other;
      return outcome && { ...outcome, isOwn: false };
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      return null;
    }
  };

  return {
    unresolvedStarts: openCases,
    start: async (wanted) => {
      const giveUpAt = clock.now() + patienceOf(timeouts);
      for (let wait = firstPause; ; wait = Math.min(longestPause, wait * 2)) {
        const other = underWay.get(wanted.id);
        if (other && other.fingerprint !== wanted.fingerprint) throw idempotencyKeyReused();
        const outcome = await (other ? follow(other.outcome) : share(wanted));
        if (outcome) return outcome;
        if (clock.now() >= giveUpAt) {
          throw new InProgressError(
            'Another call or gateway is at this start and has not come to an end yet. Send the same call again.',
          );
        }
        await pause(wait);
      }
    },
  };
}

export const idempotencyKeyReused = () =>
  new IdempotencyError('input.idempotencyKey was used before, with other arguments.');
