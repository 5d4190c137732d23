// Starts a job once, however many calls and instances request it at the same time. Calls of one process join the start in
// flight; a reservation decides among instances. A retry of the same start resumes where it was left, even if its process
// has died.
import { randomUUID } from 'node:crypto';
import type { AwsTimeouts } from '../aws/client/clientPool.ts';
import { backoff, equalJitter } from '../core/backoff.ts';
import { steadyClock } from '../core/clock.ts';
import { GatewayError, IdempotencyError, IndeterminateError, InProgressError } from '../core/errors.ts';
import {
  type ExecuteStartServices,
  executeStart,
  LeaseLost,
  lostResponse,
  type StartProgress,
  startTimeout,
  storageUnavailable,
} from './executeStart.ts';
import type { Start, StartOutcome } from './start.ts';
import { createUnresolvedStarts, type UnresolvedStarts } from './unresolvedStarts.ts';

export interface Starts {
  start(start: Start): Promise<StartOutcome>;
  /** The starts whose response is lost. */
  readonly unresolvedStarts: Pick<UnresolvedStarts, 'isAwaiting' | 'resolve'>;
}

/** If omitted, time and randomness are the system's. */
export type StartsServices = Pick<ExecuteStartServices, 'reservations' | 'timeouts' | 'listConsistencyDelay'> &
  Partial<ExecuteStartServices>;

/** The lease of a start, in milliseconds. The owner renews it at least once during each try, so it exceeds a try. */
export const startLease = ({ attempt }: AwsTimeouts): number => attempt + 3_000;

/** When the call sent the start, if that is in flight and the reservation was lost meanwhile. */
interface Call {
  sentAt: number | null;
}

/** The pauses between checks for another owner's outcome, in milliseconds. */
const pauses = { first: 100, longest: 1_000 };

export function createStarts({ clock = steadyClock, random = Math.random, ...otherServices }: StartsServices): Starts {
  const services: ExecuteStartServices = { ...otherServices, clock, random };
  const { reservations, timeouts } = services;
  const unresolvedStarts = createUnresolvedStarts(reservations);
  const inFlight = new Map<string, { fingerprint: string; outcome: Promise<StartOutcome | null> }>();

  const pause = (checks: number) =>
    new Promise<void>((resolve) => clock.after(equalJitter(backoff(checks, pauses), random), resolve));

  /** Returns null if another owner holds the start. `call` has what the call knows from its earlier attempts. */
  const attempt = async (start: Start, call: Call): Promise<StartOutcome | null> => {
    const { id, fingerprint, retryMode } = start;
    const owner = randomUUID();
    const acquisition = await reservations.acquire(id, owner, fingerprint).catch((error: unknown) => {
      if (call.sentAt !== null) throw lostResponse(start, null);
      throw error instanceof GatewayError ? error : storageUnavailable();
    });
    if (acquisition.kind === 'mismatch') throw idempotencyKeyReused();
    if (acquisition.kind === 'held') return null;
    if (acquisition.kind === 'finished') return { started: acquisition.started, isOwn: false };
    const now = clock.now();
    const rememberedSince = now - acquisition.memoryAge;
    const sentAt = acquisition.sentAgo === null ? null : now - acquisition.sentAgo;
    const progress: StartProgress = {
      // If the reservation was lost since this call sent it, another call can have sent it again.
      sentAt: call.sentAt === null ? sentAt : Math.max(call.sentAt, sentAt ?? rememberedSince),
      rememberedSince,
      isSent: call.sentAt !== null,
    };
    let isUnknown = false;
    try {
      const outcome = await executeStart(start, owner, progress, services);
      unresolvedStarts.delete(start);
      return outcome;
    } catch (error) {
      if (error instanceof LeaseLost) {
        call.sentAt = progress.isSent ? progress.sentAt : null;
        return null;
      }
      isUnknown = error instanceof IndeterminateError;
      if (isUnknown && retryMode !== 'never') unresolvedStarts.add(start);
      throw error;
    } finally {
      // A start that may be in flight stays reserved for a retry. One that is finished has no owner any more.
      const forget = (progress.sentAt === null && !isUnknown) || retryMode === 'never';
      await reservations.release(id, owner, forget).catch(() => undefined);
    }
  };

  const lead = async (start: Start, call: Call): Promise<StartOutcome | null> => {
    const outcome = attempt(start, call);
    inFlight.set(start.id, { fingerprint: start.fingerprint, outcome });
    try {
      return await outcome;
    } finally {
      inFlight.delete(start.id);
    }
  };

  /** Returns null if the other call ended without a result for this one: its caller disconnected. */
  const join = async (other: Promise<StartOutcome | null>): Promise<StartOutcome | null> => {
    try {
      const outcome = await other;
      return outcome && { ...outcome, isOwn: false };
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      return null;
    }
  };

  return {
    unresolvedStarts,
    start: async (start) => {
      const giveUpAt = clock.now() + startTimeout(timeouts);
      const call: Call = { sentAt: null };
      for (let checks = 1; ; checks += 1) {
        const other = inFlight.get(start.id);
        if (other && other.fingerprint !== start.fingerprint) throw idempotencyKeyReused();
        const outcome = await (other ? join(other.outcome) : lead(start, call));
        if (outcome) return outcome;
        if (clock.now() >= giveUpAt) {
          if (call.sentAt !== null) throw lostResponse(start, null);
          throw new InProgressError(
            'Another call or gateway is still sending this start, and its outcome is not known yet. Send the same call again.',
          );
        }
        await pause(checks);
      }
    },
  };
}

export const idempotencyKeyReused = () =>
  new IdempotencyError(
    'input.idempotencyKey was already used with other arguments. Repeat the earlier arguments, or use another key.',
  );
