// The field `job` of the payload of an archive retrieval that was started, alone or among many.
import { readStartedJob } from '../../starts/startGlacierJob.ts';
import type { StartedRetrieval } from '../../starts/startRetrievals.ts';
import type { builder } from '../kit/builder.ts';
import { costs } from '../kit/cost.ts';
import { mayRead } from '../kit/rules.ts';
import { fieldNamesIn } from '../kit/selectedFields.ts';
import { ArchiveRetrievalJob } from './glacierJob.ts';

/** The fields that a start determines. Any other field is read from AWS. */
const known = new Set(
  `__typename id jobId accountId region jobDescription phase outcome completed completionDate expectedCompletion
  pollAfterSeconds action awsAction vault vaultArn statusCode awsStatusCode snsTopic archiveId tier awsTier keepStaged`.split(
    /\s+/,
  ),
);

type ObjectFields = PothosSchemaTypes.ObjectFieldBuilder<typeof builder.$inferSchemaTypes, StartedRetrieval>;

export const startedJobField = (t: ObjectFields) =>
  t.field({
    type: ArchiveRetrievalJob,
    authScopes: ({ job }, _, ctx) => mayRead(ctx, job),
    description: 'The started job. Fields that the start does not determine cost one DescribeJob call.',
    ...costs({ calls: 1 }),
    resolve: ({ job, unread }, _, ctx, info) =>
      unread === 'startedBefore' || (unread && fieldNamesIn(info).some((name) => !known.has(name)))
        ? readStartedJob(ctx, job)
        : job,
  });
