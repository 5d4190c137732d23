// The Batch jobs that a bulk change is about: those with the given IDs, or those that match a filter.
import type { BatchJobRecord } from '../../aws/s3control/batchJob.ts';
import type { Context } from '../../context.ts';
import type { BatchJobKey } from '../../core/location.ts';
import type { SourceReading } from '../../jobIndex/jobSource.ts';
import type { JobPhase } from '../../jobs/jobPhase.ts';
import { filterReadings, type Narrow, readFilter } from '../bulk/readFilter.ts';
import { type Taken, takeAllowed } from '../bulk/takeAllowed.ts';
import { JobFilterInput, type SentJobFilter } from '../jobFilter.ts';
import { builder } from '../kit/builder.ts';
import type { CostBasis } from '../kit/cost.ts';
import { type JobIdsInput, maxSelected, resolveBatchJobIds } from '../kit/references.ts';

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

export interface BatchJobSelectionInput extends JobIdsInput {
  filter?: SentJobFilter | null | undefined;
}

/** The jobs that a change applies to. */
export interface Applicable {
  phases: readonly JobPhase[];
  /** False if the change would leave the job as it is. It changes every job of the phases if omitted. */
  changes?(job: BatchJobRecord): boolean;
}

/** A job that was selected. */
export interface SelectedBatchJob {
  key: BatchJobKey;
  /** As AWS listed it; null for a job that was selected by its ID. */
  job: BatchJobRecord | null;
}

export interface SelectedBatchJobs extends Taken<SelectedBatchJob> {
  /** The sources that the filter has read; none for IDs. */
  sources: readonly SourceReading[];
}

const narrowTo =
  ({ phases }: Applicable): Narrow =>
  (filter) => {
    const { kinds, phases: wanted } = filter;
    const possible = wanted?.length ? phases.filter((phase) => wanted.includes(phase)) : [...phases];
    const hasBatch = !kinds?.length || kinds.includes('BATCH');
    // An empty list would match every phase.
    return hasBatch && possible.length > 0 ? { ...filter, kinds: ['BATCH'], phases: possible } : null;
  };

/** The AWS calls of the selection, by what they read. */
export const selectionReadings = (
  { filter }: BatchJobSelectionInput,
  applicable: Applicable,
  basis: CostBasis,
): ReadonlyMap<string, number> => filterReadings(filter, narrowTo(applicable), basis);

/** The oldest ones of a filter, or those of the IDs in their order; each once. */
export async function selectBatchJobs(
  ctx: Context,
  { ids, filter }: BatchJobSelectionInput,
  applicable: Applicable,
  limit: number,
): Promise<SelectedBatchJobs> {
  if (!filter) {
    const keys = resolveBatchJobIds(ctx.backend, ids ?? []);
    const jobs = keys.slice(0, limit).map((key) => ({ key, job: null }));
    return { jobs, matched: keys.length, notAllowed: 0, sources: [] };
  }
  const { jobs, sources, now } = await readFilter(ctx, filter, narrowTo(applicable));
  const matching = jobs.filter((job) => job.kind === 'BatchJob').filter((job) => applicable.changes?.(job) ?? true);
  const order = { field: 'CREATION_DATE', direction: 'ASC' } as const;
  const taken = takeAllowed(matching, ctx.caller.access, { action: 'manage', order, limit, now });
  return { ...taken, jobs: taken.jobs.map((job) => ({ key: keyOf(job), job })), sources };
}

const keyOf = ({ accountId, region, jobId }: BatchJobKey): BatchJobKey => ({ accountId, region, jobId });
