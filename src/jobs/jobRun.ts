// Some jobs of a list as it was read, with what was computed of them: those that match a filter, their order, their groups.
// All queries share that, until the list changes. A list is divided into runs: to compute something of one takes about a
// millisecond, and the event loop can turn in between.
import type { JobRecord } from './jobState.ts';

const maxJobs = 1_000;

/** Of one run; the oldest ones are forgotten. */
const maxResults = 8;

/**
 * What the results of all queries take for a job at most: it matches eight filters, and for each of them it is in four orders,
 * with 8 bytes each time.
 */
export const resultBytesOfJob = 8 * maxResults * (1 + 4);

let runs = 0;

export class JobRun {
  /** No other run of the process has it. */
  readonly id: number;
  readonly #results = new Map<string, unknown>();

  constructor(readonly jobs: readonly JobRecord[]) {
    runs += 1;
    this.id = runs;
  }

  /** What was computed under the key; undefined if nothing was. */
  known<Result>(key: string): Result | undefined {
    return this.#results.get(key) as Result | undefined;
  }

  keep(key: string, result: unknown): void {
    if (!this.#results.has(key) && this.#results.size >= maxResults) {
      const [oldest] = this.#results.keys();
      this.#results.delete(oldest ?? key);
    }
    this.#results.set(key, result);
  }
}

const runsByList = new WeakMap<readonly JobRecord[], readonly JobRun[]>();

/** The runs of a list that never changes. They live as long as the list. */
export function runsOf(list: readonly JobRecord[]): readonly JobRun[] {
  const known = runsByList.get(list);
  if (known) return known;
  const runs: JobRun[] = [];
  for (let first = 0; first < list.length; first += maxJobs) runs.push(new JobRun(list.slice(first, first + maxJobs)));
  runsByList.set(list, runs);
  return runs;
}
