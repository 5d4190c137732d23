// What a job has done whose manifest the simulator has: its manifest, once it was read, and the results of its tasks so far.
import { firstIndex } from '../../world/firstIndex.ts';
import type { BatchTasks } from '../batch/batchTasks.ts';
import { tooManyFailed } from '../batch/failureThreshold.ts';
import type { ManifestRows } from '../manifest/manifestRows.ts';
import { requestIdOf } from './requestIdOf.ts';
import { type SharedResult, TaskResults } from './taskResults.ts';

export class JobRun {
  /** Undefined until the job is prepared. */
  rows: ManifestRows | undefined;
  /** Of a generated manifest that was saved. */
  generatedETag: string | undefined;
  /** The memory of the manifest and the results, as it was counted. */
  heldBytes = 0;
  readonly #results = new TaskResults();
  /** Numbers of the failed tasks, in order. */
  readonly #failed: number[] = [];

  get count(): number {
    return this.#results.count;
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
    this.#results.add(result);
  }

  tasks(jobId: string): BatchTasks {
    const { rows } = this;
    const results = this.#results;
    const failed = this.#failed;
    return {
      count: results.count,
      failedBefore: (index) => firstIndex(0, failed.length, (at) => (failed[at] ?? 0) >= index),
      task: (index) => {
        if (!rows || index >= results.count) throw new RangeError(`task ${index} has not run`);
        return rows.row(index);
      },
      result: (index) => {
        const result = results.at(index);
        const { namesRequest, message } = result;
        return namesRequest ? { ...result, message: `${message}${requestIdOf(jobId, index)})` } : result;
      },
    };
  }
}
