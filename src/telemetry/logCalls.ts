// A log line for each AWS call: at info if it failed because of AWS, else at debug.
import type { Logger } from 'pino';
import type { AwsObserver, CallEnd } from '../aws/client/awsObserver.ts';

/** The results that concern operators. Invalid requests and aborted calls do not. */
const awsFailures: ReadonlySet<CallEnd['result']> = new Set([
  'THROTTLED',
  'SERVICE_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'INDETERMINATE',
  'FORBIDDEN',
  'GATEWAY_CREDENTIALS',
]);

/** The results whose message to callers omits the reason. */
const hasCause: ReadonlySet<CallEnd['result']> = new Set([
  'SERVICE_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'INDETERMINATE',
  'GATEWAY_CREDENTIALS',
]);

export const logCalls = (log: Logger): AwsObserver => ({
  begin:
    ({ operation, location: { accountId, region }, callerId }) =>
    ({ result, attempts, milliseconds, waited, requestId, awsCode, cause }) => {
      const level = awsFailures.has(result) ? 'info' : 'debug';
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
          ...(cause !== undefined && hasCause.has(result) ? { err: cause } : {}),
        },
        'AWS call',
      );
    },
});
