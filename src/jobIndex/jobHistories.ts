// The histories of jobs: the states that this gateway saw each of them in. All calls and watches report the jobs that they see.
// Bounded in memory: the job that was not seen for longest is forgotten first. Gateways do not share histories.
import { ByteCache } from '../core/byteCache.ts';
import { cacheBytes } from '../core/cacheBytes.ts';
import { type JobRecord, phaseOf } from '../jobs/jobState.ts';
import { type JobState, withSeen } from './jobStates.ts';
import { keyOf } from './listChanges.ts';

/** Of a state with its time and its progress, measured. */
const bytesOfState = 160;

const none: readonly JobState[] = [];

export class JobHistories {
  readonly #states = new ByteCache<readonly JobState[]>(cacheBytes.jobHistories, {
    bytesOf: ({ length }) => length * bytesOfState,
  });

  /** `at`: when AWS was asked, in milliseconds of its clock. */
  see(job: JobRecord, at: number): void {
    const key = keyOf(job);
    // Jobs that have ended are listed for a day, and do not keep others from being remembered.
    const before = (phaseOf(job) === 'DONE' ? this.#states.peek(key) : this.#states.get(key)) ?? none;
    const after = withSeen(before, job, at);
    if (after !== before) this.#states.set(key, after);
  }

  /** Oldest first; empty for a job that had ended before it was seen. */
  of(job: JobRecord): readonly JobState[] {
    return this.#states.peek(keyOf(job)) ?? none;
  }
}
