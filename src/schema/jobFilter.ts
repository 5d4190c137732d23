// The filter of the query `jobs`, and the checks of its arguments, made before any AWS call.
import type { GatewayAccount } from '../aws/backend.ts';
import { rejectInput } from '../core/errors.ts';
import { type JobFilter, type NormalizedFilter, normalizeJobFilter, type WrittenJobFilter } from '../jobs/jobFilter.ts';
import { batchTagValueLength } from './batch/batchJobInput.ts';
import { BatchOperationNameInput } from './batch/batchOperation.ts';
import { RetrievalTierInput } from './glacier/glacierJob.ts';
import { JobOutcome, jobKindValues } from './job.ts';
import { JobPhase } from './jobPhase.ts';
import { builder } from './kit/builder.ts';
import { checkServed } from './kit/checkServed.ts';
import { checkTagFilters, checkVaultName } from './kit/checks.ts';

const JobKindInput = builder.enumType('JobKindInput', {
  description: 'The kind of a job, as a condition.',
  values: jobKindValues,
});

const TagFilterInput = builder.inputType('TagFilter', {
  description: 'A condition on the tags of a resource.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'The key of the tag. Upper and lower case differ.' }),
    value: t.string({ description: 'The value of the tag; any value if omitted. Upper and lower case differ.' }),
  }),
});

export const JobFilterInput = builder.inputType('JobFilter', {
  description:
    'Selects jobs. All conditions must match; a list matches any of its values, and an empty list means the same as an omitted one. AWS is not called for an account, region, service or vault that the filter excludes.',
  fields: (t) => ({
    phases: t.field({ type: [JobPhase], description: 'Jobs in one of these phases; every phase if omitted or empty.' }),
    outcomes: t.field({
      type: [JobOutcome],
      description:
        'Ended jobs with one of these outcomes; jobs with any outcome, and running jobs, if omitted or empty.',
    }),
    kinds: t.field({
      type: [JobKindInput],
      description: 'Jobs of one of these kinds; every kind if omitted or empty.',
    }),
    accountIds: t.field({
      type: ['AccountId'],
      description:
        'Jobs in one of these accounts; all configured accounts if omitted or empty. An account that the gateway does not serve is an error.',
    }),
    regions: t.field({
      type: ['String'],
      description:
        'Jobs in one of these regions; all configured regions if omitted or empty. A region that the gateway does not serve is an error, and so is a combination of accounts and regions without a location.',
    }),
    vaultNames: t.field({
      type: ['String'],
      description:
        'Glacier jobs of the vaults with these names, in every selected account and region. A name without a vault matches no job. For 20 names or more, the list of vaults is read first. Batch jobs have no vault. All jobs if omitted or empty.',
    }),
    operationNames: t.field({
      type: [BatchOperationNameInput],
      description:
        'Batch jobs with one of these operations. Glacier jobs have no operation. All jobs if omitted or empty.',
    }),
    tiers: t.field({
      type: [RetrievalTierInput],
      description:
        'Archive retrievals and Select jobs in one of these tiers. Inventory retrievals have no tier. AWS does not list the tier of a Batch restore, so no Batch job matches. All jobs if omitted or empty.',
    }),
    tags: t.field({
      type: [TagFilterInput],
      description: `Batch jobs with at least one of these tags. Glacier jobs have no tags. All jobs if omitted or empty. Costs one GetJobTagging call for each job that matches all other conditions.`,
    }),
    descriptionContains: t.string({
      description:
        'Jobs with this text in `jobDescription`. Upper and lower case are equal. An empty text means the same as an omitted one.',
    }),
    createdAfter: t.field({ type: 'DateTime', description: 'Jobs created after this time.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Jobs created before this time.' }),
    completedAfter: t.field({
      type: 'DateTime',
      description: 'Jobs that ended after this time, whatever the outcome.',
    }),
    completedBefore: t.field({
      type: 'DateTime',
      description: 'Jobs that ended before this time, whatever the outcome.',
    }),
    overdue: t.boolean({
      description: 'Jobs with this value of `overdue`; both overdue jobs and all others if omitted.',
    }),
    outputExpiresBefore: t.field({
      type: 'DateTime',
      description:
        'Jobs with `outputGuaranteedUntil` before this time: archive and inventory retrievals that succeeded. Jobs whose guarantee has already ended match as long as AWS lists them.',
    }),
  }),
});

export type SentJobFilter = typeof JobFilterInput.$inferInput;

/** The estimate of the cost and the execution have the same object. */
const normalized = new WeakMap<SentJobFilter, NormalizedFilter>();

const everything: NormalizedFilter = { filter: {}, text: '{}' };

/** The filter in one form; that of all jobs if it is omitted. Nobody changes a filter. */
export function normalizedFilter(written: SentJobFilter | null | undefined): NormalizedFilter {
  if (!written) return everything;
  const known = normalized.get(written);
  if (known) return known;
  const { tags, ...conditions } = written;
  const filter = normalizeJobFilter({
    ...(conditions as WrittenJobFilter),
    tags: tags?.map(({ key, value }) => ({ key, value: value ?? null })),
  });
  const result = { filter, text: JSON.stringify(filter) };
  normalized.set(written, result);
  return result;
}

/** The filter in one form. Rejects what the gateway does not serve, and ranges without a time in them. */
export function checkJobFilter(
  accounts: readonly GatewayAccount[],
  written: SentJobFilter | null | undefined,
  path: readonly string[] = ['filter'],
): NormalizedFilter {
  const result = normalizedFilter(written);
  const { filter } = result;
  checkServed(accounts, written ?? {}, path);
  checkRange(filter, 'createdAfter', 'createdBefore', path);
  checkRange(filter, 'completedAfter', 'completedBefore', path);
  checkTagFilters(written?.tags, batchTagValueLength, [...path, 'tags']);
  written?.vaultNames?.forEach((name, index) => void checkVaultName(name, [...path, 'vaultNames', String(index)]));
  return result;
}

type Bound = 'createdAfter' | 'createdBefore' | 'completedAfter' | 'completedBefore';

function checkRange(filter: JobFilter, after: Bound, before: Bound, path: readonly string[]): void {
  const [from, to] = [filter[after], filter[before]];
  if (!from || !to || from < to) return;
  rejectInput([...path, before], `the time must be later than ${after}.`);
}
