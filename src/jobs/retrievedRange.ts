// The byte range that an archive retrieval was requested with.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';

type Described = Pick<GlacierJobRecord, 'retrievalByteRange' | 'archiveSizeInBytes'>;

/** Null for the whole archive. AWS describes a request without a range as the range of the whole archive. */
export function retrievedRange({ retrievalByteRange: range, archiveSizeInBytes: size }: Described) {
  const isWhole = range === null || (range.start === 0 && size !== null && range.end === size - 1);
  return isWhole ? null : range;
}
