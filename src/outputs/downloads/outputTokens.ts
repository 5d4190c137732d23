// The encrypted token in a download URL: job, caller and expiry, which nobody can read or change but the gateway. Anybody with
// the URL may download until it expires. The permissions of all callers are part of the key, so that a change of them
// invalidates every token. A query returns a new one.
import { createSeal } from '../../core/createSeal.ts';
import type { GlacierJobKey } from '../../core/location.ts';

export interface OutputGrant {
  job: GlacierJobKey;
  /** The caller who requested it. */
  callerId: string;
  /** Identifies the caller's credential if it can be revoked. */
  credential: string | null;
}

export interface OutputTokens {
  /** The token is valid until `expires`, in milliseconds since 1970. */
  create(grant: OutputGrant, expires: number): string;
  /** Null for a token that was not created here, was changed, or has expired. */
  verify(token: string, now: number): OutputGrant | null;
}

/** Separates this use of the secret from any other. */
const purpose = 'glacier-graphql output 3';

/** In bytes: the length of a token shows only how many of these its content takes. */
const block = 256;

const padded = (text: string): string => text + ' '.repeat(block - (Buffer.byteLength(text) % block));

/** `rights` returns a text that changes with the permissions of any caller. */
export function createOutputTokens(secret: string, rights: () => string): OutputTokens {
  let sealed = { rights: rights(), ...createSeal(secret, `${purpose} ${rights()}`) };
  const currentSeal = () => {
    const now = rights();
    if (now !== sealed.rights) sealed = { rights: now, ...createSeal(secret, `${purpose} ${now}`) };
    return sealed;
  };
  return {
    create: ({ job: { accountId, region, vaultName, jobId }, callerId, credential }, expires) => {
      const parts = [Math.floor(expires / 1000), accountId, region, vaultName, jobId, callerId, credential];
      return currentSeal().seal(padded(JSON.stringify(parts)));
    },
    verify: (token, now) => {
      const content = currentSeal().open(token);
      if (content === null) return null;
      const [expires, accountId, region, vaultName, jobId, callerId, credential] = JSON.parse(content) as [
        number,
        string,
        string,
        string,
        string,
        string,
        string | null,
      ];
      return expires * 1000 < now ? null : { job: { accountId, region, vaultName, jobId }, callerId, credential };
    },
  };
}
