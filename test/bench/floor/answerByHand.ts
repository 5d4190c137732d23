// The two queries of the group `queries` that call AWS, answered by hand: no GraphQL, no checks, one pass from AWS's record to
// the data that is stringified.
import type { GlacierJobDescription } from '@aws-sdk/client-glacier';
import type { Query } from '../load.ts';
import { signedGet } from './signedGet.ts';

interface JobPage {
  JobList: GlacierJobDescription[];
  Marker: string | null;
}

const pageLimit = 50;

const pageOf = (vault: string, marker: string | null): Promise<JobPage> =>
  signedGet(`/-/vaults/${vault}/jobs`, `limit=${pageLimit}${marker ? `&marker=${encodeURIComponent(marker)}` : ''}`);

export async function answerByHand({ variables }: Query): Promise<object> {
  const { ids, vault } = variables as { ids?: string[]; vault?: string };
  if (ids) return { nodes: await jobsById(ids) };
  if (vault === undefined) throw new Error('neither ids nor a vault');
  const { JobList, Marker } = await pageOf(vault, null);
  const nodes = JobList.map((job) => pageJob(job, idOf(job)));
  return { vault: { jobs: { nodes, pageInfo: { hasNextPage: Marker !== null, endCursor: Marker } } } };
}

/** Reads pages until all jobs are found. */
async function jobsById(ids: string[]): Promise<object[]> {
  const places = new Map<string, { id: string; index: number }>();
  let vault = '';
  ids.forEach((id, index) => {
    const [, , , , vaultName = '', jobId = ''] = Buffer.from(id, 'base64url').toString().split(' ');
    vault = vaultName;
    places.set(jobId, { id, index });
  });
  const found = new Array<object>(ids.length);
  let left = ids.length;
  let marker: string | null = null;
  do {
    const page: JobPage = await pageOf(vault, marker);
    for (const job of page.JobList) {
      const place = places.get(job.JobId ?? '');
      if (!place) continue;
      found[place.index] = jobById(job, place.id);
      left -= 1;
    }
    marker = page.Marker;
  } while (left > 0 && marker !== null);
  return found;
}

const actions: Record<string, string> = {
  ArchiveRetrieval: 'ARCHIVE_RETRIEVAL',
  InventoryRetrieval: 'INVENTORY_RETRIEVAL',
  Select: 'SELECT',
};
const statuses: Record<string, string> = { InProgress: 'IN_PROGRESS', Succeeded: 'SUCCEEDED', Failed: 'FAILED' };
const tiers: Record<string, string> = { Expedited: 'EXPEDITED', Standard: 'STANDARD', Bulk: 'BULK' };

const phaseOf = (job: GlacierJobDescription) => (job.Completed ? 'DONE' : 'RUNNING');
const tierOf = (job: GlacierJobDescription) => tiers[job.Tier ?? ''] ?? null;

const jobById = (job: GlacierJobDescription, id: string) => ({
  __typename: 'ArchiveRetrievalJob',
  id,
  jobId: job.JobId,
  jobDescription: job.JobDescription,
  action: actions[job.Action ?? ''],
  statusCode: statuses[job.StatusCode ?? ''],
  completed: job.Completed,
  creationDate: job.CreationDate,
  phase: phaseOf(job),
  archiveId: job.ArchiveId,
  archiveSizeInBytes: job.ArchiveSizeInBytes,
  tier: tierOf(job),
});

/** As src/schema/kit/globalId.ts writes it, for the one type. */
function idOf({ VaultARN = '', JobId }: GlacierJobDescription): string {
  const [, , , region, accountId, vault = ''] = VaultARN.split(':');
  const text = `1 GlacierJob ${accountId} ${region} ${vault.slice('vaults/'.length)} ${JobId}`;
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return Buffer.from(`${text} ${(hash >>> 0).toString(36)}`).toString('base64url');
}

function pageJob(job: GlacierJobDescription, id: string): object {
  const common = {
    id,
    jobId: job.JobId,
    jobDescription: job.JobDescription,
    action: actions[job.Action ?? ''],
    statusCode: statuses[job.StatusCode ?? ''],
    statusMessage: job.StatusMessage,
    completed: job.Completed,
    creationDate: job.CreationDate,
    completionDate: job.CompletionDate,
    vaultArn: job.VaultARN,
    snsTopic: job.SNSTopic,
    phase: phaseOf(job),
  };
  switch (job.Action) {
    case 'ArchiveRetrieval':
      return {
        __typename: 'ArchiveRetrievalJob',
        ...common,
        archiveId: job.ArchiveId,
        archiveSizeInBytes: job.ArchiveSizeInBytes,
        tier: tierOf(job),
      };
    case 'InventoryRetrieval':
      return { __typename: 'InventoryRetrievalJob', ...common, inventorySizeInBytes: job.InventorySizeInBytes };
    default:
      return { __typename: 'SelectJob', ...common, archiveId: job.ArchiveId, tier: tierOf(job) };
  }
}
