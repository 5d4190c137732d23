// What the clients of SQS and SNS have in common: their calls pass no limiter, and are not sent again here.
import type { AwsCredentialIdentity } from '@smithy/types';
import type { Backend } from '../backend.ts';
import { type CollectorOptions, createCollector } from './createCollector.ts';
import { Credentials } from './credentials.ts';
import { isOutdated } from './retry.ts';

export interface OtherClientServices {
  /** The backend of now: a reload replaces it. */
  backend(): Backend;
  /** The limits of responses. */
  collector: CollectorOptions;
}

/** The account that owns the resource; for one that the gateway does not serve, the first account calls. */
export interface CalledBy {
  owner: string | undefined;
  region: string;
}

export function otherClient({ backend, collector }: OtherClientServices, { owner, region }: CalledBy) {
  const credentials = () => {
    const { accounts, credentials: of } = backend();
    const { accountId } = accounts.find((account) => account.accountId === owner) ?? accounts[0];
    return of({ accountId, region });
  };
  const provide = async () => {
    const found = credentials();
    const given = found instanceof Credentials ? found.provide : found;
    return (typeof given === 'function' ? given() : given) as AwsCredentialIdentity;
  };
  return {
    settings: {
      region,
      // Otherwise the client would keep those of before a reload.
      ...(credentials() ? { credentials: Object.assign(provide, { memoized: true }) } : {}),
      streamCollector: createCollector(collector),
    },
    /** Rejects as `request` does. Credentials that AWS reports as outdated are renewed for the next request. */
    send: async <O>(request: () => Promise<O>): Promise<O> => {
      const found = credentials();
      const known = found instanceof Credentials ? found : undefined;
      await known?.ready();
      const generation = known?.generation ?? 0;
      try {
        return await request();
      } catch (error) {
        if (isOutdated(error)) await known?.renew(generation);
        throw error;
      }
    },
  };
}
