// Addresses under which outputs can be downloaded from this gateway, for a while: by whoever they are made for, with what
// is allowed to them, and so for no longer than their credentials are good.
import type { Caller } from '../../access/caller.ts';
import { systemClock } from '../../core/clock.ts';
import type { GlacierJobKey } from '../../core/location.ts';
import { createOutputAddresses, type OutputAddresses } from './outputAddress.ts';

export interface OutputSettings {
  /** The same on all instances, or one cannot serve what another has signed; made up where left out. */
  secret?: string | undefined;
  /** How long an address works. */
  seconds: number;
}

export interface OutputLinks {
  addresses: OutputAddresses;
  linkTo(job: GlacierJobKey, caller: Caller): { url: string; expiresAt: Date };
}

/** Where downloads are on every gateway. */
export const outputsPath = '/outputs/';

/** `origin` is where callers reach this gateway; `rights` is other text whenever somebody's rights may be others. */
export function createOutputLinks(
  { secret, seconds, rights }: OutputSettings & { secret: string; rights: string },
  origin: () => string,
): OutputLinks {
  const addresses = createOutputAddresses(secret, rights);
  return {
    addresses,
    linkTo: (job, { id, credential, expiresAt }) => {
      const until = Math.ceil((systemClock.now() + seconds * 1000) / 1000) * 1000;
      const expires = Math.min(until, expiresAt ?? until);
      const url = origin() + outputsPath + addresses.sign({ job, callerId: id, credential }, expires);
      return { url, expiresAt: new Date(expires) };
    },
  };
}
