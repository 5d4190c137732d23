// The eleven operations of S3 Batch Operations, each with as many compatible members as possible.
import type { JobOperation } from '@aws-sdk/client-s3-control';

const kmsKey = 'arn:aws:kms:us-east-1:111122223333:key/5f3a7c1e-9a4b-4c1d-8e2f-0123456789ab';
const canonicalUser = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';

export const batchOperations: readonly JobOperation[] = [
  { S3InitiateRestoreObject: { ExpirationInDays: 10, GlacierJobTier: 'BULK' } },
  {
    LambdaInvoke: {
      FunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:transcode:live',
      InvocationSchemaVersion: '2.0',
      UserArguments: { preset: 'proxy-720p', 'notify "whom"': 'edit & <sound>' },
    },
  },
  {
    S3PutObjectCopy: {
      TargetResource: 'arn:aws:s3:::masters-copy',
      TargetKeyPrefix: 'from-tape/',
      StorageClass: 'DEEP_ARCHIVE',
      CannedAccessControlList: 'bucket-owner-full-control',
      MetadataDirective: 'REPLACE',
      ModifiedSinceConstraint: new Date('2019-01-01T00:00:00.000Z'),
      UnModifiedSinceConstraint: new Date('2026-01-01T00:00:00.000Z'),
      NewObjectMetadata: {
        CacheControl: 'no-cache',
        ContentType: 'application/mxf',
        HttpExpiresDate: new Date('2030-06-30T12:00:00.000Z'),
        RequesterCharged: false,
        SSEAlgorithm: 'KMS',
        UserMetadata: { reel: '0042', owner: 'Björk' },
      },
      NewObjectTagging: [
        { Key: 'state', Value: 'copied' },
        { Key: 'empty', Value: '' },
      ],
      SSEAwsKmsKeyId: kmsKey,
      BucketKeyEnabled: true,
      ChecksumAlgorithm: 'SHA256',
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: new Date('2031-01-01T00:00:00.000Z'),
      ObjectLockLegalHoldStatus: 'OFF',
    },
  },
  {
    S3PutObjectAcl: {
      AccessControlPolicy: {
        AccessControlList: {
          Owner: { ID: canonicalUser, DisplayName: 'archive' },
          Grants: [
            {
              Grantee: { TypeIdentifier: 'id', Identifier: canonicalUser, DisplayName: 'archive' },
              Permission: 'FULL_CONTROL',
            },
            {
              Grantee: {
                TypeIdentifier: 'uri',
                Identifier: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
              },
              Permission: 'READ',
            },
          ],
        },
      },
    },
  },
  { S3PutObjectTagging: { TagSet: [{ Key: 'department', Value: 'film' }] } },
  { S3DeleteObjectTagging: {} },
  { S3PutObjectLegalHold: { LegalHold: { Status: 'ON' } } },
  {
    S3PutObjectRetention: {
      BypassGovernanceRetention: true,
      Retention: { Mode: 'COMPLIANCE', RetainUntilDate: new Date('2036-12-31T23:59:59.000Z') },
    },
  },
  { S3ReplicateObject: {} },
  { S3ComputeObjectChecksum: { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'FULL_OBJECT' } },
  { S3UpdateObjectEncryption: { ObjectEncryption: { SSEKMS: { KMSKeyArn: kmsKey, BucketKeyEnabled: true } } } },
];
