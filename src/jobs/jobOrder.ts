// The order of a list of jobs, and positions in it. Ties are ordered by key, so a position stays valid whatever other jobs
// appear, change or end. Pure.
import { batchJobKey, glacierJobKey } from '../core/location.ts';
import { expectedCompletionOf, type JobRecord } from './jobState.ts';

export type JobOrderField = 'CREATION_DATE' | 'COMPLETION_DATE' | 'EXPECTED_COMPLETION';

export interface JobOrder {
  field: JobOrderField;
  direction: 'ASC' | 'DESC';
}

export interface JobPosition {
  /** The date that the list is ordered by, in milliseconds; null for a job without one. */
  readonly value: number | null;
  readonly key: string;
}

/** Its key is made when it is read: most positions are compared by their dates alone. */
export class PositionedJob implements JobPosition {
  #key: string | undefined;

  constructor(
    readonly job: JobRecord,
    readonly value: number | null,
  ) {}

  get key(): string {
    this.#key ??= this.job.kind === 'BatchJob' ? batchJobKey(this.job) : glacierJobKey(this.job);
    return this.#key;
  }
}

/** `now`, in the time of AWS, is the same on all pages of a list: a Batch job's expected completion moves along with it. */
export const positionedBy =
  ({ field }: JobOrder, now: number) =>
  (job: JobRecord): PositionedJob =>
    new PositionedJob(job, dateOf(job, field, now)?.getTime() ?? null);

function dateOf(job: JobRecord, field: JobOrderField, now: number): Date | null {
  switch (field) {
    case 'CREATION_DATE':
      return job.creationDate;
    case 'COMPLETION_DATE':
      return job.completionDate;
    case 'EXPECTED_COMPLETION':
      return expectedCompletionOf(job, now)?.latest ?? null;
  }
}

/** Jobs without a date come last in both directions. */
export const comparePositions =
  ({ direction }: JobOrder) =>
  (a: JobPosition, b: JobPosition): number =>
    compareValues(a.value, b.value, direction) || compareKeys(a.key, b.key);

const compareKeys = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareValues(a: number | null, b: number | null, direction: JobOrder['direction']): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  return direction === 'ASC' ? a - b : b - a;
}

/** Whether the order of jobs stays the same while time passes. */
export const isTimelessOrder = ({ field }: JobOrder): boolean => field !== 'EXPECTED_COMPLETION';

export const sortJobs = (jobs: readonly JobRecord[], order: JobOrder, now: number): readonly JobRecord[] =>
  jobs
    .map(positionedBy(order, now))
    .sort(comparePositions(order))
    .map(({ job }) => job);
