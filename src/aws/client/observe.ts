// Tells an observer of a call, from its beginning to its end.
import { steadyClock } from '../../core/clock.ts';
import type { AwsErrorDetails } from '../../core/errors.ts';
import type { AwsCall } from './awsCall.ts';
import type { AwsObserver, CallEnd } from './awsObserver.ts';
import type { Spent } from './sendCall.ts';

export function observe(observer: AwsObserver, { service, operation, location }: AwsCall<unknown>, callerId: string) {
  const began = steadyClock.now();
  const end = observer.begin({ service, operation, location, callerId });
  return ({ attempts, waited }: Spent, result: CallEnd['result'], { awsCode, awsRequestId }: AwsErrorDetails) =>
    end({
      result,
      attempts,
      milliseconds: steadyClock.now() - began,
      waited,
      requestId: awsRequestId,
      awsCode,
    });
}
