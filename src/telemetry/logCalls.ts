// A line for each call of AWS: those that failed for AWS's own reasons at info, all others at debug.
import type { Logger } from 'pino';
import type { AwsObserver, CallEnd } from '../aws/client/awsObserver.ts';

/** What a caller has asked for wrongly, and what nobody waited for, is no news of AWS. */
const ofAws: ReadonlySet<CallEnd['result']> = new Set([
  'THROTTLED',
  'SERVICE_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'INDETERMINATE',
  'FORBIDDEN',
]);

export const logCalls = (log: Logger): AwsObserver => ({
  begin:
    ({ operation, location: { accountId, region }, callerId }) =>
    ({ result, attempts, milliseconds, waited, requestId, awsCode }) => {
      const level = ofAws.has(result) ? 'info' : 'debug';
      if (!log.isLevelEnabled(level)) return;
      log[level](
        {
          operation,
          account: accountId,
          region,
          caller: callerId,
          result,
          attempts,
          milliseconds: Math.round(milliseconds),
          waited: Math.round(waited),
          awsRequestId: requestId,
          ...(awsCode === null ? {} : { awsCode }),
        },
        'AWS call',
      );
    },
});
