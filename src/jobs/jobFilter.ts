// The filter of a list of jobs. All conditions must match, and a list matches any of its values. Pure.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import type { BatchJobRecord } from '../aws/s3control/batchJob.ts';
import type { TagRecord } from '../aws/tags.ts';
import { normalizeFilter } from '../core/normalizeFilter.ts';
import { type JobKind, kindOf } from './jobKind.ts';
import type { JobOutcome, JobPhase } from './jobPhase.ts';
import { isOverdue, type JobRecord, outcomeOf, phaseOf } from './jobState.ts';
import { outputGuaranteedUntil } from './outputExpiry.ts';

export interface TagFilter {
  key: string;
  /** Null for any value. */
  value: string | null;
}

/** An absent condition matches every job. A list is never empty. */
export interface JobFilter {
  phases?: readonly JobPhase[];
  outcomes?: readonly JobOutcome[];
  kinds?: readonly JobKind[];
  accountIds?: readonly string[];
  regions?: readonly string[];
  vaultNames?: readonly string[];
  operationNames?: readonly BatchJobRecord['operationName'][];
  tiers?: readonly NonNullable<GlacierJobRecord['tier']>[];
  /** Not matched here: tags are no part of a job's record. */
  tags?: readonly TagFilter[];
  descriptionContains?: string;
  createdAfter?: Date;
  createdBefore?: Date;
  completedAfter?: Date;
  completedBefore?: Date;
  overdue?: boolean;
  outputExpiresBefore?: Date;
}

/** A filter as it is written: an absent, null or empty condition matches every job. */
export type WrittenJobFilter = { [Name in keyof JobFilter]?: JobFilter[Name] | null | undefined };

/** A filter in one form, with its JSON: equal filters have equal texts. */
export interface NormalizedFilter {
  filter: JobFilter;
  text: string;
}

/** The same filter in one form, so that equal filters have equal JSON. */
export const normalizeJobFilter = (written: WrittenJobFilter): JobFilter => normalizeFilter(written);

/** The test whether a job matches all conditions but `tags`. `now` is in the time of AWS. */
export function jobMatcher(filter: JobFilter, now: number): (job: JobRecord) => boolean {
  const conditions = conditionsOf(filter, now);
  return (job) => conditions.every((matches) => matches(job));
}

/** Whether the jobs that match stay the same while time passes. */
export const isTimelessFilter = ({ overdue }: JobFilter): boolean => overdue === undefined;

type Condition = (job: JobRecord) => boolean;

function conditionsOf(filter: JobFilter, now: number): Condition[] {
  const { phases, outcomes, kinds, accountIds, regions, vaultNames, operationNames, tiers } = filter;
  const { descriptionContains, overdue } = filter;
  const conditions: (Condition | false)[] = [
    isAmong(accountIds, ({ accountId }) => accountId),
    isAmong(regions, ({ region }) => region),
    isAmong(kinds, kindOf),
    isAmong(phases, phaseOf),
    isAmong(outcomes, outcomeOf),
    isAmong(vaultNames, vaultNameOf),
    isAmong(operationNames, operationNameOf),
    isAmong(tiers, tierOf),
    isWithin(filter.createdAfter, filter.createdBefore, ({ creationDate }) => creationDate),
    isWithin(filter.completedAfter, filter.completedBefore, completionDateOf),
    isWithin(undefined, filter.outputExpiresBefore, outputGuaranteedUntil),
    descriptionContains !== undefined && containsText(descriptionContains),
    overdue !== undefined && ((job) => isOverdue(job, now) === overdue),
  ];
  return conditions.filter((condition) => condition !== false);
}

function isAmong<T>(allowed: readonly T[] | undefined, of: (job: JobRecord) => unknown): Condition | false {
  if (!allowed) return false;
  const values = new Set<unknown>(allowed);
  return (job) => values.has(of(job));
}

/** Both bounds are exclusive. A job without the date matches only if there is no bound. */
function isWithin(
  after: Date | undefined,
  before: Date | undefined,
  of: (job: JobRecord) => Date | null,
): Condition | false {
  if (!after && !before) return false;
  return (job) => {
    const date = of(job);
    return date !== null && (!after || date > after) && (!before || date < before);
  };
}

/** Ignores upper and lower case. */
function containsText(text: string): Condition {
  const wanted = text.toLowerCase();
  return ({ jobDescription }) => jobDescription?.toLowerCase().includes(wanted) ?? false;
}

export const vaultNameOf = (job: JobRecord): string | null => (job.kind === 'GlacierJob' ? job.vaultName : null);

export const operationNameOf = (job: JobRecord): BatchJobRecord['operationName'] | null =>
  job.kind === 'BatchJob' ? job.operationName : null;

/** An inventory has no tier to choose. */
const tierOf = (job: JobRecord): GlacierJobRecord['tier'] =>
  job.kind === 'GlacierJob' && job.action !== 'INVENTORY_RETRIEVAL' ? job.tier : null;

/** Null until the job has ended. */
const completionDateOf = (job: JobRecord): Date | null => (phaseOf(job) === 'DONE' ? job.completionDate : null);

/** Whether a tag set has any of the tags. */
export const hasAnyTag = (tags: readonly TagRecord[], wanted: readonly TagFilter[]): boolean =>
  wanted.some(({ key, value }) => tags.some((tag) => tag.key === key && (value === null || tag.value === value)));
