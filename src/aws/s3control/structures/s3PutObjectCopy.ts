// The operation that copies each object: to another bucket, another storage class, or with other metadata.
import type { S3CopyObjectOperation } from '@aws-sdk/client-s3-control';
import { exclusive, keyPrefix, kmsKeyId, objectTags, targetBucketArn, textOf, together } from '../../inputRules.ts';
import { boolean, date, list, optional, requiredInput, type StructureRecord, structure } from '../../structure.ts';
import {
  cannedAcl,
  checksumAlgorithm,
  metadataDirective,
  objectLockLegalHoldStatus,
  objectLockMode,
  storageClass,
} from './enums.ts';
import { s3Grant } from './s3Grant.ts';
import { s3ObjectMetadata } from './s3ObjectMetadata.ts';

/** A key of KMS is for SSE-KMS only. */
const refuseKeyWithoutKms = ({ newObjectMetadata, sseAwsKmsKeyId }: StructureRecord) =>
  sseAwsKmsKeyId != null && (newObjectMetadata as StructureRecord | null | undefined)?.['sseAlgorithm'] === 'AES256'
    ? {
        field: 'sseAwsKmsKeyId',
        reason: 'the value is not allowed together with newObjectMetadata.sseAlgorithm AES256.',
      }
    : null;

export const s3PutObjectCopy = structure<S3CopyObjectOperation>(
  {
    aws: 'S3CopyObjectOperation',
    name: 'S3PutObjectCopyOperation',
    input: 'S3PutObjectCopyInput',
    description: 'Copies each object of the manifest, up to 5 GB per object. Archived objects must be restored first.',
    rules: [
      exclusive('cannedAccessControlList', 'accessControlGrants'),
      together('objectLockMode', 'objectLockRetainUntilDate'),
      refuseKeyWithoutKms,
    ],
  },
  {
    TargetResource: requiredInput(targetBucketArn, 'The ARN of the target bucket.'),
    CannedAccessControlList: optional(cannedAcl, 'The canned access control list of the copies.', {
      inInput: 'Not allowed together with `accessControlGrants`.',
    }),
    AccessControlGrants: optional(list(s3Grant), 'Grants on the copies.', {
      inInput: 'Not allowed together with `cannedAccessControlList`. An empty list means the same as an omitted one.',
    }),
    MetadataDirective: optional(metadataDirective, 'The source of the metadata of copies.'),
    ModifiedSinceConstraint: optional(date, 'Copies only objects that were modified after this time.'),
    NewObjectMetadata: optional(s3ObjectMetadata, 'The metadata of the copies.', {
      whenNull: 'Null for the metadata of their source.',
      inInput: 'The metadata of their source if omitted.',
    }),
    NewObjectTagging: optional(objectTags, 'The tags of the copies. An empty list means no tags.', {
      whenNull: 'Null for the tags of their source.',
      inInput: 'The tags of their source if omitted.',
    }),
    RedirectLocation: optional(
      textOf(2048),
      'The redirect target for requests of a copy, if the bucket hosts a website.',
    ),
    RequesterPays: optional(boolean, 'Whether the requester pays for reading the source.'),
    StorageClass: optional(storageClass, 'The storage class of the copies.'),
    UnModifiedSinceConstraint: optional(date, 'Copies only objects that were not modified after this time.'),
    SSEAwsKmsKeyId: optional(kmsKeyId, 'The KMS key of the copies. If another account owns the key, it is an ARN.'),
    TargetKeyPrefix: optional(keyPrefix(1024), 'The prefix of the keys of copies. The key of the source follows.'),
    ObjectLockLegalHoldStatus: optional(objectLockLegalHoldStatus, 'The legal hold status of the copies.'),
    ObjectLockMode: optional(objectLockMode, 'The Object Lock mode of the copies.', {
      inInput: 'Required with `objectLockRetainUntilDate`.',
    }),
    ObjectLockRetainUntilDate: optional(date, 'The time when the Object Lock retention of the copies ends.', {
      inInput: 'Required with `objectLockMode`.',
    }),
    BucketKeyEnabled: optional(boolean, 'Whether copies encrypted with SSE-KMS use an S3 Bucket Key.'),
    ChecksumAlgorithm: optional(checksumAlgorithm, 'The checksum algorithm of the copies.'),
  },
);
