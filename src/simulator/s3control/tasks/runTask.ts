// One task: the request that the job's operation sends to S3 for an object, and what it returns. The operations of S3 themselves are
// called, so a task fails exactly where a request of the job's account would fail.
import { AwsError, NotSimulated } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import type { BatchRequest } from '../batch/batchJob.ts';
import type { BatchTask, TaskResult } from '../batch/batchTasks.ts';
import { successMessage } from '../batch/successMessage.ts';
import { decodedKey } from '../manifest/csvRows.ts';
import type { SharedResult } from './jobRun.ts';
import { TaskError } from './taskError.ts';
import { taskRequest } from './taskRequest.ts';
import { ruledResult } from './taskRules.ts';

export type RunTask = (task: BatchTask, context: OperationContext) => SharedResult;

/** `needsVersion` is whether the manifest has a column of versions, which no row may leave empty. */
export function createRunTask({ Operation: operation = {} }: BatchRequest, needsVersion: boolean): RunTask {
  const send = taskRequest(operation);
  const [name = ''] = Object.keys(operation);
  const functionArn = operation.LambdaInvoke?.FunctionArn;
  const succeeded = succeededWith(successMessage(operation));
  const failures = new Map<string, SharedResult>();
  const failedWith = (
    status: number,
    code: string,
    message: string,
    more: { namesRequest?: true } = {},
  ): SharedResult => {
    const text = `${status} ${code} ${message}`;
    const known = failures.get(text);
    if (known) return known;
    const result: SharedResult = { status: 'failed', httpStatusCode: status, errorCode: code, message, ...more };
    // Messages that name an object could be many.
    if (failures.size < 1000) failures.set(text, result);
    return result;
  };
  return ({ bucket, encodedKey, versionId }, context) => {
    if (needsVersion && versionId === undefined) return failedWith(400, 'InvalidRequest', MISSING_VERSION);
    const key = decodedKey(encodedKey) ?? encodedKey;
    const ruled = ruledResult(context.world.taskRules, { operation: name, functionArn, bucket, key });
    if (ruled) return ruled;
    // The simulator knows its own buckets alone: elsewhere a task acts on nothing.
    if (!context.world.objects.buckets.has(bucket)) return succeeded;
    try {
      const message = send({ bucket, versionId, key }, context);
      return message === undefined ? succeeded : succeededWith(message);
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

const MISSING_VERSION = 'Task failed due to missing VersionId';

const succeededWith = (message: string): TaskResult => ({
  status: 'succeeded',
  httpStatusCode: 200,
  errorCode: '',
  message,
});

/** As AWS's own client words an error of S3: seen in reports of copies. The id of the request follows. */
const wireMessage = ({ message, status, code }: AwsError): string =>
  `${message} (Service: Amazon S3; Status Code: ${status}; Error Code: ${code}; Request ID: `;
