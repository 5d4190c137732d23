// The jobs that the filter of a bulk mutation is about, as AWS lists them now.
import type { Context } from '../../context.ts';
import { rejectInput } from '../../core/errors.ts';
import { freshnessOf } from '../../jobIndex/freshness.ts';
import type { SourceReading } from '../../jobIndex/jobSource.ts';
import type { JobRecord } from '../../jobs/jobState.ts';
import { checkJobFilter, normalizedFilter, type SentJobFilter } from '../jobFilter.ts';
import type { CostBasis } from '../kit/cost.ts';
import { estimatedReadings, noReadings, readJobs } from '../readJobs.ts';

/** What a mutation reads for a filter; null if it is about none of the jobs. */
export type Narrow = (filter: SentJobFilter) => SentJobFilter | null;

export interface ReadFilter {
  jobs: readonly JobRecord[];
  sources: readonly SourceReading[];
  /** In the time of AWS. */
  now: number;
}

const path = ['input', 'jobs', 'filter'];

/** In seconds: a decision needs the present state. */
const maxAgeSeconds = 0;

/** The AWS calls of the reading, by what they read. */
export function filterReadings(
  filter: SentJobFilter | null | undefined,
  narrow: Narrow,
  basis: CostBasis,
): ReadonlyMap<string, number> {
  const possible = filter && narrow(filter);
  return possible ? estimatedReadings(basis, possible, maxAgeSeconds) : noReadings;
}

export async function readFilter(ctx: Context, filter: SentJobFilter, narrow: Narrow): Promise<ReadFilter> {
  checkJobFilter(ctx.backend.accounts, filter, path);
  if (Object.keys(normalizedFilter(filter).filter).length === 0)
    rejectInput(path, 'at least one condition is required. Name all phases to select all jobs.');
  const now = ctx.backend.clock.now();
  const possible = narrow(filter);
  if (!possible) return { jobs: [], sources: [], now };
  const { jobs, sources } = await readJobs(ctx, {
    filter: normalizedFilter(possible),
    order: { field: 'CREATION_DATE', direction: 'ASC' },
    now,
    freshness: freshnessOf(maxAgeSeconds, ctx.jobIndex.now()),
    alone: true,
  });
  return { jobs, sources, now };
}
