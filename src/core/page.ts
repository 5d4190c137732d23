// One page of a list of AWS. Markers are opaque and only lead forward. Only a null marker means the end; a page may be short.
// readPages.ts reads the pages of a list one after the other.
import { ServiceUnavailableError } from './errors.ts';
import { isWellFormed } from './isWellFormed.ts';
import type { SkippedRecords } from './skippedRecords.ts';

export interface Page<T> {
  items: readonly T[];
  /** The start of the next page; null at the end. */
  marker: string | null;
  /** Records of the page that could not be read; omitted if there are none. */
  skipped?: SkippedRecords;
}

export interface PageRequest {
  limit: number;
  /** Null for the first page. */
  marker: string | null;
}

/**
 * AWS ends a list without a marker or with an empty one. Any other value is an error: a list with a rest is not whole. Half of
 * a surrogate pair could not be sent back.
 */
export function toMarker(marker: string | null | undefined): string | null {
  if (marker != null && (typeof marker !== 'string' || !isWellFormed(marker))) {
    throw new ServiceUnavailableError('AWS sent a list with an unreadable marker: its rest cannot be read.');
  }
  return marker || null;
}
