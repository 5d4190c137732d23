// Download URLs of this gateway. A URL carries its caller's permissions, and expires no later than the caller's credential.
import type { Caller } from '../../access/caller.ts';
import { systemClock } from '../../core/clock.ts';
import type { GlacierJobKey } from '../../core/location.ts';
import { createOutputTokens, type OutputTokens } from './outputTokens.ts';

export interface OutputSettings {
  /** Equal on all instances, so that each accepts the URLs of the others. If omitted, random. */
  secret?: string | undefined;
  /** How long a URL is valid, in seconds. */
  seconds: number;
}

export interface OutputLinks {
  tokens: OutputTokens;
  linkTo(job: GlacierJobKey, caller: Caller): { url: string; expiresAt: Date };
}

/** The path of downloads on every gateway. */
export const outputsPath = '/outputs/';

/** `origin`: where callers reach this gateway. `rights` returns a text that changes with the permissions of any caller. */
export function createOutputLinks(
  { secret, seconds, rights }: OutputSettings & { secret: string; rights: () => string },
  origin: () => string,
): OutputLinks {
  const tokens = createOutputTokens(secret, rights);
  return {
    tokens,
    linkTo: (job, { id, credential, expiresAt }) => {
      const until = Math.ceil((systemClock.now() + seconds * 1000) / 1000) * 1000;
      const expires = Math.min(until, expiresAt ?? until);
      const url = origin() + outputsPath + tokens.create({ job, callerId: id, credential }, expires);
      return { url, expiresAt: new Date(expires) };
    },
  };
}
