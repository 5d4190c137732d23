// Errors of tasks that words of a manifest ask for. The codes and messages are those of S3.
import type { TaskResult } from './batchTasks.ts';

export type TaskErrors = 'one' | 'five';

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

/** In rotation. Five kinds have unequal shares, so that a histogram has an order. The last two can pass a second time. */
const rotations: Record<TaskErrors, readonly TaskResult[]> = {
  one: [accessDenied],
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
