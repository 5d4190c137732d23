// A Glacier job as its start requests it.
import type { JobParameters } from '@aws-sdk/client-glacier';
import { type GlacierJobRecord, toGlacierJob } from '../aws/glacier/glacierJob.ts';
import { type VaultKey, vaultArn } from '../core/location.ts';
import type { StartedJob } from './reservations.ts';

export type StartParameters = JobParameters & { Type: string };

const awsActions: Record<string, string> = {
  'archive-retrieval': 'ArchiveRetrieval',
  'inventory-retrieval': 'InventoryRetrieval',
  select: 'Select',
};

/** The job in progress. */
export const requestedJob = (vault: VaultKey, started: StartedJob, parameters: StartParameters): GlacierJobRecord =>
  toGlacierJob(vault)({
    JobId: started.jobId,
    Action: awsActions[parameters.Type] as 'Select',
    VaultARN: vaultArn(vault),
    CreationDate: new Date(started.startedAt).toISOString(),
    Completed: false,
    StatusCode: 'InProgress',
    JobDescription: parameters.Description,
    SNSTopic: parameters.SNSTopic,
    ArchiveId: parameters.ArchiveId,
    // AWS's default.
    Tier: parameters.Tier ?? (parameters.ArchiveId === undefined ? undefined : 'Standard'),
    RetrievalByteRange: parameters.RetrievalByteRange,
    InventoryRetrievalParameters:
      parameters.Type === 'inventory-retrieval'
        ? { Format: parameters.Format ?? 'JSON', ...parameters.InventoryRetrievalParameters }
        : undefined,
    JobOutputPath: started.jobOutputPath ?? undefined,
    SelectParameters: parameters.SelectParameters,
    OutputLocation: parameters.OutputLocation,
  });
