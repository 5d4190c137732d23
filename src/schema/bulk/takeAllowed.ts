// The jobs that a bulk mutation sends a call for, among those that match: as many as its limit of those that the caller may change.
import type { Access, Action } from '../../access/access.ts';
import { type JobOrder, sortJobs } from '../../jobs/jobOrder.ts';
import type { JobRecord } from '../../jobs/jobState.ts';

export interface Taken<Job> {
  /** The first ones, in the order. */
  jobs: readonly Job[];
  /** How many the caller may change, also beyond the limit. */
  matched: number;
  /** How many others match. */
  notAllowed: number;
}

export interface TakeRequest {
  /** What the caller must be allowed to do with a job. */
  action: Action;
  order: JobOrder;
  limit: number;
  /** In the time of AWS. */
  now: number;
}

export function takeAllowed<Job extends JobRecord>(
  jobs: readonly Job[],
  access: Pick<Access, 'allows'>,
  { action, order, limit, now }: TakeRequest,
): Taken<Job> {
  const allowed = jobs.filter((job) => access.allows(action, job));
  const first = sortJobs(allowed, order, now).slice(0, limit) as Job[];
  return { jobs: first, matched: allowed.length, notAllowed: jobs.length - allowed.length };
}
