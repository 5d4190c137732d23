// The jobs that the board knows, from the events of the feed. Pure.
import type { JobRow } from './jobOperations.ts';

export interface FeedEvent {
  change: 'CHANGED' | 'CREATED' | 'ENDED' | 'EXPIRING_SOON' | 'GONE' | 'INITIAL';
  /** The time of the gateway, which is not that of this machine if the data are simulated. */
  observedAt: string;
  job: JobRow | null;
}

export interface JobsState {
  jobs: ReadonlyMap<string, JobRow>;
  /** Whether the whole current state has arrived once. */
  isComplete: boolean;
  /** Whether it has arrived since the last reconnect. Until then, jobs are as they were before. */
  isCurrent: boolean;
  /** While the current state arrives again: the jobs that have not arrived yet. Those that never do are gone. */
  missing: ReadonlySet<string> | null;
  /** The latest time of the gateway since the last reconnect; null before the first event. */
  observedAt: string | null;
}

export const noJobs: JobsState = {
  jobs: new Map(),
  isComplete: false,
  isCurrent: false,
  missing: null,
  observedAt: null,
};

/** After a reconnect the gateway sends the whole state again. In a state that was cut off, nothing is certain. */
export const reconnected = (state: JobsState): JobsState => ({
  ...state,
  isComplete: state.isComplete || state.jobs.size > 0,
  isCurrent: false,
  missing: null,
});

/** How long ended jobs stay in the feed, in milliseconds. They leave it without an event. */
const day = 24 * 3_600_000;

export function applyEvents(state: JobsState, events: readonly FeedEvent[]): JobsState {
  if (events.length === 0) return state;
  const jobs = new Map(state.jobs);
  let { isComplete, isCurrent, missing } = state;
  // Another gateway with simulated data may be at an earlier time.
  let observedAt = isCurrent ? state.observedAt : null;
  let unseen = missing ? new Set(missing) : null;
  for (const { change, job, observedAt: at } of events) {
    // Events of one feed come from several polls.
    if (observedAt === null || Date.parse(at) > Date.parse(observedAt)) observedAt = at;
    if (job === null) {
      if (change !== 'INITIAL') continue;
      if (isComplete) for (const id of unseen ?? jobs.keys()) jobs.delete(id);
      isComplete = true;
      isCurrent = true;
      unseen = null;
      continue;
    }
    if (change === 'INITIAL' && isComplete) unseen ??= new Set(jobs.keys());
    unseen?.delete(job.id);
    if (change === 'GONE') jobs.delete(job.id);
    else jobs.set(job.id, job);
  }
  missing = unseen;
  const oldest = Date.parse(observedAt ?? '') - day;
  for (const { id, completionDate, phase } of jobs.values()) {
    if (phase === 'DONE' && completionDate !== null && Date.parse(completionDate) < oldest) jobs.delete(id);
  }
  return { jobs, isComplete, isCurrent, missing, observedAt };
}
