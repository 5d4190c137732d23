// A caller's restage of a retrieval that may be kept staged. It claims the retrieval first, so that no gateway starts it too.
import type { Clock } from '../core/clock.ts';
import { GatewayError, rejectInput, ServiceUnavailableError } from '../core/errors.ts';
import type { GlacierJobKey } from '../core/location.ts';
import { changed, type KeptRetrieval } from './keptRetrieval.ts';
import { claimRestage, keepsClaim } from './restageClaim.ts';

export interface CallersStart {
  job: GlacierJobKey;
  /** Identifies the start. */
  by: string;
  /** Of the job in the input. */
  path: readonly string[];
}

interface Claims {
  /** Changes the newest version of the record; null if there is none, or `change` makes nothing of it. */
  update(job: GlacierJobKey, change: (kept: KeptRetrieval) => KeptRetrieval | null): Promise<KeptRetrieval | null>;
  clock: Clock;
}

/**
 * How long a caller's claim is valid, in milliseconds of AWS's clock, and at least a minute of real time: far longer than a start,
 * and far shorter than an output.
 */
const claimedFor = 10 * 60_000;

export async function startAsCaller<T>(claims: Claims, given: CallersStart, start: () => Promise<T>): Promise<T> {
  const isClaimed = await claim(claims, given);
  try {
    return await start();
  } catch (error) {
    // A claim that cannot be taken back expires.
    if (isClaimed && !keepsClaim(error)) await unclaim(claims, given).catch(() => undefined);
    throw error;
  }
}

/** False if the retrieval is not kept, or another job was started in place of this one. */
async function claim({ update, clock }: Claims, { job, by, path }: CallersStart): Promise<boolean> {
  let isRefused = false;
  const claimed = await update(job, (kept) => {
    const now = clock.now();
    const until = now + Math.max(claimedFor, 60_000 * clock.speed);
    const next = claimRestage(kept, job, { by, until }, now);
    isRefused = next === 'claimed';
    return next === 'claimed' ? null : next;
  }).catch((error: unknown) => {
    throw error instanceof GatewayError ? error : new ServiceUnavailableError(claimsUnknown);
  });
  if (isRefused) rejectInput(path, claimedByAnother);
  return claimed !== null;
}

const unclaim = ({ update }: Claims, { job, by }: CallersStart) =>
  update(job, (kept) => (kept.claim?.by === by ? changed(kept, { claim: null }) : null));

const claimedByAnother =
  'this retrieval is kept staged, and the gateway or another caller starts it again at this moment. Nothing was started by this call. Read the new job in `keepStaged.restagedAs` of this job. To start another one, use stopKeepingStaged first.';

const claimsUnknown =
  'The record of whether this retrieval is kept staged cannot be read. Nothing was started by this call. Send it again later.';
