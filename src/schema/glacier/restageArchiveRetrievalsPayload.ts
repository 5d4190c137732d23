// The payload of `restageArchiveRetrievals`, with one outcome for each job.
import { JobLoads } from '../../jobs/jobLoads.ts';
import { costOfJobs } from '../../pricing/costOfJobs.ts';
import { type BulkChange, type BulkChanges, outcomeCount, resultOf, selectionFields } from '../bulk/bulkPayload.ts';
import { JobsCost } from '../jobsCost.ts';
import { builder } from '../kit/builder.ts';
import { free } from '../kit/cost.ts';
import { glacierJobId } from '../kit/globalId.ts';
import type { GivenTier } from './checkRestageable.ts';
import { ArchiveRetrievalJob } from './glacierJob.ts';
import { RestageArchiveRetrievalResult, type Restaged } from './restageArchiveRetrievalResult.ts';
import type { SelectedRetrieval } from './selectRetrievals.ts';

export type RestageOutcome = SelectedRetrieval & BulkChange<Restaged>;

const RestageArchiveRetrievalsOutcome = builder.objectRef<RestageOutcome>('RestageArchiveRetrievalsOutcome').implement({
  description: 'The outcome for one job.',
  fields: (t) => ({
    nodeId: t.id({
      description: 'The global ID of the ended job: the value of the field `id` of an `ArchiveRetrievalJob`.',
      resolve: ({ key }) => glacierJobId(key),
    }),
    jobId: t.string({ description: 'The ID of the ended job that AWS assigned.', resolve: ({ key }) => key.jobId }),
    accountId: t.field({
      type: 'AccountId',
      description: 'The account of the job.',
      resolve: ({ key }) => key.accountId,
    }),
    region: t.string({ description: 'The region of the job.', resolve: ({ key }) => key.region }),
    vaultName: t.string({ description: 'The name of the vault of the job.', resolve: ({ key }) => key.vaultName }),
    job: t.field({
      type: ArchiveRetrievalJob,
      nullable: true,
      description: 'The ended job. Null if it does not exist, cannot be read, or is no archive retrieval.',
      resolve: ({ job }) => (job?.action === 'ARCHIVE_RETRIEVAL' ? job : null),
    }),
    result: t.field({
      type: RestageArchiveRetrievalResult,
      nullable: true,
      description:
        'The started job, or the error. Null in a dry run, except for a job that cannot be restaged. THROTTLED: AWS throttled the start until the time limit of the mutation, and no job was started. INDETERMINATE: the response to this start was lost, and no list shows the job yet.',
      resolve: (change) => {
        if (change.refusal) throw change.refusal;
        return resultOf(change);
      },
    }),
  }),
});

interface RestagedJobs extends BulkChanges<RestageOutcome> {
  superseded: number;
  tier: GivenTier;
}

export const RestageArchiveRetrievalsPayload = builder
  .objectRef<RestagedJobs>('RestageArchiveRetrievalsPayload')
  .implement({
    description:
      'The selected jobs with their outcomes. In a dry run no job was started, and all counts of outcomes are 0.',
    fields: (t) => ({
      ...selectionFields(t, 'restage'),
      superseded: t.exposeInt('superseded', {
        description:
          'The number of jobs that the filter also matches and that need no restage: another retrieval of the same archive and byte range is in progress, or has succeeded later. They have no outcome. 0 for a selection by IDs.',
      }),
      outcomes: t.field({
        type: [RestageArchiveRetrievalsOutcome],
        description:
          'One outcome for each job, at most `limit`: the job whose output expires first comes first, or in the order of the IDs.',
        resolve: ({ changes }) => [...changes],
      }),
      started: outcomeCount(
        t,
        'started',
        'The number of jobs whose restage AWS accepted, now or earlier with the same key.',
      ),
      failed: outcomeCount(
        t,
        'failed',
        'The number of jobs that cannot be restaged, whose start AWS refused, whose response was lost, or whose start is in progress in another request.',
      ),
      notStarted: outcomeCount(
        t,
        'notStarted',
        'The number of jobs whose start was not sent: the time limit was reached, or AWS refuses all starts.',
      ),
      estimatedCost: t.field({
        type: JobsCost,
        description:
          'The estimated cost of the started jobs; in a dry run, of those that would be started. Costs no AWS call.',
        ...free,
        resolve: ({ changes, tier }, _, { prices }) => ({
          ...costOfJobs(prices, loadsOf(changes, tier)),
          currency: prices.currency,
        }),
      }),
    }),
  });

function loadsOf(changes: readonly RestageOutcome[], tier: GivenTier) {
  const loads = new JobLoads();
  for (const { job, refusal, outcome } of changes)
    if (job && !refusal && (outcome === null || outcome.kind === 'started')) loads.add(tier ? { ...job, tier } : job);
  return loads.list;
}
