// The skipped rows of a file among several: their positions are those in their file, so their messages name it.
import type { SkippedRecords } from '../core/skippedRecords.ts';

export const skippedIn = ({ key }: { key: string }, { count, first }: SkippedRecords): SkippedRecords => ({
  count,
  first: first.map((record) => ({ ...record, message: `${key}: ${record.message}` })),
});
