import { createHash } from 'node:crypto';
import type { Bucket } from '../../world/objects/bucket.ts';

/** The owner as lists have it: a canonical user id of 64 hexadecimal digits. */
export const ownerOf = ({ owner }: Pick<Bucket, 'owner'>): { ID: string } => ({
  ID: createHash('sha256').update(owner.accountId).digest('hex'),
});
