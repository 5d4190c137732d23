// What a job has done whose manifest the simulator has: its manifest, once it was read, and the results of its tasks so far. A result
// is a reference of some bytes, shared by tasks with equal results.
import { firstIndex } from '../../world/firstIndex.ts';
import type { BatchTasks, TaskResult } from '../batch/batchTasks.ts';
import { tooManyFailed } from '../batch/failureThreshold.ts';
import type { ManifestRows } from '../manifest/manifestRows.ts';
import { requestIdOf } from './requestIdOf.ts';

/** The result of one or many tasks. */
export interface SharedResult extends TaskResult {
  /** Whether the message ends with the id of the task's own request, in front of a closing parenthesis. */
  namesRequest?: true;
}

export class JobRun {
  /** Undefined until the job is prepared. */
  rows: ManifestRows | undefined;
  /** Of a generated manifest that was saved. */
  generatedETag: string | undefined;
  /** The memory of the manifest and the results, as it was counted. */
  heldBytes = 0;
  readonly #results: SharedResult[] = [];
  /** Numbers of the failed tasks, in order. */
  readonly #failed: number[] = [];

  get count(): number {
    return this.#results.length;
  }

  get failed(): number {
    return this.#failed.length;
  }

  /** Whether too many tasks have failed to go on. */
  get isStopped(): boolean {
    return tooManyFailed(this.count, this.failed);
  }

  add(result: SharedResult): void {
    if (result.status === 'failed') this.#failed.push(this.count);
    this.#results.push(result);
  }

  tasks(jobId: string): BatchTasks {
    const { rows } = this;
    const results = this.#results;
    const failed = this.#failed;
    return {
      count: results.length,
      failedBefore: (index) => firstIndex(0, failed.length, (at) => (failed[at] ?? 0) >= index),
      task: (index) => {
        if (!rows || index >= results.length) throw new RangeError(`task ${index} has not run`);
        return rows.row(index);
      },
      result: (index) => {
        const result = results[index];
        if (!result) throw new RangeError(`task ${index} has not run`);
        const { namesRequest, ...shared } = result;
        return namesRequest ? { ...shared, message: `${shared.message}${requestIdOf(jobId, index)})` } : shared;
      },
    };
  }
}
