// The Batch jobs that a bulk change is about: those with the given IDs, or those that match a filter.
import type { BatchJobRecord } from '../../aws/s3control/batchJob.ts';
import type { Context } from '../../context.ts';
import { rejectInput } from '../../core/errors.ts';
import type { BatchJobKey } from '../../core/location.ts';
import { freshnessOf } from '../../jobIndex/freshness.ts';
import type { SourceReading } from '../../jobIndex/jobSource.ts';
import { sortJobs } from '../../jobs/jobOrder.ts';
import type { JobPhase } from '../../jobs/jobPhase.ts';
import { checkJobFilter, JobFilterInput, normalizedFilter, type SentJobFilter } from '../jobFilter.ts';
import { builder } from '../kit/builder.ts';
import type { CostBasis } from '../kit/cost.ts';
import { type BatchJobIdsInput, maxSelected, resolveBatchJobIds } from '../kit/references.ts';
import { estimatedReadings, readJobs } from '../readJobs.ts';

export const BatchJobSelection = builder.inputType('BatchJobSelection', {
  description: 'S3 Batch Operations jobs, by their IDs or by a filter. Exactly one of the fields is required.',
  isOneOf: true,
  fields: (t) => ({
    ids: t.idList({
      description: `The values of the field \`id\` of Batch jobs, 1 to ${maxSelected}. An ID that is repeated counts once.`,
    }),
    filter: t.field({
      type: JobFilterInput,
      description:
        'The Batch jobs that match, as far as the change applies to their phase. At least one condition is required, so that no call changes all jobs by mistake. The lists of AWS are read again, whatever was read before.',
    }),
  }),
});

export interface BatchJobSelectionInput extends BatchJobIdsInput {
  filter?: SentJobFilter | null | undefined;
}

/** The jobs that a change applies to. */
export interface Applicable {
  phases: readonly JobPhase[];
  /** False if the change would leave the job as it is. */
  changes(job: BatchJobRecord): boolean;
}

/** A job that was selected. */
export interface SelectedBatchJob {
  key: BatchJobKey;
  /** As AWS listed it; null for a job that was selected by its ID. */
  job: BatchJobRecord | null;
}

export interface SelectedBatchJobs {
  /** The oldest ones of a filter, those of the IDs in their order; each once. */
  jobs: readonly SelectedBatchJob[];
  /** How many there are, also beyond the limit. */
  matched: number;
  /** The sources that the filter has read; none for IDs. */
  sources: readonly SourceReading[];
}

const path = ['input', 'jobs', 'filter'];

/** In seconds: AWS is always asked. */
const maxAgeSeconds = 0;

/** The part of the filter that the change applies to; null if that is no job. */
function narrowed(filter: SentJobFilter, { phases }: Applicable): SentJobFilter | null {
  const { kinds, phases: wanted } = filter;
  const possible = wanted?.length ? phases.filter((phase) => wanted.includes(phase)) : [...phases];
  const hasBatch = !kinds?.length || kinds.includes('BATCH');
  // An empty list would match every phase.
  return hasBatch && possible.length > 0 ? { ...filter, kinds: ['BATCH'], phases: possible } : null;
}

/** The AWS calls of the selection, by what they read. */
export function selectionReadings(
  { filter }: BatchJobSelectionInput,
  applicable: Applicable,
  basis: CostBasis,
): ReadonlyMap<string, number> {
  const possible = filter && narrowed(filter, applicable);
  return possible ? estimatedReadings(basis, possible, maxAgeSeconds) : new Map();
}

export async function selectBatchJobs(
  ctx: Context,
  { ids, filter }: BatchJobSelectionInput,
  applicable: Applicable,
  limit: number,
): Promise<SelectedBatchJobs> {
  if (!filter) {
    const keys = resolveBatchJobIds(ctx.backend, ids ?? []);
    return { jobs: keys.slice(0, limit).map((key) => ({ key, job: null })), matched: keys.length, sources: [] };
  }
  checkJobFilter(ctx.backend.accounts, filter, path);
  if (Object.keys(normalizedFilter(filter).filter).length === 0)
    rejectInput(path, 'at least one condition is required. Name all phases to select all jobs.');
  const possible = narrowed(filter, applicable);
  if (!possible) return { jobs: [], matched: 0, sources: [] };
  const now = ctx.backend.clock.now();
  const order = { field: 'CREATION_DATE', direction: 'ASC' } as const;
  const matching = await readJobs(ctx, {
    filter: normalizedFilter(possible),
    order,
    now,
    freshness: freshnessOf(maxAgeSeconds, ctx.jobIndex.now()),
    alone: true,
  });
  const jobs = matching.jobs.filter((job) => job.kind === 'BatchJob').filter(applicable.changes);
  const oldest = sortJobs(jobs, order, now).slice(0, limit) as BatchJobRecord[];
  return {
    jobs: oldest.map((job) => ({ key: keyOf(job), job })),
    matched: jobs.length,
    sources: matching.sources,
  };
}

const keyOf = ({ accountId, region, jobId }: BatchJobKey): BatchJobKey => ({ accountId, region, jobId });
