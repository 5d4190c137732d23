// The archive retrievals that a bulk restage is about: those with the given IDs, or those that match a filter.
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';
import type { Context } from '../../context.ts';
import { GatewayError, NotFoundError } from '../../core/errors.ts';
import { type GlacierJobKey, vaultKey } from '../../core/location.ts';
import type { SourceReading } from '../../jobIndex/jobSource.ts';
import { jobMatcher } from '../../jobs/jobFilter.ts';
import { supersededAmong } from '../../jobs/supersededRetrievals.ts';
import { restageRefusal } from '../../starts/restaged.ts';
import { type Narrow, readFilter } from '../bulk/readFilter.ts';
import { type Taken, takeAllowed } from '../bulk/takeAllowed.ts';
import { JobFilterInput, normalizedFilter, type SentJobFilter } from '../jobFilter.ts';
import { builder } from '../kit/builder.ts';
import { resolveGlacierJobIds } from '../kit/glacierJobRef.ts';
import { glacierJobId } from '../kit/globalId.ts';
import { type JobIdsInput, maxSelected } from '../kit/references.ts';
import { checkRestageable, type GivenTier } from './checkRestageable.ts';

export const ArchiveRetrievalSelection = builder.inputType('ArchiveRetrievalSelection', {
  description: 'Ended archive retrievals, by their IDs or by a filter. Exactly one of the fields is required.',
  isOneOf: true,
  fields: (t) => ({
    ids: t.idList({
      description: `The values of the field \`id\` of archive retrievals, 1 to ${maxSelected}. An ID that is repeated counts once.`,
    }),
    filter: t.field({
      type: JobFilterInput,
      description:
        'The archive retrievals that match, as far as they succeeded and none of them is superseded: see `superseded` of the payload. None of a vault whose jobs were not all read: see `sources`. At least one condition is required, so that no call restages all jobs by mistake. The lists of AWS are read again, whatever was read before.',
    }),
  }),
});

export interface RetrievalSelectionInput extends JobIdsInput {
  filter?: SentJobFilter | null | undefined;
}

/** A job that was selected. */
export interface SelectedRetrieval {
  key: GlacierJobKey;
  /** As AWS described it; null if it could not be read. */
  job: GlacierJobRecord | null;
  /** Why it cannot be restaged; null if it can. */
  refusal: GatewayError | null;
}

export interface SelectedRetrievals extends Taken<SelectedRetrieval> {
  superseded: number;
  /** The sources that the filter has read; none for IDs. */
  sources: readonly SourceReading[];
}

/** Whether the list is omitted or empty, or has the value. */
const admits = <T>(list: readonly T[] | null | undefined, value: T): boolean => !list?.length || list.includes(value);

/** All archive retrievals of the vaults: those that supersede others need not match the filter themselves. */
export const allRetrievals: Narrow = ({ phases, outcomes, kinds, operationNames, tags, ...conditions }) => {
  const isPossible = admits(kinds, 'ARCHIVE_RETRIEVAL') && admits(phases, 'DONE') && admits(outcomes, 'SUCCEEDED');
  // Only Batch jobs have an operation and tags.
  if (!isPossible || operationNames?.length || tags?.length) return null;
  const { accountIds, regions, vaultNames } = conditions;
  return { accountIds, regions, vaultNames, kinds: ['ARCHIVE_RETRIEVAL'] };
};

/** The limit of a filter takes those whose output expires first; those of the IDs are in their order, each once. */
export async function selectRetrievals(
  ctx: Context,
  { ids, filter }: RetrievalSelectionInput,
  tier: GivenTier,
  limit: number,
): Promise<SelectedRetrievals> {
  if (!filter) {
    const given = ids ?? [];
    const keys = resolveGlacierJobIds(ctx.backend, given);
    // An ID that is repeated moves those behind it.
    const indexOf = (key: GlacierJobKey) => given.indexOf(glacierJobId(key));
    const jobs = await Promise.all(keys.slice(0, limit).map((key) => readById(ctx, key, tier, indexOf(key))));
    return { jobs, matched: keys.length, notAllowed: 0, superseded: 0, sources: [] };
  }
  const { jobs, sources, now } = await readFilter(ctx, filter, allRetrievals);
  const retrievals = jobs.filter((job) => job.kind === 'GlacierJob');
  const matches = jobMatcher(normalizedFilter(filter).filter, now);
  const isIncomplete = inIncompleteVault(sources);
  const matching = retrievals.filter((job) => matches(job) && restageRefusal(job) === null && !isIncomplete(job));
  const isSuperseded = supersededAmong(retrievals);
  const needed = matching.filter((job) => !isSuperseded(job));
  const order = { field: 'COMPLETION_DATE', direction: 'ASC' } as const;
  const taken = takeAllowed(needed, ctx.caller.access, { action: 'start', order, limit, now });
  return {
    ...taken,
    jobs: taken.jobs.map((job) => selected(job, tier, ['input', 'jobs', 'filter'])),
    superseded: matching.length - needed.length,
    sources,
  };
}

/** Whether not all jobs of the vault were read: the one that supersedes this one may be missing, and each start is billed. */
function inIncompleteVault(sources: readonly SourceReading[]): (job: GlacierJobRecord) => boolean {
  const keys = sources.flatMap(({ source: { location }, incompleteVaults }) =>
    incompleteVaults.map((vaultName) => vaultKey({ ...location, vaultName })),
  );
  const incomplete = new Set(keys);
  return (job) => incomplete.has(vaultKey(job));
}

async function readById(ctx: Context, key: GlacierJobKey, tier: GivenTier, index: number): Promise<SelectedRetrieval> {
  try {
    const job = await ctx.loaders.glacierJob.load(key);
    if (!job) throw new NotFoundError(`The job ID was not found: ${key.jobId}`);
    return selected(job, tier, ['input', 'jobs', 'ids', String(index)]);
  } catch (error) {
    if (error instanceof GatewayError) return { key, job: null, refusal: error };
    throw error;
  }
}

function selected(job: GlacierJobRecord, tier: GivenTier, path: readonly string[]): SelectedRetrieval {
  const { accountId, region, vaultName, jobId } = job;
  const key = { accountId, region, vaultName, jobId };
  try {
    checkRestageable(job, tier, path);
    return { key, job, refusal: null };
  } catch (error) {
    if (error instanceof GatewayError) return { key, job, refusal: error };
    throw error;
  }
}
