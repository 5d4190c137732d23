// The report of a call to an observer, from its start to its end.
import { steadyClock } from '../../core/clock.ts';
import type { AwsErrorDetails } from '../../core/errors.ts';
import type { AwsCall } from './awsCall.ts';
import type { AwsObserver, CallEnd } from './awsObserver.ts';
import type { CallCost } from './sendCall.ts';

/** Reports the start of a call to the observer, and returns the function that reports its end. */
export function observeCall(observer: AwsObserver, { operation, location }: AwsCall<unknown>, callerId: string) {
  const startedAt = steadyClock.now();
  const end = observer.begin({ service: operation.service, operation: operation.id, location, callerId });
  return (
    { attempts, waited }: CallCost,
    result: CallEnd['result'],
    { awsCode, awsRequestId }: AwsErrorDetails,
    cause?: unknown,
  ) =>
    end({
      result,
      attempts,
      milliseconds: steadyClock.now() - startedAt,
      waited,
      requestId: awsRequestId,
      awsCode,
      cause,
    });
}
