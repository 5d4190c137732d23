// One page of a list of AWS. Markers are opaque and only lead forward. Only a null marker means the end; a page may be short.

export interface Page<T> {
  items: readonly T[];
  /** The start of the next page; null at the end. */
  marker: string | null;
}

export interface PageRequest {
  limit: number;
  /** Null for the first page. */
  marker: string | null;
}
