// Schema of the naive peer: the fields that the bench queries, hand-written as most people would, with one SDK call for each field
// that needs one. Names and ids equal the gateway's, so that both receive the same text and must return the same data.
import {
  DescribeJobCommand,
  DescribeVaultCommand,
  type DescribeVaultOutput,
  GlacierClient,
  type GlacierJobDescription,
  ListJobsCommand,
} from '@aws-sdk/client-glacier';
import { glacierJobId, vaultId } from '../../../src/schema/kit/globalId.ts';

const vaultJob = `
  id: ID!
  jobId: String!
  jobDescription: String
  action: GlacierJobAction!
  statusCode: GlacierStatusCode!
  statusMessage: String
  completed: Boolean!
  creationDate: String!
  completionDate: String
  vaultArn: String!
  snsTopic: String
  phase: JobPhase!
`;

export const typeDefs = `
  type Query {
    vault(name: String!): Vault
    nodes(ids: [ID!]!): [Node]!
  }
  interface Node { id: ID! }
  type Vault implements Node {
    id: ID!
    name: String!
    jobs(first: Int, after: String): JobConnection!
  }
  type JobConnection {
    nodes: [GlacierJob!]!
    pageInfo: PageInfo!
  }
  type PageInfo {
    hasNextPage: Boolean!
    endCursor: String
  }
  enum GlacierJobAction { ARCHIVE_RETRIEVAL INVENTORY_RETRIEVAL SELECT }
  enum GlacierStatusCode { IN_PROGRESS SUCCEEDED FAILED }
  enum RetrievalTier { EXPEDITED STANDARD BULK }
  enum JobPhase { RUNNING DONE }
  union GlacierJob = ArchiveRetrievalJob | InventoryRetrievalJob | SelectJob
  interface VaultJob implements Node {${vaultJob}}
  type ArchiveRetrievalJob implements VaultJob & Node {${vaultJob}
    archiveId: String!
    archiveSizeInBytes: Float
    tier: RetrievalTier
  }
  type InventoryRetrievalJob implements VaultJob & Node {${vaultJob}
    inventorySizeInBytes: Float
  }
  type SelectJob implements VaultJob & Node {${vaultJob}
    archiveId: String!
    tier: RetrievalTier
  }
`;

const glacier = new GlacierClient({});

const decodeId = (id: string) => Buffer.from(id, 'base64url').toString().split(' ');
/** arn:aws:glacier:<region>:<account>:vaults/<name> */
const locationOf = (arn = '') => {
  const [, , , region = '', accountId = '', vault = ''] = arn.split(':');
  return { region, accountId, vaultName: vault.replace('vaults/', '') };
};

const typeNames: Record<string, string> = {
  ArchiveRetrieval: 'ArchiveRetrievalJob',
  InventoryRetrieval: 'InventoryRetrievalJob',
  Select: 'SelectJob',
};
const typeOf = (job: GlacierJobDescription) => typeNames[job.Action ?? ''] ?? null;
const inCapitals = (name = '') => name.replace(/(?<=[a-z])(?=[A-Z])/, '_').toUpperCase();

const vaultJobResolvers = {
  id: (job: GlacierJobDescription) => glacierJobId({ ...locationOf(job.VaultARN), jobId: job.JobId ?? '' }),
  jobId: (job: GlacierJobDescription) => job.JobId,
  jobDescription: (job: GlacierJobDescription) => job.JobDescription,
  action: (job: GlacierJobDescription) => inCapitals(job.Action),
  statusCode: (job: GlacierJobDescription) => inCapitals(job.StatusCode),
  statusMessage: (job: GlacierJobDescription) => job.StatusMessage,
  completed: (job: GlacierJobDescription) => job.Completed,
  creationDate: (job: GlacierJobDescription) => job.CreationDate,
  completionDate: (job: GlacierJobDescription) => job.CompletionDate,
  vaultArn: (job: GlacierJobDescription) => job.VaultARN,
  snsTopic: (job: GlacierJobDescription) => job.SNSTopic,
  phase: (job: GlacierJobDescription) => (job.Completed ? 'DONE' : 'RUNNING'),
};
const archiveId = (job: GlacierJobDescription) => job.ArchiveId;
const tier = (job: GlacierJobDescription) => (job.Tier ? inCapitals(job.Tier) : null);

export const resolvers = {
  Query: {
    vault: (_: unknown, { name }: { name: string }) =>
      glacier.send(new DescribeVaultCommand({ accountId: '-', vaultName: name })),
    nodes: (_: unknown, { ids }: { ids: string[] }) =>
      ids.map((id) => {
        const [, , accountId, , vaultName, jobId] = decodeId(id);
        return glacier.send(new DescribeJobCommand({ accountId, vaultName, jobId }));
      }),
  },
  Vault: {
    id: (vault: DescribeVaultOutput) => vaultId(locationOf(vault.VaultARN)),
    name: (vault: DescribeVaultOutput) => vault.VaultName,
    jobs: async (vault: DescribeVaultOutput, { first, after }: { first?: number; after?: string }) => {
      const { JobList, Marker } = await glacier.send(
        new ListJobsCommand({ accountId: '-', vaultName: vault.VaultName, limit: first, marker: after }),
      );
      return { nodes: JobList, pageInfo: { hasNextPage: Boolean(Marker), endCursor: Marker } };
    },
  },
  Node: { __resolveType: typeOf },
  GlacierJob: { __resolveType: typeOf },
  ArchiveRetrievalJob: {
    ...vaultJobResolvers,
    archiveId,
    archiveSizeInBytes: (job: GlacierJobDescription) => job.ArchiveSizeInBytes,
    tier,
  },
  InventoryRetrievalJob: {
    ...vaultJobResolvers,
    inventorySizeInBytes: (job: GlacierJobDescription) => job.InventorySizeInBytes,
  },
  SelectJob: { ...vaultJobResolvers, archiveId, tier },
};
