// The result of the start of an archive retrieval, started alone or among many.

import type { StartedRetrieval } from '../../starts/startArchiveRetrievals.ts';
import { readStartedJob } from '../../starts/startGlacierJob.ts';
import { builder } from '../kit/builder.ts';
import { costs } from '../kit/cost.ts';
import { mayRead } from '../kit/rules.ts';
import { fieldNamesIn } from '../kit/selectedFields.ts';
import { ArchiveRetrievalJob } from './glacierJob.ts';
import { locationDescription, startErrors } from './startMutation.ts';

/** The fields that a start determines. Any other field is read from AWS. */
const known = new Set(
  `__typename id jobId accountId region jobDescription phase outcome completed completionDate expectedCompletion
  pollAfterSeconds action awsAction vault vaultArn statusCode awsStatusCode snsTopic archiveId tier awsTier keepStaged`.split(
    /\s+/,
  ),
);

const InitiateArchiveRetrievalPayload = builder
  .objectRef<StartedRetrieval>('InitiateArchiveRetrievalPayload')
  .implement({
    description: 'The started job: AWS accepted the start, now or earlier with the same idempotency key.',
    fields: (t) => ({
      job: t.field({
        type: ArchiveRetrievalJob,
        authScopes: ({ job }, _, ctx) => mayRead(ctx, job),
        description: 'The started job. Fields that the start does not determine cost one DescribeJob call.',
        ...costs({ calls: 1 }),
        resolve: ({ job, unread }, _, ctx, info) =>
          unread === 'startedBefore' || (unread && fieldNamesIn(info).some((name) => !known.has(name)))
            ? readStartedJob(ctx, job)
            : job,
      }),
      location: t.exposeString('location', { description: locationDescription }),
    }),
  });

const { types, union } = startErrors('InitiateArchiveRetrievalResult');

export const InitiateArchiveRetrievalResult = builder.errorUnion(union.name, {
  description: union.description,
  types: [...types, InitiateArchiveRetrievalPayload],
  resolveType: () => InitiateArchiveRetrievalPayload.name,
});
