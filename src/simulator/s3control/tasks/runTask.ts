// One task: the request that the job's operation sends to S3 for an object, and what it returns. The rules of S3's operations are
// called, so a task fails exactly where a request of the job's account would fail.
import { AwsError, NotSimulated } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import type { BatchRequest } from '../batch/batchJob.ts';
import type { BatchTask, TaskResult } from '../batch/batchTasks.ts';
import { successMessage } from '../batch/successMessage.ts';
import { decodedKey } from '../manifest/csvRows.ts';
import { TaskError } from './taskError.ts';
import { taskRequest } from './taskRequest.ts';
import type { SharedResult } from './taskResults.ts';
import { ruledResult } from './taskRules.ts';

export type RunTask = (task: BatchTask, context: OperationContext) => SharedResult;

interface RunOptions {
  /** Whether the manifest has a column of versions, which no row may leave empty. */
  needsVersion: boolean;
  /** Counts memory that results take. Throws if there is none. */
  hold(bytes: number): void;
}

export function createRunTask(
  { Operation: operation = {} }: BatchRequest,
  { needsVersion, hold }: RunOptions,
): RunTask {
  const send = taskRequest(operation);
  const [name = ''] = Object.keys(operation);
  const functionArn = operation.LambdaInvoke?.FunctionArn;
  const message = successMessage(operation);
  const succeeded: TaskResult = { status: 'succeeded', httpStatusCode: 200, errorCode: '', message };
  const held = (result: SharedResult, bytes: number): SharedResult => {
    try {
      hold(bytes);
      return result;
    } catch {
      return outOfMemory;
    }
  };
  const known = new Map<string, SharedResult>();
  // Equal results are one, but a message that names its object can be another for each task.
  const shared = (result: SharedResult): SharedResult => {
    const text = `${result.httpStatusCode} ${result.errorCode} ${result.message}`;
    const same = known.get(text);
    if (same) return same;
    const kept = held(result, RESULT + 2 * text.length);
    if (kept === result) known.set(text, result);
    return kept;
  };
  const failedWith = (httpStatusCode: number, errorCode: string, message: string, more: { namesRequest?: true } = {}) =>
    shared({ status: 'failed', httpStatusCode, errorCode, message, ...more });
  return ({ bucket, encodedKey, versionId }, context) => {
    if (needsVersion && versionId === undefined) return failedWith(400, 'InvalidRequest', MISSING_VERSION);
    const key = decodedKey(encodedKey) ?? encodedKey;
    const ruled = ruledResult(context.world.taskRules, { operation: name, functionArn, bucket, key });
    if (ruled) return ruled;
    // The simulator knows its own buckets alone: elsewhere a task acts on nothing.
    if (!context.world.objects.buckets.has(bucket)) return succeeded;
    try {
      const result = send({ bucket, versionId, key }, context);
      return result ? held(result, result.heldBytes) : succeeded;
    } catch (error) {
      if (error instanceof AwsError) {
        return failedWith(error.status, error.code, wireMessage(error), { namesRequest: true });
      }
      if (error instanceof TaskError || error instanceof NotSimulated)
        return failedWith(error.status, error.code, error.message);
      return failedWith(500, 'InternalError', `The simulator failed: ${String(error)}`);
    }
  };
}

/** What an object of a result takes besides its texts. */
const RESULT = 200;

const outOfMemory: TaskResult = {
  status: 'failed',
  httpStatusCode: 500,
  errorCode: 'InternalError',
  message: 'The memory of the simulator is full',
};

const MISSING_VERSION = 'Task failed due to missing VersionId';

/** As AWS's own client words an error of S3: seen in reports of copies. The id of the request follows. */
const wireMessage = ({ message, status, code }: AwsError): string =>
  `${message} (Service: Amazon S3; Status Code: ${status}; Error Code: ${code}; Request ID: `;
