// Figures of the objects of restore jobs, for metrics: what this instance has read lately. Instances that share a Redis share the
// readings, so each job counts once.
import { type RestoreProgress, type RestoreState, restoreStates } from '../aws/s3control/restoreProgress.ts';
import { type BatchJobKey, batchJobKey } from '../core/location.ts';

const hour = 3_600_000;

/** A job that somebody follows is polled more often. In milliseconds of AWS's clock. */
const openFor = 2 * hour;

/** As long as feeds keep ended jobs. In milliseconds of AWS's clock. */
const settledFor = 24 * hour;

const maxJobs = 10_000;

interface Reading {
  counts: RestoreProgress['counts'];
  until: number;
}

export class RestoreFigures {
  /** By job, the latest reading last. */
  readonly #readings = new Map<string, Reading>();

  /** `now` is in milliseconds of AWS's clock. */
  note(job: BatchJobKey, { counts, isSettled }: Pick<RestoreProgress, 'counts' | 'isSettled'>, now: number): void {
    const key = batchJobKey(job);
    this.#readings.delete(key);
    this.#readings.set(key, { counts, until: now + (isSettled ? settledFor : openFor) });
    const [oldest] = this.#readings.keys();
    if (this.#readings.size > maxJobs && oldest !== undefined) this.#readings.delete(oldest);
  }

  counts(now: number): Readonly<Record<RestoreState, number>> {
    const total = Object.fromEntries(restoreStates.map((state) => [state, 0])) as Record<RestoreState, number>;
    for (const [key, { counts, until }] of this.#readings) {
      if (until <= now) this.#readings.delete(key);
      else for (const state of restoreStates) total[state] += counts[state];
    }
    return total;
  }
}
