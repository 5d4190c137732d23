// From a reserved start to its job. It is noted as leaving before its bytes leave, and sent in one try. What AWS certainly
// did not execute may be sent again. What may have been executed is looked for in AWS's list until it shows, or until it
// could not be missed any more: only then may it be sent again.
import type { AwsTimeouts } from '../aws/client/clientPool.ts';
import type { Clock } from '../core/clock.ts';
import {
  GatewayError,
  IdempotencyError,
  IndeterminateError,
  ServiceUnavailableError,
  ThrottledError,
} from '../core/errors.ts';
import type { Reservations, StartedJob } from './reservations.ts';
import type { SearchScope, Start, StartOutcome } from './start.ts';

export interface ExecuteStartServices {
  reservations: Reservations;
  timeouts: AwsTimeouts;
  /** So many milliseconds after a start can have arrived, AWS's list shows its job. */
  listConsistencyDelay: number;
  clock: Clock;
  /** From 0 to 1. */
  random: () => number;
}

/** In milliseconds: between looks, and between tries of what was not executed. */
const firstPause = 100;
const longestPause = 1_000;
const firstBackoff = 500;
const mostTries = 3;

/** How long a call goes on about a start: with a lost answer, a try and a look at least. */
export const patienceOf = ({ attempt, call }: AwsTimeouts): number => Math.max(call, 2 * attempt);

/** It was somebody else's when it was to be sent: nothing was. */
export class LeaseLost extends Error {}

export const storageUnavailable = () =>
  new ServiceUnavailableError(
    'The gateways cannot agree who starts it: their Redis is out of reach. Nothing was started.',
  );

/** Certainly not executed, for a reason that passes. */
const passes = (error: unknown): error is ThrottledError | ServiceUnavailableError =>
  error instanceof ThrottledError || error instanceof ServiceUnavailableError;

/** `sentAt` is when it may have left, by the clock; null where it is not on its way. It is kept up to date. */
export async function executeStart(
  wanted: Start,
  owner: string,
  progress: { sentAt: number | null },
  { reservations, timeouts, listConsistencyDelay: settling, clock, random }: ExecuteStartServices,
): Promise<StartOutcome> {
  const { id, fingerprint, until } = wanted;
  const patience = patienceOf(timeouts);
  // It may have left as late as it was waited for, and a list may be as old as a call takes.
  const settledAfter = settling + patience;

  const pause = (milliseconds: number) => new Promise<void>((resolve) => clock.after(milliseconds, resolve));
  const jittered = (milliseconds: number) => milliseconds * (0.5 + random() / 2);

  const finish = async (started: StartedJob, isOwn: boolean): Promise<StartOutcome> => {
    try {
      if (wanted.retryMode !== 'never') await reservations.finish(id, fingerprint, started);
      progress.sentAt = null;
    } catch {
      // The job is there all the same: it stays known as sent, and the next one finds it.
      progress.sentAt ??= clock.now();
    }
    return { started, isOwn };
  };

  /** A long list is read to its end, as long as AWS gives page after page in time. */
  const look = (where: SearchScope, pageWithin: () => number): Promise<StartedJob | null> =>
    new Promise((resolve, reject) => {
      const late = () =>
        reject(new ServiceUnavailableError('AWS did not list the jobs in time.', undefined, 'DEADLINE_EXCEEDED'));
      let disarm = clock.after(pageWithin(), late);
      const onPage = () => {
        disarm();
        disarm = clock.after(pageWithin(), late);
        reservations.note(id, owner, 'asBefore').catch(() => undefined);
      };
      wanted
        .find(where, onPage)
        .finally(() => disarm())
        .then(resolve, reject);
    });

  /** Looks until it shows; null when it could not be missed any more. */
  const settle = async (sentAt: number, giveUpAt: number): Promise<StartedJob | null> => {
    for (let wait = firstPause; ; wait = Math.min(longestPause, wait * 2)) {
      const lookedAt = clock.now();
      // What was sent a moment ago runs, but for one that somebody comes back to; and only all of them say that it is not there.
      const isSettled = lookedAt - sentAt >= settledAfter;
      let failure: GatewayError | null = null;
      try {
        const found = await look(wait === firstPause || isSettled ? 'all' : 'running', () =>
          Math.max(timeouts.attempt, giveUpAt - clock.now()),
        );
        if (found) return found;
      } catch (error) {
        if (!(error instanceof GatewayError) || error instanceof IdempotencyError) throw error;
        failure = error;
      }
      if (!failure && isSettled) return null;
      const next = jittered(wait);
      if (clock.now() + next > giveUpAt) throw lostAnswer(wanted, failure);
      await pause(next);
      if (!(await reservations.note(id, owner, 'asBefore').catch(() => true))) throw new LeaseLost();
    }
  };

  const leave = async () => {
    until?.throwIfAborted();
    const asked = clock.now();
    const isMine = await reservations.note(id, owner, 'leaving').catch(() => {
      throw storageUnavailable();
    });
    // Who was stopped meanwhile may have been overtaken since.
    if (!isMine || clock.now() - asked > patience) throw new LeaseLost();
    progress.sentAt = clock.now();
  };

  if (progress.sentAt === null && !wanted.isNew()) {
    const found = await look('known', () => 2 * patience);
    if (found) return finish(found, false);
  }
  // From here on: a list may be long to read.
  const giveUpAt = clock.now() + patience;
  let isOwn = false;
  for (let tries = 1; ; tries += 1) {
    if (progress.sentAt !== null) {
      const found = await settle(progress.sentAt, giveUpAt);
      if (found) return finish(found, isOwn);
      progress.sentAt = null;
    }
    try {
      return await finish(await wanted.send(leave), true);
    } catch (error) {
      isOwn = error instanceof IndeterminateError && !wanted.isFinal;
      if (isOwn) {
        progress.sentAt ??= clock.now();
        continue;
      }
      progress.sentAt = null;
      if (error instanceof LeaseLost) throw error;
      await reservations.note(id, owner, 'notExecuted').catch(() => undefined);
      const wait = jittered(firstBackoff * 2 ** (tries - 1));
      if (wanted.isFinal || !passes(error) || until?.aborted || tries >= mostTries || clock.now() + wait > giveUpAt)
        throw error;
      if (!wanted.affordsRepeat(error)) throw error;
      await pause(wait);
    }
  }
}

const advice = {
  never: 'Look for it in the jobs of the vault before starting it again.',
  byKey: 'Send the same call with the same idempotencyKey again: it finds out, and starts no second job.',
  byRequest: 'Send the same call again: it finds out, and starts no second job.',
};

/** The job does not show, or not yet; `failure` is why it could not be seen. */
const lostAnswer = ({ retryMode: comesBack }: Start, failure: GatewayError | null): IndeterminateError =>
  new IndeterminateError(
    `The start was sent, but its answer is lost: the job may have been started. ${advice[comesBack]}`,
    failure ? { awsCode: failure.awsCode, awsRequestId: failure.awsRequestId } : undefined,
    comesBack !== 'never',
  );
