// A reading of all objects of a manifest, page by page in constant memory, within a bound of AWS calls. After a failure that may
// pass, it goes on with the page that failed.
import type { CallBudget, FoundStatus } from '../aws/lookup/readStatuses.ts';
import { GatewayError } from '../core/errors.ts';
import type { ManifestPage, OpenManifest } from '../manifests/manifestPage.ts';
import type { ManifestRow } from '../manifests/readManifestRow.ts';
import type { FilePosition } from '../reports/filePosition.ts';
import { wholeManifest } from './sampleManifest.ts';

/** The most calls of a reading: a million objects that are close together take 1,000 lists, and as many pages of the manifest. */
const maxCalls = 2_000;

export interface WholeReadingOptions {
  open(): Promise<OpenManifest>;
  /** The states of the objects, in their order. */
  statusesOf(rows: readonly ManifestRow[], budget: CallBudget): Promise<FoundStatus[]>;
  count(row: ManifestRow, found: FoundStatus): void;
}

export class WholeReading {
  readonly #options: WholeReadingOptions;
  #after: FilePosition | null = null;
  #left = maxCalls;

  constructor(options: WholeReadingOptions) {
    this.#options = options;
  }

  /**
   * Reads on, and returns whether the manifest was read to its end; else the rest would take too many calls. A failure that may
   * pass is thrown: what was counted stays counted, and the next call reads the rest.
   */
  async goOn(): Promise<boolean> {
    const { open, statusesOf, count } = this.#options;
    const manifest = await open();
    while (this.#left > 0) {
      // A page that fails takes nothing of the budget.
      const budget: CallBudget = { left: this.#left - 1 };
      const page: ManifestPage = await manifest.page({ first: wholeManifest, after: this.#after });
      const statuses = await statusesOf(page.rows, budget);
      const failure = statuses.find((found) => found instanceof GatewayError && found.retryable);
      if (failure) throw failure;
      for (const [index, row] of page.rows.entries()) count(row, statuses[index] ?? null);
      this.#left = budget.left;
      if (page.next === null) return true;
      this.#after = page.next;
    }
    return false;
  }
}
