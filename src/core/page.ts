// One page of a list of AWS's. Markers are opaque and go one way; only a null marker means the end, a page may be short.

export interface Page<T> {
  items: readonly T[];
  /** Where the next page begins; null at the end. */
  marker: string | null;
}

export interface PageRequest {
  limit: number;
  /** Null for the first page. */
  marker: string | null;
}
