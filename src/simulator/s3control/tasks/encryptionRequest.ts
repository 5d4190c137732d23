// The key of an object's encryption, which S3UpdateObjectEncryption sets and HeadObject returns.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_S3UpdateObjectEncryptionOperation.html
import type { S3UpdateObjectEncryptionOperation } from '@aws-sdk/client-s3-control';
import { findBucket } from '../../s3/rules/findBucket.ts';
import { findVersion } from '../../s3/rules/findVersion.ts';
import { nameOf, type TaskRequest } from './taskObject.ts';

export const encryptionRequest =
  ({ ObjectEncryption: given }: S3UpdateObjectEncryptionOperation): TaskRequest =>
  (object, context) => {
    const name = nameOf(object);
    const version = findVersion(findBucket(name, context), name);
    const { KMSKeyArn, BucketKeyEnabled } = given?.SSEKMS ?? {};
    version.properties = {
      ...version.properties,
      encryption: { algorithm: 'aws:kms', kmsKeyId: KMSKeyArn, bucketKey: BucketKeyEnabled },
    };
    return undefined;
  };
