// The mutation `restageArchiveRetrieval`: the retrieval of an ended job once more, before or after its output expires.

import { nameOrNull, other } from '../../aws/enums.ts';
import { tiers } from '../../aws/glacier/enums.ts';
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';
import { archiveRetrievalTimes } from '../../aws/glacier/retrievalTimes.ts';
import { NotFoundError, rejectInput } from '../../core/errors.ts';
import { retrievedBytes } from '../../jobs/retrievedBytes.ts';
import { restageParameters, restageRefusal } from '../../starts/restaged.ts';
import { type StartedGlacierJob, startGlacierJob } from '../../starts/startGlacierJob.ts';
import { builder } from '../kit/builder.ts';
import { costs, free } from '../kit/cost.ts';
import { glacierJobField, resolveGlacierJobRef } from '../kit/glacierJobRef.ts';
import { checkIdempotencyKey, idempotencyKeyField, searchCallsOf } from '../kit/idempotencyKey.ts';
import { allowedOnGlacierJob } from '../kit/rules.ts';
import { estimateRetrieval, RetrievalEstimateType } from './estimate.ts';
import { ArchiveRetrievalJob, RetrievalTierInput } from './glacierJob.ts';
import { keepStagedField, keepStarted, keepTermsOf, reportFailure } from './keepStagedInput.ts';
import { locationDescription, startErrors, startPage } from './startMutation.ts';

const path = (...names: string[]) => ['input', ...names];

const RestageArchiveRetrievalInput = builder.inputType('RestageArchiveRetrievalInput', {
  description: 'The ended archive retrieval to start again.',
  fields: (t) => ({
    job: glacierJobField(t),
    idempotencyKey: idempotencyKeyField(t),
    tier: t.field({ type: RetrievalTierInput, description: 'The retrieval tier; that of the job if omitted.' }),
    keepStaged: keepStagedField(t),
  }),
});

interface Restaged extends StartedGlacierJob {
  previousJob: GlacierJobRecord;
}

const RestageArchiveRetrievalPayload = builder.objectRef<Restaged>('RestageArchiveRetrievalPayload').implement({
  description: 'The started job: AWS accepted the start, now or earlier with the same idempotency key.',
  fields: (t) => ({
    job: t.expose('job', { type: ArchiveRetrievalJob, description: 'The started job.' }),
    previousJob: t.expose('previousJob', {
      type: ArchiveRetrievalJob,
      description: 'The job whose retrieval was started again. Its output stays until AWS removes it.',
    }),
    location: t.exposeString('location', { description: locationDescription }),
    estimate: t.field({
      type: RetrievalEstimateType,
      nullable: true,
      description:
        'The estimated cost and duration of the started job, as `estimateArchiveRetrieval` returns them. Null if AWS does not report the size of the archive.',
      ...free,
      resolve: ({ job, previousJob }, _, ctx) => {
        const sizeInBytes = retrievedBytes(previousJob);
        const tier = nameOrNull(tiers, job.awsTier);
        if (sizeInBytes === null || tier === null || tier === other) return null;
        return estimateRetrieval(ctx, job.region, { sizeInBytes, count: 1, tier });
      },
    }),
  }),
});

builder.mutationField('restageArchiveRetrieval', (t) =>
  t.field({
    type: RestageArchiveRetrievalPayload,
    errors: startErrors('RestageArchiveRetrievalResult'),
    ...allowedOnGlacierJob('start'),
    description: `Starts the retrieval of an ended job again: the same archive, byte range, SNS topic and description. AWS charges the full retrieval fee again. The job must be an archive retrieval that succeeded and that AWS still keeps. If it is kept staged, the new job is kept in its place. Costs one InitiateJob and two DescribeJob calls. ${startPage}`,
    args: {
      input: t.arg({ type: RestageArchiveRetrievalInput, required: true, description: 'The job and the options.' }),
    },
    ...costs({
      calls: ({ input }, basis) => 3 + searchCallsOf(input.idempotencyKey, input.job, basis),
      starts: true,
    }),
    resolve: async (_, { input }, ctx, info) => {
      const key = resolveGlacierJobRef(ctx.backend, input.job);
      const by = { operation: 'restageArchiveRetrieval', key: checkIdempotencyKey(input.idempotencyKey) };
      const terms = keepTermsOf(ctx, input.keepStaged);
      const previousJob = await ctx.loaders.glacierJob.load(key);
      if (!previousJob) throw new NotFoundError(`The job ID was not found: ${key.jobId}`);
      const refusal = restageRefusal(previousJob);
      if (refusal !== null) rejectInput(path('job'), refusal);
      const known = nameOrNull(tiers, previousJob.awsTier) ?? 'STANDARD';
      if (!input.tier && !Object.hasOwn(archiveRetrievalTimes, known)) {
        rejectInput(path('tier'), `the job has the tier ${previousJob.awsTier}, which this gateway does not know.`);
      }
      const parameters = restageParameters(previousJob, input.tier ?? null);
      const started = await startGlacierJob(ctx, key, parameters, by);
      const { jobId, startedAt } = started;
      await reportFailure(ctx, info, () => ctx.keeper.goOn(key, { jobId, startedAt, parameters }));
      await keepStarted(ctx, info, { vault: key, started, parameters, terms });
      return { ...started, previousJob };
    },
  }),
);
