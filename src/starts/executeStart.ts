// The execution of a reserved start, up to its job. It is sent only if nobody can have sent it before. It is recorded as
// being sent before its bytes are sent, in one try.
// A try that AWS certainly did not execute may be repeated. After a try that AWS may have executed, the job is searched for
// in AWS's list until it appears, or until the list would certainly show it; only then may the start be sent again.
import type { AwsTimeouts } from '../aws/client/clientPool.ts';
import { backoff, equalJitter } from '../core/backoff.ts';
import { type Clock, systemClock } from '../core/clock.ts';
import {
  GatewayError,
  IdempotencyError,
  IndeterminateError,
  isTemporary,
  ServiceUnavailableError,
} from '../core/errors.ts';
import { findForgotten } from './findForgotten.ts';
import type { Reservations, StartedJob } from './reservations.ts';
import type { SearchScope, Start, StartOutcome } from './start.ts';

export interface ExecuteStartServices {
  reservations: Reservations;
  timeouts: AwsTimeouts;
  /** AWS's list shows a job at most so many milliseconds after its start has arrived. */
  listConsistencyDelay: number;
  /** A monotonic clock. */
  clock: Clock;
  /** From 0 to 1. */
  random: () => number;
}

/** The pauses between searches, and between tries that were not executed, in milliseconds. */
const searchPauses = { first: 100, longest: 1_000 };
const tryPauses = { first: 500 };
const maxTries = 3;

/** How long a call pursues a start, in milliseconds. If a response is lost, it leaves time for one try and one search. */
export const startTimeout = ({ attempt, call }: AwsTimeouts): number => Math.max(call, 2 * attempt);

/**
 * AWS's list shows a job at most so many milliseconds after its start can have been recorded as being sent: it may have been
 * sent as late as its call timed out, and a list may be as old as a call takes.
 */
export const settledAfter = ({
  timeouts,
  listConsistencyDelay,
}: Pick<ExecuteStartServices, 'timeouts' | 'listConsistencyDelay'>): number =>
  listConsistencyDelay + startTimeout(timeouts);

/** Another owner held the start when it was to be sent, so nothing was sent. */
export class LeaseLost extends Error {}

export const storageUnavailable = () =>
  new ServiceUnavailableError(
    'The reservations of starts are unavailable (Redis, or the folder STATE_DIR): a second gateway could send the same start. Nothing was started by this call. Send it again later.',
  );

/** What is known of a start while it is executed, in times of the clock. */
export interface StartProgress {
  /** When it may have been sent; null if it is not in flight. It is kept up to date. */
  sentAt: number | null;
  /** Since when the reservations remember it. */
  readonly rememberedSince: number;
  /** Whether it is in flight because of this call. It is kept up to date. */
  isSent: boolean;
}

export async function executeStart(
  start: Start,
  owner: string,
  progress: StartProgress,
  services: ExecuteStartServices,
): Promise<StartOutcome> {
  const { reservations, timeouts, clock, random } = services;
  const { id, fingerprint, until } = start;
  const timeout = startTimeout(timeouts);
  const delay = settledAfter(services);

  const pause = (milliseconds: number) => new Promise<void>((resolve) => clock.after(milliseconds, resolve));

  const pauseWithLease = async (milliseconds: number) => {
    await pause(milliseconds);
    if (!(await reservations.renew(id, owner, 'unchanged').catch(() => true))) throw new LeaseLost();
  };

  const finish = async (started: StartedJob, isOwn: boolean): Promise<StartOutcome> => {
    try {
      if (start.retryMode !== 'never') await reservations.finish(id, fingerprint, started);
      progress.sentAt = null;
    } catch {
      // The job exists in any case. The start stays recorded as sent, and the next call finds the job.
      progress.sentAt ??= clock.now();
    }
    return { started, isOwn };
  };

  /** Reads a long list to its end, as long as AWS returns each page in time. */
  const find = (scope: SearchScope, pageTimeout: () => number, maxAge?: number): Promise<StartedJob | null> =>
    new Promise((resolve, reject) => {
      const onTimeout = () =>
        reject(new ServiceUnavailableError('AWS did not list the jobs in time.', undefined, 'DEADLINE_EXCEEDED'));
      let cancel = clock.after(pageTimeout(), onTimeout);
      const onPage = () => {
        cancel();
        cancel = clock.after(pageTimeout(), onTimeout);
        reservations.renew(id, owner, 'unchanged').catch(() => undefined);
      };
      start
        .find(scope, onPage, maxAge)
        .finally(() => cancel())
        .then(resolve, reject);
    });

  /** Searches until the job appears. Returns null once the list would certainly show it. */
  const settle = async (
    sentAt: number,
    giveUpAt: number,
    lost: IndeterminateError | null,
  ): Promise<StartedJob | null> => {
    for (let searches = 1; ; searches += 1) {
      const searchedAt = clock.now();
      // A job of a moment ago is in progress, except on a retry. Only the list of all jobs proves that there is none.
      const isSettled = searchedAt - sentAt >= delay;
      let failure: GatewayError | null = null;
      try {
        const found = await find(searches === 1 || isSettled ? 'all' : 'running', () =>
          Math.max(timeouts.attempt, giveUpAt - clock.now()),
        );
        if (found) return found;
      } catch (error) {
        if (!(error instanceof GatewayError) || error instanceof IdempotencyError) throw error;
        failure = error;
      }
      if (!failure && isSettled) return null;
      const next = equalJitter(backoff(searches, searchPauses), random);
      if (clock.now() + next > giveUpAt) throw lostResponse(start, lost ?? failure);
      await pauseWithLease(next);
    }
  };

  const beforeSend = async () => {
    until?.throwIfAborted();
    const requestedAt = { byClock: clock.now(), byDate: systemClock.now() };
    const isHeld = await reservations.renew(id, owner, 'sending').catch(() => {
      throw storageUnavailable();
    });
    // If this process was suspended in between, another owner may have taken over. The monotonic clock does not run while
    // the whole machine is suspended, and a date can be set back.
    const elapsed = Math.max(clock.now() - requestedAt.byClock, systemClock.now() - requestedAt.byDate);
    if (!isHeld || elapsed > timeout) throw new LeaseLost();
    progress.sentAt = clock.now();
  };

  if (progress.sentAt === null) {
    const found = await findForgotten(start, {
      rememberedSince: progress.rememberedSince,
      settledAfter: delay,
      giveUpAt: clock.now() + timeout,
      clock,
      find: (maxAge) => find('known', () => 2 * timeout, maxAge),
      pause: pauseWithLease,
    });
    if (found) return finish(found, false);
  }
  // The time counts from here on, because a long list takes long to read.
  const giveUpAt = clock.now() + timeout;
  /** Set while the start may be in flight because of this call. */
  let lost: IndeterminateError | null = null;
  for (let tries = 1; ; tries += 1) {
    if (progress.sentAt !== null) {
      const found = await settle(progress.sentAt, giveUpAt, lost);
      if (found) return finish(found, progress.isSent);
      progress.sentAt = null;
      progress.isSent = false;
    }
    try {
      return await finish(await start.send(beforeSend), true);
    } catch (error) {
      lost = error instanceof IndeterminateError && !start.isFinal ? error : null;
      if (lost) {
        progress.sentAt ??= clock.now();
        progress.isSent = true;
        continue;
      }
      progress.sentAt = null;
      progress.isSent = false;
      if (error instanceof LeaseLost) throw error;
      await reservations.renew(id, owner, 'notExecuted').catch(() => undefined);
      const wait = equalJitter(backoff(tries, tryPauses), random);
      if (start.isFinal || !isTemporary(error) || until?.aborted || tries >= maxTries || clock.now() + wait > giveUpAt)
        throw error;
      if (!start.spendRetry(error)) throw error;
      await pause(wait);
    }
  }
}

const advice = {
  never: "Before you start it again, look for the job in the vault's jobs.",
  byKey: 'Send the same call with the same idempotencyKey again: it finds the job and starts no second one.',
  byRequest: 'Send the same call again: it finds the job and starts no second one.',
};

/** The error if the job does not appear in time. `cause`: how the response was lost, or why the list could not be read. */
export const lostResponse = ({ retryMode }: Start, cause: GatewayError | null): IndeterminateError =>
  new IndeterminateError(
    `The start was sent, but its response is lost: the job may have been started. ${advice[retryMode]}`,
    cause ? { awsCode: cause.awsCode, awsRequestId: cause.awsRequestId } : undefined,
    retryMode !== 'never',
  );
