// Who observes all watches: what each of them sees, whoever subscribes to it.
import type { JobRecord } from '../jobs/jobState.ts';
import type { JobSnapshot, WatchFailure } from './watchStore.ts';
import type { WatchTarget } from './watchTarget.ts';

export interface PollReport {
  /** When the last poll began, in AWS's time. */
  at: number;
  /** How long ago that was, in real milliseconds; null for a poll by another instance. */
  age: number | null;
  /** Whether the polls see all jobs, new ones included. */
  isWhole: boolean;
  failure: WatchFailure | null;
  /** New since the last report. */
  changes: readonly JobSnapshot[];
  /** Everything that the watch knows: if `isWhole`, each running job and the jobs that ended within a day. */
  snapshots: Iterable<JobSnapshot>;
}

/** A list that is being read. */
export interface ObservedList {
  add(jobs: readonly JobRecord[]): void;
  /** The list was read to its end. */
  finish(): void;
  abandon(): void;
}

export interface WatchObserver {
  /** After each poll, by whichever instance, and when the subscribers want something else. */
  polled(target: WatchTarget, report: PollReport): void;
  /** The watch reads a list of jobs with these statuses; null for all. */
  list(target: WatchTarget, statuses: ReadonlySet<string> | null): ObservedList;
  closed(target: WatchTarget): void;
}
