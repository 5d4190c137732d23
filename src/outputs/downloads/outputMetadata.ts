// The metadata of a job's output, known before it is read. Pure.
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';

export interface OutputMetadata {
  /** Null if AWS does not report it. */
  sizeInBytes: number | null;
  contentType: string;
  /** The file name if the archive has none. */
  fallbackName: string;
}

/** Null for a job that has not succeeded, and for one with its output elsewhere (Select's is in S3). */
export function outputMetadata(job: GlacierJobRecord): OutputMetadata | null {
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
