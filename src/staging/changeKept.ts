// A change of a stored record. Changes of other gateways are not lost: it is made of the newest version.
import { ServiceUnavailableError } from '../core/errors.ts';
import type { GlacierJobKey } from '../core/location.ts';
import type { KeptRetrieval } from './keptRetrieval.ts';
import type { KeptRetrievals } from './keptRetrievals.ts';

/** So many changes of others may come first. */
const maxConflicts = 10;

/** Stores what `change` makes of the newest version; null if it makes nothing of it, or there is none. */
export async function changeKept(
  store: KeptRetrievals,
  job: GlacierJobKey,
  change: (kept: KeptRetrieval) => KeptRetrieval | null,
): Promise<KeptRetrieval | null> {
  for (let conflicts = 0; conflicts < maxConflicts; conflicts += 1) {
    const [kept = null] = await store.findMany([job]);
    const next = kept && change(kept);
    if (!next) return null;
    if (await store.put(next)) return next;
  }
  throw new ServiceUnavailableError('Other changes of this retrieval came first, again and again. Try again.');
}
