// The result of a restage: an archive retrieval that was started again, alone or among many.
import { nameOrNull, other } from '../../aws/enums.ts';
import { tiers } from '../../aws/glacier/enums.ts';
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';
import { retrievedBytes } from '../../jobs/retrievedBytes.ts';
import type { StartedRetrieval } from '../../starts/startRetrievals.ts';
import { builder } from '../kit/builder.ts';
import { free } from '../kit/cost.ts';
import { estimateRetrieval, RetrievalEstimateType } from './estimate.ts';
import { ArchiveRetrievalJob } from './glacierJob.ts';
import { startedJobField } from './startedJobField.ts';
import { locationDescription, startErrors } from './startMutation.ts';

export interface Restaged extends StartedRetrieval {
  previousJob: GlacierJobRecord;
}

const RestageArchiveRetrievalPayload = builder.objectRef<Restaged>('RestageArchiveRetrievalPayload').implement({
  description: 'The started job: AWS accepted the start, now or earlier with the same idempotency key.',
  fields: (t) => ({
    job: startedJobField(t),
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

const { types, union } = startErrors('RestageArchiveRetrievalResult');

export const RestageArchiveRetrievalResult = builder.errorUnion(union.name, {
  description: union.description,
  types: [...types, RestageArchiveRetrievalPayload],
  resolveType: () => RestageArchiveRetrievalPayload.name,
});
