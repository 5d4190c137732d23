// The bytes that an archive retrieval retrieves: its byte range, or the whole archive.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';

/** Null if AWS does not report the size of the archive. */
export const retrievedBytes = ({ retrievalByteRange: range, archiveSizeInBytes }: GlacierJobRecord): number | null =>
  range ? range.end - range.start + 1 : archiveSizeInBytes;
