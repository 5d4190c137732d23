// A reading of all objects of a manifest, page by page in constant memory, within a bound of AWS calls.

import type { CallBudget } from '../aws/lookup/readStatuses.ts';
import type { ManifestPage, OpenManifest } from '../manifests/manifestPage.ts';
import type { ManifestRow } from '../manifests/readManifestRow.ts';
import type { FilePosition } from '../reports/filePosition.ts';
import { wholeManifest } from './sampleManifest.ts';

/** The most calls of a reading: a million objects that are close together take 1,000 lists, and as many pages of the manifest. */
export const maxCalls = 2_000;

/** Returns whether the manifest was read to its end. `take` reads the states of its objects. */
export async function readWhole(
  manifest: OpenManifest,
  budget: CallBudget,
  take: (rows: readonly ManifestRow[]) => Promise<void>,
): Promise<boolean> {
  let after: FilePosition | null = null;
  while (budget.left > 0) {
    budget.left -= 1;
    const page: ManifestPage = await manifest.page({ first: wholeManifest, after });
    await take(page.rows);
    if (page.next === null) return true;
    after = page.next;
  }
  return false;
}
