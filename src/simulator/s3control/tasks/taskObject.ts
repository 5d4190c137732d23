// The object that a task acts on, and the request that acts on it.
import type { OperationContext } from '../../http/operation.ts';
import type { BatchTask } from '../batch/batchTasks.ts';
import type { ChecksumResult } from './checksumResult.ts';

export interface TaskObject extends Pick<BatchTask, 'bucket' | 'versionId'> {
  /** Decoded. */
  key: string;
}

/** Returns the task's result, or nothing for the usual one. Throws S3's error. */
export type TaskRequest = (object: TaskObject, context: OperationContext) => ChecksumResult | undefined;

/** As requests of S3 have it. */
export const nameOf = ({ bucket, key, versionId }: TaskObject) =>
  versionId === undefined ? { Bucket: bucket, Key: key } : { Bucket: bucket, Key: key, VersionId: versionId };
