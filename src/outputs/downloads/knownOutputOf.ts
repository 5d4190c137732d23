// What is known of a job's output before a byte of it is read. Pure.
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';

export interface KnownOutput {
  /** Null where AWS does not say. */
  sizeInBytes: number | null;
  contentType: string;
  /** What a file is called that has no name of its own. */
  fallbackName: string;
}

/** Null for a job that has not succeeded, and for one whose output lies elsewhere (Select's in S3). */
export function knownOutputOf(job: GlacierJobRecord): KnownOutput | null {
  if (job.statusCode !== 'SUCCEEDED') return null;
  const day = (job.completionDate ?? job.creationDate).toISOString().slice(0, 10);
  if (job.action === 'INVENTORY_RETRIEVAL') {
    const isCsv = job.inventoryRetrievalParameters?.format === 'CSV';
    return {
      sizeInBytes: job.inventorySizeInBytes,
      contentType: isCsv ? 'text/csv' : 'application/json',
      fallbackName: `${job.vaultName}-inventory-${day}.${isCsv ? 'csv' : 'json'}`,
    };
  }
  if (job.action !== 'ARCHIVE_RETRIEVAL') return null;
  const { retrievalByteRange: range } = job;
  return {
    sizeInBytes: range ? range.end - range.start + 1 : job.archiveSizeInBytes,
    contentType: 'application/octet-stream',
    fallbackName: `${job.vaultName}-${job.archiveId?.slice(0, 16) ?? job.jobId.slice(0, 16)}`,
  };
}
