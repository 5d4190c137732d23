// The key of an object's encryption, which S3UpdateObjectEncryption sets and HeadObject returns.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_S3UpdateObjectEncryptionOperation.html
import type { S3UpdateObjectEncryptionOperation } from '@aws-sdk/client-s3-control';
import type { ObjectProperties } from '../../world/objects/records.ts';
import { oncePer } from '../../world/oncePer.ts';
import { onVersion } from './onVersion.ts';
import type { TaskRequest } from './taskObject.ts';

export function encryptionRequest({ ObjectEncryption: given }: S3UpdateObjectEncryptionOperation): TaskRequest {
  const { KMSKeyArn, BucketKeyEnabled } = given?.SSEKMS ?? {};
  const encryption = { algorithm: 'aws:kms', kmsKeyId: KMSKeyArn, bucketKey: BucketKeyEnabled };
  const encrypted = oncePer((properties: ObjectProperties) => ({ ...properties, encryption }));
  return onVersion((version) => {
    version.properties = encrypted(version.properties);
  });
}
