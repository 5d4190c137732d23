// The tasks of a job that have run, by their place in the manifest: what a completion report is written from. A task is computed
// when it is asked for, so a job of a billion tasks costs no memory.

export interface BatchTasks {
  /** The number of tasks that have run: the first ones of the manifest. */
  readonly count: number;
  /** How many of the first `index` tasks have failed. */
  failedBefore(index: number): number;
  task(index: number): BatchTask;
  result(index: number): TaskResult;
  /**
   * After so many rows of one status, a report has rows of the same lengths again. Undefined if that is not known. With it, a report
   * of any size costs nothing.
   */
  readonly rowCycle?: number;
}

export interface BatchTask {
  bucket: string;
  /** As in the manifest, byte for byte. */
  encodedKey: string;
  /** Undefined if the manifest has no such column, or if it is empty. */
  versionId: string | undefined;
}

export interface TaskResult {
  status: 'succeeded' | 'failed';
  /** Undefined for a task without a response of S3. */
  httpStatusCode: number | undefined;
  /** Empty for a task that succeeded. */
  errorCode: string;
  message: string;
}
