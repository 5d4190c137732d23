import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Encryption } from '../../world/objects/records.ts';

type Members = Pick<HeadObjectCommandOutput, 'ServerSideEncryption' | 'SSEKMSKeyId' | 'BucketKeyEnabled'>;

/** Encryption as responses have it. */
export const encryptionMembers = ({ algorithm, kmsKeyId, bucketKey }: Encryption): Members => ({
  ServerSideEncryption: algorithm as NonNullable<Members['ServerSideEncryption']>,
  ...(kmsKeyId === undefined ? {} : { SSEKMSKeyId: kmsKeyId }),
  ...(bucketKey ? { BucketKeyEnabled: bucketKey } : {}),
});
