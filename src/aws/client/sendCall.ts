// Sends a call through the limiter of its service, and again if its retry rule and the retry budget allow it. Each attempt
// has a permit of its own; none is held during a delay. Rejects with AWS's last error, or with the reason why nothing
// was sent.
import { sleep, steadyClock } from '../../core/clock.ts';
import type { GatewayError } from '../../core/errors.ts';
import type { CallResult } from '../limiter/serviceLimiter.ts';
import type { Waiters } from '../limiter/waiters.ts';
import type { AwsCall } from './awsCall.ts';
import type { LocationClients } from './clientPool.ts';
import { isNeverSent, isOutdated, isThrottle, isUnwritable, maxAttempts, retryCause, retryDelay } from './retry.ts';
import { retryAfterOf, translateError } from './translateError.ts';

export interface SendOptions {
  waiters: Waiters;
  /** Aborts when nobody wants the call any more. */
  signal: AbortSignal;
  /** Milliseconds that the call may be queued. */
  queueTimeout: number;
  /** Milliseconds that all attempts may take, from the first permit on. */
  timeout: number;
  /** Awaited after the first permit. If it rejects, nothing is sent. */
  beforeSend?: (() => void | Promise<void>) | undefined;
  /** Called before each attempt, after it was counted. */
  onAttempt(): void;
  /** A signal that ends the attempts at their timeout; requested once, at the first attempt. */
  startTimeout(milliseconds: number): AbortSignal;
}

/** What a call has cost so far; updated while it is in flight. */
export interface CallCost {
  attempts: number;
  /** Milliseconds in the queue. */
  waited: number;
}

export async function sendCall<O>(call: AwsCall<O>, target: LocationClients, options: SendOptions, cost: CallCost) {
  const { limiters, retryBudget, credentials, clients, turns } = target;
  const limiter = limiters[call.operation.service];

  const { waiters, signal, queueTimeout, timeout, beforeSend, onAttempt, startTimeout } = options;
  let end: { signal: AbortSignal; at: number } | undefined;
  let failure: { error: unknown } | undefined;
  let isRenewed = false;

  await credentials?.ready();
  for (let attempts = 1; ; attempts += 1) {
    const queuedAt = steadyClock.now();
    // After an attempt, AWS's error says more than the reason why it is not sent again.
    const permit = await limiter
      .acquire(call.operation, waiters, end ? Math.max(0, end.at - queuedAt) : queueTimeout, signal)
      .catch((refusal: unknown) => {
        throw failure && !signal.aborted ? failure.error : refusal;
      });
    const admittedAt = steadyClock.now();
    cost.waited += admittedAt - queuedAt;
    if (!end) {
      try {
        await beforeSend?.();
      } catch (reason) {
        permit.release('cancelled');
        throw reason;
      }
      end = { signal: startTimeout(timeout), at: steadyClock.now() + timeout };
    }
    const generation = credentials?.generation ?? 0;
    cost.attempts += 1;
    onAttempt();
    try {
      await turns.take(waiters.callerIds);
      end.signal.throwIfAborted();
      const output = await call.send(clients, end.signal);
      retryBudget.refund();
      permit.release('success');
      return output;
    } catch (error) {
      const retryAfter = retryAfterOf(error) ?? 0;
      permit.release(signal.aborted ? 'cancelled' : resultOf(error), retryAfter);
      // The timeout of an attempt names the host; that of the whole call does not.
      if (end.signal.aborted && !signal.aborted && failure && isTimeout(failure.error)) throw failure.error;
      if (end.signal.aborted || attempts >= maxAttempts) throw error;
      failure = { error };
      // Renewed once, for all calls that find out together.
      if (credentials && !isRenewed && isOutdated(error) && (await credentials.renew(generation))) {
        isRenewed = true;
        continue;
      }
      const cause = retryCause(error, call.operation.retry);
      if (!cause) throw error;
      const delay = Math.max(retryDelay(attempts, cause), retryAfter);
      if (steadyClock.now() + delay >= end.at || !retryBudget.spend(cause)) throw error;
      await sleep(delay, end.signal).catch(() => {
        throw error;
      });
    }
  }
}

const isTimeout = (error: unknown): boolean => translateError(error).code === 'DEADLINE_EXCEEDED';

/** To the limiter, an error about the request itself is a success: AWS has answered. */
function resultOf(error: unknown): CallResult {
  if (isUnwritable(error)) return 'cancelled';
  if (isNeverSent(error)) return 'unreachable';
  if (isThrottle(error)) return 'throttled';
  const { code }: GatewayError = translateError(error);
  return code === 'SERVICE_UNAVAILABLE' || code === 'DEADLINE_EXCEEDED' ? 'failure' : 'success';
}
