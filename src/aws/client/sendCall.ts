// Sends a call through the gate of its place, and again where that may be and can be afforded; each try has a turn of its
// own, and none is held while it waits. What it rejects with is the last that AWS said, or, where nothing was sent, why.
import { sleep, steadyClock } from '../../core/clock.ts';
import type { GatewayError } from '../../core/errors.ts';
import type { CallResult } from '../limiter/serviceLimiter.ts';
import type { Waiters } from '../limiter/waiters.ts';
import type { AwsCall } from './awsCall.ts';
import type { Place } from './clientPool.ts';
import { causeToRepeat, isNeverSent, isOutdated, isThrottle, maxAttempts, pauseAfter, type Repeat } from './retry.ts';
import { retryAfterOf, translateError } from './translateError.ts';

export interface Sending {
  repeat: Repeat;
  riders: Waiters;
  /** Says that nobody wants the call any more. */
  signal: AbortSignal;
  /** Milliseconds that it may wait for a turn, and that it may take once it has had its first. */
  wait: number;
  time: number;
  /** Awaited when its first turn has come; where it rejects, nothing is sent. */
  depart?: (() => void | Promise<void>) | undefined;
  /** A signal that ends the tries when their time is over; asked for once, at the first. */
  expiry(milliseconds: number): AbortSignal;
}

/** What a call has cost so far; filled while it is under way. */
export interface Spent {
  attempts: number;
  waited: number;
}

export async function sendCall<O>(call: AwsCall<O>, place: Place, sending: Sending, spent: Spent) {
  const { gates, budget, credentials, clients } = place;
  const gate = gates[call.service];

  const { repeat, riders, signal, wait, time, depart, expiry } = sending;
  let ends: { signal: AbortSignal; at: number } | undefined;
  let failure: { error: unknown } | undefined;
  let renewed = false;

  await credentials?.ready();
  for (let tries = 1; ; tries += 1) {
    const asked = steadyClock.now();
    // Once sent, what AWS said tells more than why it is not sent again.
    const turn = await gate
      .acquire(call.operation, riders, ends ? Math.max(0, ends.at - asked) : wait, signal)
      .catch((refusal: unknown) => {
        throw failure && !signal.aborted ? failure.error : refusal;
      });
    const left = steadyClock.now();
    spent.waited += left - asked;
    if (!ends) {
      try {
        await depart?.();
      } catch (reason) {
        turn.release('givenUp');
        throw reason;
      }
      ends = { signal: expiry(time), at: steadyClock.now() + time };
    }
    const generation = credentials?.generation ?? 0;
    spent.attempts += 1;
    try {
      ends.signal.throwIfAborted();
      const output = await call.send(clients, ends.signal);
      budget.answered();
      turn.release('answered');
      return output;
    } catch (error) {
      const retryAfter = retryAfterOf(error) ?? 0;
      turn.release(signal.aborted ? 'givenUp' : endOf(error), retryAfter);
      if (ends.signal.aborted || tries >= maxAttempts) throw error;
      failure = { error };
      // Once, for all who find out together.
      if (credentials && !renewed && isOutdated(error) && (await credentials.renew(generation))) {
        renewed = true;
        continue;
      }
      const cause = causeToRepeat(error, repeat);
      if (!cause) throw error;
      const pause = Math.max(pauseAfter(tries, cause), retryAfter);
      if (steadyClock.now() + pause >= ends.at || !budget.spend(cause)) throw error;
      await sleep(pause, ends.signal).catch(() => {
        throw error;
      });
    }
  }
}

/** What the gate learns from an error: whatever AWS says of the call itself is an answer. */
function endOf(error: unknown): CallResult {
  if (isNeverSent(error)) return 'unreachable';
  if (isThrottle(error)) return 'throttled';
  const { code }: GatewayError = translateError(error);
  return code === 'SERVICE_UNAVAILABLE' || code === 'DEADLINE_EXCEEDED' ? 'failed' : 'answered';
}
