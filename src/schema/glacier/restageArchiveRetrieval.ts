// The mutation `restageArchiveRetrieval`: the retrieval of an ended job once more, before or after its output expires.
import { NotFoundError } from '../../core/errors.ts';
import { restageParameters } from '../../starts/restaged.ts';
import { startGlacierJob } from '../../starts/startGlacierJob.ts';
import { builder } from '../kit/builder.ts';
import { costs } from '../kit/cost.ts';
import { glacierJobField, resolveGlacierJobRef } from '../kit/glacierJobRef.ts';
import { checkIdempotencyKey, idempotencyKeyField, searchCallsOf } from '../kit/idempotencyKey.ts';
import { allowedOnGlacierJob } from '../kit/rules.ts';
import { checkRestageable } from './checkRestageable.ts';
import { RetrievalTierInput } from './glacierJob.ts';
import { keepStagedField, keepStarted, keepTermsOf, reportFailure } from './keepStagedInput.ts';
import { RestageArchiveRetrievalResult } from './restageArchiveRetrievalResult.ts';
import { restageId } from './restageId.ts';
import { startPage } from './startMutation.ts';

const RestageArchiveRetrievalInput = builder.inputType('RestageArchiveRetrievalInput', {
  description: 'The ended archive retrieval to start again.',
  fields: (t) => ({
    job: glacierJobField(t),
    idempotencyKey: idempotencyKeyField(t),
    tier: t.field({ type: RetrievalTierInput, description: 'The retrieval tier; that of the job if omitted.' }),
    keepStaged: keepStagedField(t),
  }),
});

builder.mutationField('restageArchiveRetrieval', (t) =>
  t.field({
    type: RestageArchiveRetrievalResult,
    ...allowedOnGlacierJob('start'),
    description: `Starts the retrieval of an ended job again: the same archive, byte range, SNS topic and description. AWS charges the full retrieval fee again. The job must be an archive retrieval that succeeded and that AWS still keeps. If it is kept staged, the new job is kept in its place; while the gateway or another caller starts it again, it gets an InvalidInputError. Costs one InitiateJob and two DescribeJob calls. ${startPage}`,
    args: {
      input: t.arg({ type: RestageArchiveRetrievalInput, required: true, description: 'The job and the options.' }),
    },
    ...costs({
      calls: ({ input }, basis) => 2 + searchCallsOf(input.idempotencyKey, input.job, basis),
      starts: true,
    }),
    resolve: async (_, { input }, ctx, info) => {
      const key = resolveGlacierJobRef(ctx.backend, input.job);
      const by = { operation: 'restageArchiveRetrieval', key: checkIdempotencyKey(input.idempotencyKey) };
      const terms = keepTermsOf(ctx, input.keepStaged);
      const previousJob = await ctx.loaders.glacierJob.load(key);
      if (!previousJob) throw new NotFoundError(`The job ID was not found: ${key.jobId}`);
      checkRestageable(previousJob, input.tier, ['input', 'job']);
      const parameters = restageParameters(previousJob, input.tier ?? null);
      const started = await ctx.keeper.restage(key, restageId(ctx, key, by), ['input', 'job'], () =>
        startGlacierJob(ctx, key, parameters, by),
      );
      const { jobId, startedAt } = started;
      await reportFailure(ctx, info, () => ctx.keeper.goOn(key, { jobId, startedAt, parameters }));
      await keepStarted(ctx, info, { vault: key, started, parameters, terms });
      return { ...started, previousJob };
    },
  }),
);
