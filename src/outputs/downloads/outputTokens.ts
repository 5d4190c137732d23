// The signed token in a download URL: job, caller and expiry. Anybody with the URL may download until it expires; only the
// gateway can create or change a token. The permissions of all callers are part of the signature, so that a change of
// them invalidates every token. A query returns a new one.
import { createHmac, timingSafeEqual } from 'node:crypto';
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
  sign(grant: OutputGrant, expires: number): string;
  /** Null for a token that was not signed here, was changed, or has expired. */
  verify(token: string, now: number): OutputGrant | null;
}

/** Separates this use of the secret from any other. */
const purpose = 'glacier-graphql output 2';

export function createOutputTokens(secret: string, rights: string): OutputTokens {
  const key = createHmac('sha256', secret).update(`${purpose} ${rights}`).digest();
  const signatureOf = (content: string) => createHmac('sha256', key).update(content).digest('base64url');
  return {
    sign: ({ job: { accountId, region, vaultName, jobId }, callerId, credential }, expires) => {
      const parts = [Math.floor(expires / 1000), accountId, region, vaultName, jobId, callerId, credential];
      const content = Buffer.from(JSON.stringify(parts)).toString('base64url');
      return `${content}.${signatureOf(content)}`;
    },
    verify: (token, now) => {
      const [content = '', signature = '', ...more] = token.split('.');
      const expected = Buffer.from(signatureOf(content));
      const actual = Buffer.from(signature);
      if (more.length > 0 || actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null;
      const [expires, accountId, region, vaultName, jobId, callerId, credential] = JSON.parse(
        Buffer.from(content, 'base64url').toString(),
      ) as [number, string, string, string, string, string, string | null];
      return expires * 1000 < now ? null : { job: { accountId, region, vaultName, jobId }, callerId, credential };
    },
  };
}
