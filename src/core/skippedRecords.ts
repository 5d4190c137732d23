// Records of a list or an inventory that could not be read. Each record is decoded alone: a bad one is counted and named, and
// the others are returned.

export interface SkippedRecord {
  /** The offset of its first byte in an inventory; its index in a page of a list. */
  readonly position: number;
  /** The archive ID, job ID or vault name; null if it cannot be read. */
  readonly id: string | null;
  readonly message: string;
}

export interface SkippedRecords {
  readonly count: number;
  /** The first of them, at most `maxNamed`. */
  readonly first: readonly SkippedRecord[];
}

/** A damaged list of millions of records must not fill the memory. */
export const maxNamed = 100;

export const noneSkipped: SkippedRecords = { count: 0, first: [] };

export function joinSkipped(parts: Iterable<SkippedRecords | undefined>): SkippedRecords {
  let joined = noneSkipped;
  for (const part of parts) {
    if (!part || part.count === 0) continue;
    const first = [...joined.first, ...part.first].slice(0, maxNamed);
    joined = { count: joined.count + part.count, first };
  }
  return joined;
}

/**
 * Those whose names the caller may know. Of one without a name, nothing is known. Their positions among all records would
 * show how many others there are: they are numbered anew.
 */
export function visibleSkipped(skipped: SkippedRecords, canSee: (id: string) => boolean): SkippedRecords {
  const first = skipped.first
    .filter(({ id }) => id !== null && canSee(id))
    .map(({ id, message, position }, index) => ({
      ...{ id, position: index },
      message: message.replace(`[${position}]`, ''),
    }));
  return { count: first.length, first };
}

export const skippedMessage = ({ count }: SkippedRecords): string =>
  count === 1 ? '1 record could not be read.' : `${count} records could not be read.`;
