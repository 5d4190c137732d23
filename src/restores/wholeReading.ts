// A reading of all objects of a manifest, page by page in constant memory, within a bound of AWS calls. S3 is not asked about objects
// that are known to be readable. It pauses when the calls of the minute are used up. After a failure that may pass, it goes on with
// the page that failed.
import type { CallBudget, FoundStatus } from '../aws/lookup/readStatuses.ts';
import { GatewayError } from '../core/errors.ts';
import type { ManifestPage, OpenManifest } from '../manifests/manifestPage.ts';
import type { ManifestRow } from '../manifests/readManifestRow.ts';
import type { FilePosition } from '../reports/filePosition.ts';
import type { ReadingTurns } from './readingTurns.ts';

export interface ReadingSize {
  /** Of a page of the manifest, which is one call. */
  pageRows: number;
  /** Of the manifest and the objects. */
  maxCalls: number;
}

/** A million objects that are close together take 1,000 lists, and as many pages. */
export const plainReading: ReadingSize = { pageRows: 1000, maxCalls: 2_000 };

/** WHOLE: all rows were read. CUT: the rest would take too many calls. PAUSED: the rest is read later. */
export type ReadingEnd = 'WHOLE' | 'CUT' | 'PAUSED';

export interface WholeReadingOptions {
  size: ReadingSize;
  turns: Pick<ReadingTurns, 'hasCalls' | 'spend'>;
  /** Whether S3 need not be asked about the object. */
  isKnown(row: ManifestRow): boolean;
  open(): Promise<OpenManifest>;
  /** The states of the objects, in their order. */
  statusesOf(rows: readonly ManifestRow[], budget: CallBudget): Promise<FoundStatus[]>;
  /** Of an object that S3 was asked about. */
  count(row: ManifestRow, found: FoundStatus): void;
}

export class WholeReading {
  readonly #options: WholeReadingOptions;
  #after: FilePosition | null = null;
  #left: number;

  constructor(options: WholeReadingOptions) {
    this.#options = options;
    this.#left = options.size.maxCalls;
  }

  /** A failure that may pass is thrown: what was counted stays counted, and the next call reads the rest. */
  async goOn(): Promise<ReadingEnd> {
    const { open, size, turns, isKnown, statusesOf, count } = this.#options;
    if (!turns.hasCalls) return 'PAUSED';
    const manifest = await open();
    while (this.#left > 0) {
      if (!turns.hasCalls) return 'PAUSED';
      // A page that fails takes nothing of the budget.
      const budget: CallBudget = { left: this.#left - 1 };
      const page: ManifestPage = await manifest.page({ first: size.pageRows, after: this.#after });
      const rows = page.rows.filter((row) => !isKnown(row));
      const statuses = await statusesOf(rows, budget);
      turns.spend(this.#left - budget.left);
      const failure = statuses.find((found) => found instanceof GatewayError && found.retryable);
      if (failure) throw failure;
      for (const [index, row] of rows.entries()) count(row, statuses[index] ?? null);
      this.#left = budget.left;
      if (page.next === null) return 'WHOLE';
      this.#after = page.next;
    }
    return 'CUT';
  }
}
