// The parameters that start the retrieval of an ended job again. Pure.
import { awsValue, type KnownNameIn } from '../aws/enums.ts';
import { tiers } from '../aws/glacier/enums.ts';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { retrievedRange } from '../jobs/retrievedRange.ts';
import type { StartParameters } from './requestedJob.ts';

/** The parameters of an archive retrieval. */
export type RetrievalParameters = Pick<
  StartParameters,
  'Type' | 'ArchiveId' | 'RetrievalByteRange' | 'SNSTopic' | 'Tier' | 'Description'
>;

/** Why the job cannot be retrieved again, and what to do instead; null if it can. */
export function restageRefusal(job: GlacierJobRecord): string | null {
  const { action, awsAction, completed, statusCode, awsStatusCode } = job;
  if (action === 'INVENTORY_RETRIEVAL')
    return 'this job retrieves an inventory. Start it again with ensureInventory or initiateInventoryRetrieval.';
  if (action === 'SELECT')
    return 'this job queries an archive. Its result is in S3 and does not expire; start it again with initiateSelect.';
  if (action !== 'ARCHIVE_RETRIEVAL' || job.archiveId === null)
    return `a job with the action ${awsAction ?? 'of an unknown kind'} cannot be started again here.`;
  if (statusCode === 'FAILED')
    return 'this job failed, so there is nothing to restage. See its diagnoses, then use initiateArchiveRetrieval.';
  if (statusCode === 'IN_PROGRESS' || !completed)
    return 'this job is in progress. Wait for its end; its output is then guaranteed for 24 hours.';
  if (statusCode !== 'SUCCEEDED')
    return `this job has the status ${awsStatusCode}, which this gateway does not know. Use initiateArchiveRetrieval.`;
  return null;
}

/** `tier`: another one than that of the job. */
export function restageParameters(job: GlacierJobRecord, tier: KnownNameIn<typeof tiers> | null): RetrievalParameters {
  const range = retrievedRange(job);
  return {
    Type: 'archive-retrieval',
    ArchiveId: job.archiveId ?? undefined,
    RetrievalByteRange: range ? `${range.start}-${range.end}` : undefined,
    SNSTopic: job.snsTopic ?? undefined,
    Description: job.jobDescription ?? undefined,
    Tier: tier === null ? (job.awsTier ?? 'Standard') : awsValue(tiers, tier),
  };
}
