// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-job-output-get.html
// Ranges are relative to the retrieved bytes, not to the archive. A checksum is returned only with archive bytes whose range
// is tree-hash aligned in both.
import { GetJobOutput$, type GetJobOutputCommandInput, type GetJobOutputCommandOutput } from '@aws-sdk/client-glacier';
import { invalidParameter } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import type { ByteSource } from '../world/byteSource.ts';
import { inventoryOf } from '../world/inventoryOf.ts';
import { progress } from '../world/progress.ts';
import { type ByteRange, isTreeHashAligned, lengthOf } from '../world/ranges.ts';
import type { ArchiveRetrieval, InventoryRetrieval, Vault } from '../world/records.ts';
import { downloadRange } from './rules/downloadRange.ts';
import { findJob } from './rules/findJob.ts';
import { findVault } from './rules/findVault.ts';

export const getJobOutput = operation<GetJobOutputCommandInput, GetJobOutputCommandOutput>(
  GetJobOutput$,
  ({ vaultName, jobId, range }, context) => {
    const vault = findVault(context, vaultName);
    const job = findJob(context, vault, jobId);
    if (progress(job, context.now).status !== 'Succeeded' || job.action === 'Select') {
      throw invalidParameter(`The job is not currently available for download: ${job.id}`);
    }
    const total = outputLength(job, vault);
    const part = range === undefined ? undefined : downloadRange(range, total);
    const sent = part ?? { start: 0, end: total - 1 };
    return {
      status: part ? 206 : 200,
      acceptRanges: 'bytes',
      ...(part ? { contentRange: `bytes ${part.start}-${part.end}/${total}` } : {}),
      ...(job.action === 'ArchiveRetrieval' ? archivePart(job, sent) : inventoryPart(job, vault, sent)),
    };
  },
);

type Download = ArchiveRetrieval | InventoryRetrieval;

const outputLength = (job: Download, vault: Vault): number =>
  job.action === 'ArchiveRetrieval' ? lengthOf(job.range) : inventoryOf(job, vault).output.length;

function archivePart({ archive, range }: ArchiveRetrieval, sent: ByteRange) {
  const { content, description } = archive;
  const inArchive = { start: range.start + sent.start, end: range.start + sent.end };
  const hasChecksum = isTreeHashAligned(range, content.size) && isTreeHashAligned(sent, lengthOf(range));
  const body: ByteSource = { length: lengthOf(sent), chunks: () => content.read(inArchive) };
  return {
    contentType: 'application/octet-stream',
    ...(description === '' ? {} : { archiveDescription: description }),
    ...(hasChecksum ? { checksum: content.treeHash(inArchive) } : {}),
    body,
  };
}

function inventoryPart(job: InventoryRetrieval, vault: Vault, sent: ByteRange) {
  const { output } = inventoryOf(job, vault);
  const body: ByteSource = { length: lengthOf(sent), chunks: () => output.read(sent) };
  return {
    contentType: job.query.format === 'CSV' ? 'text/csv' : 'application/json',
    body,
  };
}
