// Who starts a kept retrieval again: the gateway or a caller, never both. The claim is stored before the start is sent, and
// ends with the next job. Pure.
import { IndeterminateError, InProgressError } from '../core/errors.ts';
import type { GlacierJobKey } from '../core/location.ts';
import { changed, type KeptRetrieval, type RestageClaim } from './keptRetrieval.ts';

/** The claim that is valid; null if there is none. */
const validClaim = ({ claim }: KeptRetrieval, now: number): RestageClaim | null =>
  claim && (claim.until === null || claim.until > now) ? claim : null;

/** When the gateway may start it: 0 if no caller claims it. */
export const claimedUntil = ({ claim }: KeptRetrieval): number => claim?.until ?? 0;

/** The claim of the gateway. */
export const keepersClaim: RestageClaim = { by: null, until: null };

export const isKeepers = ({ claim }: KeptRetrieval): boolean => claim?.by === null;

export const isAt = ({ jobIds }: KeptRetrieval, { jobId }: GlacierJobKey): boolean => jobIds.at(-1) === jobId;

/** What a claim makes of the record: null if there is nothing to claim, 'claimed' if another start has claimed it. */
export function claimRestage(
  kept: KeptRetrieval,
  job: GlacierJobKey,
  claim: RestageClaim,
  now: number,
): KeptRetrieval | 'claimed' | null {
  if (kept.end || !isAt(kept, job)) return null;
  const valid = validClaim(kept, now);
  if (valid && valid.by !== claim.by) return 'claimed';
  return changed(kept, { claim });
}

/** After a start that failed: it keeps its claim if its job may exist or be made by another gateway. */
export const keepsClaim = (error: unknown): boolean =>
  error instanceof IndeterminateError || error instanceof InProgressError;
