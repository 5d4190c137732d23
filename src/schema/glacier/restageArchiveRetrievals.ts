// The mutation `restageArchiveRetrievals`: many archive retrievals once more, those with the given IDs or those that match a
// filter. Each job has an outcome of its own. A dry run returns the jobs with the price, and starts nothing.

import { bulkFields, checkLimit } from '../bulk/bulkInput.ts';
import { builder } from '../kit/builder.ts';
import { checkIdempotencyKey, idempotencyKeyField } from '../kit/idempotencyKey.ts';
import { allowedOnGlacierJobs } from '../kit/rules.ts';
import { costOfRestages } from './costOfRestages.ts';
import { RetrievalTierInput } from './glacierJob.ts';
import { keepStagedField, keepTermsOf } from './keepStagedInput.ts';
import { RestageArchiveRetrievalsPayload } from './restageArchiveRetrievalsPayload.ts';
import { keepRestaged, restageJobs } from './restageJobs.ts';
import { ArchiveRetrievalSelection, selectRetrievals } from './selectRetrievals.ts';
import { startErrors, startPage } from './startMutation.ts';

const RestageArchiveRetrievalsInput = builder.inputType('RestageArchiveRetrievalsInput', {
  description: 'The ended archive retrievals to start again.',
  fields: (t) => ({
    jobs: t.field({
      type: ArchiveRetrievalSelection,
      required: true,
      description: 'The jobs whose retrievals are started again.',
    }),
    idempotencyKey: idempotencyKeyField(
      t,
      'It applies to each job separately, so you can repeat the mutation to start the missing ones.',
    ),
    tier: t.field({ type: RetrievalTierInput, description: 'The retrieval tier; that of each job if omitted.' }),
    keepStaged: keepStagedField(
      t,
      'Keeps each of the new retrievals staged after its output would expire; not kept if omitted.',
    ),
    ...bulkFields(t, 'restage', 'those of a filter whose output expires first'),
  }),
});

builder.mutationField('restageArchiveRetrievals', (t) =>
  t.field({
    type: RestageArchiveRetrievalsPayload,
    errors: startErrors('RestageArchiveRetrievalsResult'),
    ...allowedOnGlacierJobs('start'),
    description: `Starts the retrievals of up to 1,000 ended jobs again, a few at a time: the same archive, byte range, SNS topic and description. AWS charges the full retrieval fee of each again: a dry run returns the price. A filter selects those of its jobs that succeeded, that AWS still keeps, and that no other retrieval supersedes: you can repeat the mutation. If a job is kept staged, the new job is kept in its place; while the gateway or another caller starts it again, it gets an InvalidInputError. Throttled starts are retried until the time limit BULK_START_TIMEOUT_MS. Costs one InitiateJob call for each job, and ListJobs calls for a filter or a key. ${startPage}`,
    args: {
      input: t.arg({ type: RestageArchiveRetrievalsInput, required: true, description: 'The jobs and the options.' }),
    },
    ...costOfRestages,
    resolve: async (_, { input }, ctx, info) => {
      const limit = checkLimit(input.limit);
      const by = { operation: 'restageArchiveRetrievals', key: checkIdempotencyKey(input.idempotencyKey) };
      keepTermsOf(ctx, input.keepStaged);
      const { jobs, ...selected } = await selectRetrievals(ctx, input.jobs, input.tier, limit);
      const terms = keepTermsOf(ctx, input.keepStaged, jobs.filter(({ refusal }) => refusal === null).length);
      const changes = await restageJobs(ctx, jobs, input.tier, input.dryRun ? null : by);
      await keepRestaged(ctx, info, changes, input.tier, terms);
      return { changes, ...selected, tier: input.tier };
    },
  }),
);
