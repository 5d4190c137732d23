// Errors of tasks on objects that do not exist, which words of a manifest or the demo ask for. Codes and messages are those of S3 and
// of its documentation; the HTTP status of a replication that is not permitted is a guess.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
import type { TaskResult } from './batchTasks.ts';

export type TaskErrors = 'one' | 'five' | 'checksum' | 'lambda' | 'replication';

const failed = (httpStatusCode: number, errorCode: string, message: string): TaskResult => ({
  status: 'failed',
  httpStatusCode,
  errorCode,
  message,
});

const accessDenied = failed(403, 'AccessDenied', 'Access Denied');
const noSuchKey = failed(404, 'NoSuchKey', 'The specified key does not exist.');
const tooLarge = failed(
  400,
  'InvalidRequest',
  'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
);
const slowDown = failed(503, 'SlowDown', 'Please reduce your request rate.');
const internalError = failed(500, 'InternalError', 'We encountered an internal error. Please try again.');

const permanent = (message: string): TaskResult => failed(200, 'PermanentFailure', message);
const checksumFailure = (message: string, code: string): TaskResult =>
  permanent(
    `error details: ${JSON.stringify({ failureMessage: `Task 2845ca0d-38d9-4c4b-abcf-379dc749c452 ${message}`, errorCode: code })}`,
  );

/** In rotation. Five kinds have unequal shares, so that a histogram has an order. The last two can pass a second time. */
const rotations: Record<TaskErrors, readonly TaskResult[]> = {
  one: [accessDenied],
  checksum: [
    checksumFailure('SSE-C encryption type is not supported for this operation', '400'),
    checksumFailure('Key not found', '404'),
    checksumFailure('Internal server error, please retry', '500'),
  ],
  lambda: [
    permanent(
      'Lambda returned function error: {"errorMessage":"2019-04-05T17:35:21.155Z 2845ca0d-38d9-4c4b-abcf-379dc749c452 Task timed out after 3.00 seconds"}',
    ),
    failed(200, 'TemporaryFailure', 'The source is not restored yet'),
  ],
  replication: [failed(403, 'InitiateReplicationNotPermitted', 'Access Denied')],
  five: [
    accessDenied,
    slowDown,
    noSuchKey,
    accessDenied,
    internalError,
    noSuchKey,
    slowDown,
    accessDenied,
    tooLarge,
    noSuchKey,
    accessDenied,
    accessDenied,
    noSuchKey,
    slowDown,
    accessDenied,
  ],
};

/** After so many failures they repeat. */
export const errorCycle = (errors: TaskErrors): number => rotations[errors].length;

/** The result of the n-th failed task. */
export function taskError(errors: TaskErrors, nth: number): TaskResult {
  const rotation = rotations[errors];
  return rotation[nth % rotation.length] ?? accessDenied;
}
