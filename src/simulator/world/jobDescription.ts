// A job as DescribeJob and ListJobs return it: all members are present, null where they do not apply to the job type or are
// not known yet.
import type { DescribeJobCommandOutput } from '@aws-sdk/client-glacier';
import type { Reply } from '../http/operation.ts';
import { milliseconds } from './dates.ts';
import { inventoryOf } from './inventoryOf.ts';
import { type Progress, progress } from './progress.ts';
import { formatRange, isTreeHashAligned } from './ranges.ts';
import type { ArchiveRetrieval, InventoryRetrieval, Job, Select, Vault } from './records.ts';

type Description = Reply<DescribeJobCommandOutput>;

export function jobDescription(job: Job, vault: Vault, now: number): Description {
  const state = progress(job, now);
  return {
    Action: job.action,
    ArchiveId: null,
    ArchiveSHA256TreeHash: null,
    ArchiveSizeInBytes: null,
    Completed: state.completed,
    CompletionDate: state.completedAt === undefined ? null : milliseconds(state.completedAt),
    CreationDate: milliseconds(job.createdAt),
    InventoryRetrievalParameters: null,
    InventorySizeInBytes: null,
    JobDescription: job.description ?? null,
    JobId: job.id,
    JobOutputPath: null,
    OutputLocation: null,
    RetrievalByteRange: null,
    SelectParameters: null,
    SHA256TreeHash: null,
    SNSTopic: job.snsTopic ?? null,
    StatusCode: state.status,
    StatusMessage: state.message,
    Tier: job.tier ?? null,
    VaultARN: vault.arn,
    ...membersOfKind(job, vault, state),
  };
}

function membersOfKind(job: Job, vault: Vault, state: Progress): Description {
  switch (job.action) {
    case 'ArchiveRetrieval':
      return ofArchive(job);
    case 'InventoryRetrieval':
      return ofInventory(job, vault, state);
    case 'Select':
      return ofSelect(job);
  }
}

// Computed once: a list of jobs must not read its archives each time.
const rangeHashes = new WeakMap<ArchiveRetrieval, string | null>();

function rangeHash(job: ArchiveRetrieval): string | null {
  const { archive, range } = job;
  const { content } = archive;
  if (range.start === 0 && range.end === content.size - 1) return archive.treeHash;
  const known = rangeHashes.get(job);
  if (known !== undefined) return known;
  const hash = isTreeHashAligned(range, content.size) ? content.treeHash(range) : null;
  rangeHashes.set(job, hash);
  return hash;
}

// The range's hash is present from the start, as in AWS's samples of unfinished jobs; AWS's text says null until the end.
function ofArchive(job: ArchiveRetrieval): Description {
  return {
    ArchiveId: job.archive.id,
    ArchiveSHA256TreeHash: job.archive.treeHash,
    ArchiveSizeInBytes: job.archive.content.size,
    RetrievalByteRange: formatRange(job.range),
    SHA256TreeHash: rangeHash(job),
  };
}

function ofInventory(job: InventoryRetrieval, vault: Vault, { status }: Progress): Description {
  const { format, startDate, endDate, limit } = job.query;
  const inventory = status === 'Succeeded' ? inventoryOf(job, vault) : undefined;
  return {
    InventorySizeInBytes: inventory?.output.length ?? null,
    InventoryRetrievalParameters: {
      Format: format,
      StartDate: startDate ?? null,
      EndDate: endDate ?? null,
      Limit: limit === undefined ? null : String(limit),
      Marker: inventory?.nextMarker ?? null,
    },
  };
}

function ofSelect({ archive, parameters, outputLocation, outputPath }: Select): Description {
  return {
    ArchiveId: archive.id,
    SelectParameters: parameters,
    OutputLocation: outputLocation,
    JobOutputPath: outputPath,
  };
}
