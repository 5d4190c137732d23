// Repeats a start that AWS recognizes when it is sent twice: by its token, or because it is already done. One attempt at a
// time: once the response of an earlier attempt is lost, the result of a later one has another meaning.
import type { MetadataBearer } from '@smithy/types';
import { backoff, equalJitter } from '../../core/backoff.ts';
import { sleep, steadyClock } from '../../core/clock.ts';
import { GatewayError, IndeterminateError, isTemporary, ThrottledError } from '../../core/errors.ts';
import type { AwsCall } from './awsCall.ts';
import type { AwsSession } from './awsSession.ts';

const maxAttempts = 3;

/** In milliseconds. */
const firstDelay = 100;
const firstDelayThrottled = 500;
/** No attempt starts later. */
const retryWindow = 2_500;

/** `lost`: the response of an attempt was lost, and AWS may have executed it. Null if that did not happen. */
export type TokenStartResult<O> =
  | { output: O & MetadataBearer }
  | { error: GatewayError; lost: IndeterminateError | null };

export async function retryTokenStart<O>(aws: AwsSession, call: AwsCall<O>): Promise<TokenStartResult<O>> {
  let lost: IndeterminateError | null = null;
  const giveUpAt = steadyClock.now() + retryWindow;
  for (let attempts = 1; ; attempts += 1) {
    try {
      return { output: await aws.write(call) };
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      if (error instanceof IndeterminateError) lost = error;
      const isTransient = error instanceof IndeterminateError || isTemporary(error);
      if (!isTransient || attempts >= maxAttempts || steadyClock.now() > giveUpAt) return { error, lost };
      if (!aws.spendRetry(call.location, error)) return { error, lost };
      const first = error instanceof ThrottledError ? firstDelayThrottled : firstDelay;
      await sleep(equalJitter(backoff(attempts, { first })));
    }
  }
}
