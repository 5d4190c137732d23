// The signed part of a download's address: which job's output, until when. Whoever has an address may download until
// then; nobody can make one, or another one out of it.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { GlacierJobKey } from '../../aws/location.ts';

export interface OutputAddresses {
  /** Good until `expires`, in milliseconds since the epoch. */
  sign(job: GlacierJobKey, expires: number): string;
  /** Null for what was not signed here, was altered, or is over. */
  open(token: string, now: number): GlacierJobKey | null;
}

/** Tells this use of the secret from any other. */
const purpose = 'glacier-graphql output 1';

export function createOutputAddresses(secret: string): OutputAddresses {
  const key = createHmac('sha256', secret).update(purpose).digest();
  const signatureOf = (content: string) => createHmac('sha256', key).update(content).digest('base64url');
  return {
    sign: ({ accountId, region, vaultName, jobId }, expires) => {
      const content = Buffer.from(
        JSON.stringify([Math.ceil(expires / 1000), accountId, region, vaultName, jobId]),
      ).toString('base64url');
      return `${content}.${signatureOf(content)}`;
    },
    open: (token, now) => {
      const [content = '', signature = '', ...more] = token.split('.');
      const expected = Buffer.from(signatureOf(content));
      const given = Buffer.from(signature);
      if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      const [expires, accountId, region, vaultName, jobId] = JSON.parse(
        Buffer.from(content, 'base64url').toString(),
      ) as [number, string, string, string, string];
      return expires * 1000 < now ? null : { accountId, region, vaultName, jobId };
    },
  };
}
