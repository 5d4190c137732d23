// How many jobs each button above the list would show. Pure.
import {
  isExpiring,
  type JobsFilter,
  matchesFilter,
  type Outcome,
  outcomes,
  type Phase,
  phases,
  type Service,
  serviceOf,
  services,
} from './jobFilter.ts';
import type { JobRow } from './jobOperations.ts';

export interface JobCounts {
  all: number;
  phases: Record<Phase, number>;
  outcomes: Record<Outcome, number>;
  services: Record<Service, number>;
  overdue: number;
  expiring: number;
}

const zeros = <Name extends string>(names: readonly Name[]): Record<Name, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;

/** Under the other filters: of place, kind and text, which the buttons do not change. */
export function countJobs(jobs: Iterable<JobRow>, filter: JobsFilter): JobCounts {
  const others: JobsFilter = { ...filter, phase: null, outcome: null, service: null, overdue: false, expiring: false };
  const counts: JobCounts = {
    all: 0,
    phases: zeros(phases),
    outcomes: zeros(outcomes),
    services: zeros(services),
    overdue: 0,
    expiring: 0,
  };
  for (const job of jobs) {
    if (!matchesFilter(others, job)) continue;
    // Each service has its count; the states are those of the selected service.
    counts.services[serviceOf(job)] += 1;
    if (filter.service !== null && serviceOf(job) !== filter.service) continue;
    counts.all += 1;
    counts.phases[job.phase] += 1;
    if (job.outcome) counts.outcomes[job.outcome] += 1;
    if (job.overdue) counts.overdue += 1;
    if (isExpiring(job)) counts.expiring += 1;
  }
  return counts;
}
