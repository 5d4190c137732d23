// The signed part of a download's address: which job's output, for whom, until when. Whoever has an address may download
// until then; nobody can make one, or another one out of it. It is signed with the rights of all callers, so that none
// outlives a change of them: asking again is a query.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { GlacierJobKey } from '../../core/location.ts';

export interface OutputGrant {
  job: GlacierJobKey;
  /** Who asked for it. */
  callerId: string;
  /** What proved them, where that can be taken back. */
  credential: string | null;
}

export interface OutputAddresses {
  /** Good until `expires`, in milliseconds since the epoch. */
  sign(grant: OutputGrant, expires: number): string;
  /** Null for what was not signed here, was altered, or is over. */
  open(token: string, now: number): OutputGrant | null;
}

/** Tells this use of the secret from any other. */
const purpose = 'glacier-graphql output 2';

export function createOutputAddresses(secret: string, rights: string): OutputAddresses {
  const key = createHmac('sha256', secret).update(`${purpose} ${rights}`).digest();
  const signatureOf = (content: string) => createHmac('sha256', key).update(content).digest('base64url');
  return {
    sign: ({ job: { accountId, region, vaultName, jobId }, callerId, credential }, expires) => {
      const parts = [Math.floor(expires / 1000), accountId, region, vaultName, jobId, callerId, credential];
      const content = Buffer.from(JSON.stringify(parts)).toString('base64url');
      return `${content}.${signatureOf(content)}`;
    },
    open: (token, now) => {
      const [content = '', signature = '', ...more] = token.split('.');
      const expected = Buffer.from(signatureOf(content));
      const given = Buffer.from(signature);
      if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      const [expires, accountId, region, vaultName, jobId, callerId, credential] = JSON.parse(
        Buffer.from(content, 'base64url').toString(),
      ) as [number, string, string, string, string, string, string | null];
      return expires * 1000 < now ? null : { job: { accountId, region, vaultName, jobId }, callerId, credential };
    },
  };
}
