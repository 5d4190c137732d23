// Whether a caller may read a bucket. Of one that the policy hides, nothing is found: neither that it exists nor that it does not.
import type { AwsSession } from '../client/awsSession.ts';
import type { BucketSource } from './atBucket.ts';

export function mayReadBucket({ caller: { access } }: Pick<AwsSession, 'caller'>, source: BucketSource): boolean {
  const { bucketName } = source;
  return access.allows('read', { accountId: access.ownerOf(bucketName, source.location.accountId), bucketName });
}
