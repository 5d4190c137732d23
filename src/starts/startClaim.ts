// What a job at AWS says of a start, by the token in its description. Everybody who can read descriptions can copy a token,
// so the job must also do what its token says: the fingerprint is computed again from the arguments that AWS describes.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import type { StartKeys } from './createStartKeys.ts';
import { describedArguments, type StartArguments } from './startArguments.ts';

/** What is kept of a start to recognize its job later. */
export interface TokenIdentity {
  id: string;
  fingerprint: string;
  /** The requested marker, which AWS does not describe. */
  marker: string | null;
  /** The part of the arguments that the fingerprint identifies. */
  compared: (described: StartArguments) => StartArguments;
}

/** `own`: it is its job. `otherArguments`: the key was used with others. `copied`: the job does not do what its token says. */
export type StartClaim = 'own' | 'otherArguments' | 'copied';

/** Null if the job has no token of this start. */
export function startClaim(
  { fingerprintOf }: StartKeys,
  { id, fingerprint, marker, compared }: TokenIdentity,
  job: GlacierJobRecord,
): StartClaim | null {
  if (!job.startToken?.startsWith(id)) return null;
  const claimed = job.startToken.slice(id.length);
  const isTrue = describedArguments(job, marker).some((form) => fingerprintOf(id, compared(form)) === claimed);
  if (!isTrue) return 'copied';
  return claimed === fingerprint ? 'own' : 'otherArguments';
}
