// Some jobs of a list as it was read, with what was computed of them: those that match a filter, their order, their groups.
// All queries share that, until the list changes. A list is divided into runs: to compute something of one takes about a
// millisecond, and the event loop can turn in between.
import type { JobRecord } from './jobState.ts';

const maxJobs = 1_000;

/** Of one run; the oldest ones are forgotten. Each takes at most 8 bytes for each job. */
const maxResults = 16;

export class JobRun {
  readonly #results = new Map<string, unknown>();

  constructor(readonly jobs: readonly JobRecord[]) {}

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
