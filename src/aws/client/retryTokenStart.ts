// Sends a start that AWS knows again when it is sent twice: by its token, or because it is done already. One try at a time,
// since what a later try is told means something else once the answer of an earlier one was lost.
import type { MetadataBearer } from '@smithy/types';
import { backoff, equalJitter } from '../../core/backoff.ts';
import { sleep, systemClock } from '../../core/clock.ts';
import { GatewayError, IndeterminateError, ServiceUnavailableError, ThrottledError } from '../../core/errors.ts';
import type { AwsCall } from './awsCall.ts';
import type { AwsSession } from './session.ts';

const mostTries = 3;

/** In milliseconds. */
const firstPause = 100;
const firstPauseThrottled = 500;
/** No other try begins later. */
const repeatWithin = 2_500;

/** What it came to; with `lost`, an answer was lost, and it may have been done. */
export type Repeated<O> = { output: O & MetadataBearer } | { error: GatewayError; lost: boolean };

export async function repeatStart<O>(aws: AwsSession, call: AwsCall<O>): Promise<Repeated<O>> {
  let lost = false;
  const giveUpAt = systemClock.now() + repeatWithin;
  for (let tries = 1; ; tries += 1) {
    try {
      return { output: await aws.start(call) };
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      lost ||= error instanceof IndeterminateError;
      const mayPass =
        error instanceof IndeterminateError ||
        error instanceof ThrottledError ||
        error instanceof ServiceUnavailableError;
      if (!mayPass || tries >= mostTries || systemClock.now() > giveUpAt) return { error, lost };
      if (!aws.affordsRepeat(call.location, error)) return { error, lost };
      const first = error instanceof ThrottledError ? firstPauseThrottled : firstPause;
      await sleep(equalJitter(backoff(tries, { first })));
    }
  }
}
