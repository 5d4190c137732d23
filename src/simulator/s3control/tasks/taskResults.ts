// The results of the tasks of a job, in blocks. Mostly all tasks of a block have the same one, and the block is that result.
import type { TaskResult } from '../batch/batchTasks.ts';

/** The result of one or many tasks. */
export interface SharedResult extends TaskResult {
  /** Whether the message ends with the id of the task's own request, in front of a closing parenthesis. */
  namesRequest?: true;
}

/** Tasks of a block. */
const BLOCK = 512;

export class TaskResults {
  count = 0;
  readonly #blocks: (SharedResult | SharedResult[])[] = [];

  add(result: SharedResult): void {
    const last = this.#blocks.length - 1;
    const block = this.#blocks[last];
    const filled = this.count % BLOCK;
    this.count += 1;
    if (!block || filled === 0) this.#blocks.push(result);
    else if (Array.isArray(block)) block.push(result);
    else if (block !== result) this.#blocks[last] = [...Array<SharedResult>(filled).fill(block), result];
  }

  at(index: number): SharedResult {
    const block = this.#blocks[Math.floor(index / BLOCK)];
    const result = Array.isArray(block) ? block[index % BLOCK] : block;
    if (!result || index >= this.count) throw new RangeError(`task ${index} has not run`);
    return result;
  }
}
