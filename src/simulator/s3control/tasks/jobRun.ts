// What a job has done whose manifest the simulator has: its manifest, once it was read, and the results of its tasks so far. A result
// is a reference of some bytes, shared by tasks with equal results.
import { firstIndex } from '../../world/firstIndex.ts';
import type { BatchTasks, TaskResult } from '../batch/batchTasks.ts';
import { tooManyFailed } from '../batch/failureThreshold.ts';
import type { ManifestRows } from '../manifest/manifestRows.ts';
import { requestIdOf } from './requestIdOf.ts';

export class JobRun {
  /** Undefined until the job is prepared. */
  rows: ManifestRows | undefined;
  /** Of a generated manifest that was saved. */
  generatedETag: string | undefined;
  readonly #results: TaskResult[] = [];
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

  add(result: TaskResult): void {
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
        return { ...result, message: result.message.replace(REQUEST_ID, () => requestIdOf(jobId, index)) };
      },
    };
  }
}

/** In the message of a shared result, the place of the id that each request has. */
export const REQUEST_ID = '{request}';
