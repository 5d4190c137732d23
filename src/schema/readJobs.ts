// The jobs that match a whole filter, tags included, and what it costs to read them.
import type { Context } from '../context.ts';
import { andThen, type MaybePromise } from '../core/maybePromise.ts';
import type { Freshness } from '../jobIndex/freshness.ts';
import { planJobSources } from '../jobIndex/planJobSources.ts';
import type { NormalizedFilter } from '../jobs/jobFilter.ts';
import type { JobOrder } from '../jobs/jobOrder.ts';
import type { MatchingJobs } from '../loaders/matchingJobs.ts';
import { maxTagReads, selectByTags } from '../loaders/selectByTags.ts';
import { normalizedFilter, type SentJobFilter } from './jobFilter.ts';
import type { CostBasis } from './kit/cost.ts';

export const noReadings: ReadonlyMap<string, number> = new Map();

/** AWS calls by what is read. */
export const estimatedReadings = (
  { accounts, known }: Pick<CostBasis, 'accounts' | 'known'>,
  sent: SentJobFilter | null | undefined,
  maxAgeSeconds: number | null,
): ReadonlyMap<string, number> => {
  const { filter, text } = normalizedFilter(sent);
  if (known.isMatched(text, maxAgeSeconds)) return noReadings;
  return new Map(planJobSources(accounts, filter).flatMap((source) => [...known.callsFor(source, maxAgeSeconds)]));
};

interface ListRequest {
  filter: NormalizedFilter;
  order: JobOrder;
  /** The time of the list's first page. */
  now: number;
  freshness: Freshness;
  /** Whether the field shares its reading with no other one. */
  alone: boolean;
}

/** The jobs that match the whole filter. */
export function readJobs(
  ctx: Context,
  { filter, order, now, freshness, alone }: ListRequest,
): MaybePromise<MatchingJobs> {
  const { tags } = filter.filter;
  const loaded = ctx.loaders.allJobs.load(filter, freshness, alone);
  if (!tags) return loaded;
  return andThen(loaded, async (matching) => {
    const { jobs } = await matching.page({ order, first: maxTagReads, after: null, now });
    return selectByTags(matching, jobs, tags, (job) => ctx.loaders.batchJobTags.load(job, freshness.notBefore));
  });
}
