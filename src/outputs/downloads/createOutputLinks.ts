// Addresses under which outputs can be downloaded from this gateway, for a while.
import { randomBytes } from 'node:crypto';
import type { GlacierJobKey } from '../../aws/location.ts';
import { systemClock } from '../../clock.ts';
import { createOutputAddresses, type OutputAddresses } from './outputAddress.ts';

export interface OutputSettings {
  /** The same on all instances, or one cannot serve what another has signed; made up where left out. */
  secret?: string | undefined;
  /** How long an address works. */
  seconds: number;
}

export interface OutputLinks {
  addresses: OutputAddresses;
  linkTo(job: GlacierJobKey): { url: string; expiresAt: Date };
}

/** Where downloads are on every gateway. */
export const outputsPath = '/outputs/';

/** `origin` is where callers reach this gateway. */
export function createOutputLinks({ secret, seconds }: OutputSettings, origin: () => string): OutputLinks {
  const addresses = createOutputAddresses(secret ?? randomBytes(32).toString('hex'));
  return {
    addresses,
    linkTo: (job) => {
      const expires = Math.ceil((systemClock.now() + seconds * 1000) / 1000) * 1000;
      return { url: origin() + outputsPath + addresses.sign(job, expires), expiresAt: new Date(expires) };
    },
  };
}
