// A location, an account and a region, as a part of the graph: what it contains, and what the caller may do there.
import { listVaultsLimit } from '../aws/glacier/listVaults.ts';
import { listJobsLimit } from '../aws/s3control/listJobs.ts';
import { NoLongerSupportedError } from '../core/errors.ts';
import { BatchJobConnection, readBatchJobs } from './batch/batchJob.ts';
import { BatchJobStatusInput } from './batch/batchJobStatus.ts';
import { callsForVaults } from './costOfVaults.ts';
import { DataRetrievalPolicy, readDataRetrievalPolicy } from './glacier/dataRetrievalPolicy.ts';
import { ProvisionedCapacity } from './glacier/provisionedCapacity.ts';
import { builder } from './kit/builder.ts';
import { connectionArguments } from './kit/connection.ts';
import { costs, pages } from './kit/cost.ts';
import { omitsForbidden, readersOnly } from './kit/rules.ts';
import { reportSkipped } from './kit/skippedRecords.ts';
import { viewerCan } from './kit/viewerCan.ts';
import type { LocationNode } from './locationNode.ts';
import { Node } from './node.ts';
import { readVaults } from './readVaults.ts';
import { VaultConnection } from './vaults.ts';

export const Location = builder.objectRef<LocationNode>('Location').implement({
  description: 'A location: an AWS account and a region. Vaults and jobs belong to one location.',
  interfaces: [Node],
  fields: (t) => ({
    accountId: t.expose('accountId', { type: 'AccountId', description: 'The account ID, 12 digits.' }),
    region: t.exposeString('region', { description: 'The AWS region, e.g. us-east-1.' }),
    viewerCan: t.field(
      viewerCan(
        'The actions that the caller may take on what is outside of vaults: Batch jobs, the data retrieval policy and provisioned capacity. Each vault has its own `viewerCan`.',
      ),
    ),
    vaults: t.field({
      type: VaultConnection,
      ...omitsForbidden,
      description:
        'The vaults of the location, ordered by name. Empty if the account is closed for Glacier, which `sources` reports. Costs one ListVaults call per page of AWS, at most 10 vaults. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vaults-get.html',
      args: {
        nameContains: t.arg.string({
          description: 'Vaults with this text in their name, in upper or lower case; all vaults if omitted or empty.',
        }),
        ...connectionArguments(t.arg),
      },
      ...costs({
        ...pages(listVaultsLimit),
        calls: (args) => callsForVaults(args, 1),
        includes: ['DescribeVault'],
      }),
      resolve: (location, { nameContains, ...page }, ctx) =>
        readVaults(ctx, {
          locations: [location],
          nameContains: nameContains || null,
          page,
          contains: (error) => error instanceof NoLongerSupportedError,
        }),
    }),
    batchJobs: t.field({
      type: BatchJobConnection,
      ...readersOnly,
      description:
        'The Batch jobs of the location, as in the query `batchJobs`. Costs one ListJobs call per page of AWS. https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListJobs.html',
      args: {
        statuses: t.arg({
          type: [BatchJobStatusInput],
          description: 'Jobs with one of these statuses; all jobs if omitted or empty.',
        }),
        ...connectionArguments(t.arg),
      },
      ...costs({ ...pages(listJobsLimit), service: 's3Control' }),
      resolve: (location, { statuses, ...page }, ctx) => readBatchJobs(ctx, location, statuses, page),
    }),
    dataRetrievalPolicy: t.field({
      type: DataRetrievalPolicy,
      ...readersOnly,
      description:
        'The data retrieval policy. Costs one GetDataRetrievalPolicy call. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-GetDataRetrievalPolicy.html',
      ...costs({ calls: 1 }),
      resolve: (location, _, ctx) => readDataRetrievalPolicy(ctx, location),
    }),
    provisionedCapacity: t.field({
      type: [ProvisionedCapacity],
      ...readersOnly,
      description:
        'The provisioned capacity units for Expedited retrievals. Costs one ListProvisionedCapacity call. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-ListProvisionedCapacity.html',
      ...costs({ calls: 1 }),
      resolve: async (location, _, ctx, info) =>
        reportSkipped((await ctx.loaders.provisionedCapacity.load(location)) ?? { items: [] }, ctx, info),
    }),
  }),
});
