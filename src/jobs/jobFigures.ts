// Figures of the jobs of one service and location, for metrics. Pure.

import type { JobOutcome, JobPhase } from './jobPhase.ts';
import { isOverdue, type JobRecord, outcomeOf, phaseOf } from './jobState.ts';
import { isExpiringSoon } from './outputExpiry.ts';

/** Jobs that were read together. */
export interface JobReading {
  readonly list: readonly JobRecord[];
  /** When AWS was asked, in real milliseconds. */
  readonly asOf: number;
}

export interface JobFigures {
  readonly service: 'glacier' | 's3control';
  readonly accountId: string;
  readonly region: string;
  readonly counts: readonly { phase: JobPhase; outcome: JobOutcome | null; count: number }[];
  readonly expiringSoon: number;
  readonly overdue: number;
  /** Seconds since the oldest job that waits for confirmation was created; null if none waits. */
  readonly longestWait: number | null;
  /** When AWS was asked for the oldest of its readings, in real milliseconds. */
  readonly asOf: number;
}

type Open = { -readonly [Name in keyof JobFigures]: JobFigures[Name] } & {
  byState: Map<string, JobFigures['counts'][number]>;
};

/** `now` is in the time of AWS. A reading without jobs has no location, and counts nowhere. */
export function jobFigures(readings: Iterable<JobReading>, now: number, soonSeconds: number): JobFigures[] {
  const figures = new Map<string, Open>();
  for (const { list, asOf } of readings) {
    const [first] = list;
    if (!first) continue;
    const open = openFigures(figures, first, asOf);
    open.asOf = Math.min(open.asOf, asOf);
    for (const job of list) count(open, job, now, soonSeconds);
  }
  return [...figures.values()].map(({ byState, ...rest }) => ({ ...rest, counts: [...byState.values()] }));
}

function openFigures(figures: Map<string, Open>, { kind, accountId, region }: JobRecord, asOf: number): Open {
  const service = kind === 'BatchJob' ? 's3control' : 'glacier';
  const key = `${service} ${accountId} ${region}`;
  const none = { counts: [], expiringSoon: 0, overdue: 0, longestWait: null };
  const open = figures.get(key) ?? { service, accountId, region, ...none, asOf, byState: new Map() };
  figures.set(key, open);
  return open;
}

function count(open: Open, job: JobRecord, now: number, soonSeconds: number): void {
  const phase = phaseOf(job);
  const outcome = outcomeOf(job);
  const state = open.byState.get(`${phase} ${outcome}`) ?? { phase, outcome, count: 0 };
  open.byState.set(`${phase} ${outcome}`, { ...state, count: state.count + 1 });
  if (isExpiringSoon(job, now, soonSeconds)) open.expiringSoon += 1;
  if (isOverdue(job, now)) open.overdue += 1;
  if (phase === 'AWAITING_CONFIRMATION') {
    open.longestWait = Math.max(open.longestWait ?? 0, (now - job.creationDate.getTime()) / 1000);
  }
}
