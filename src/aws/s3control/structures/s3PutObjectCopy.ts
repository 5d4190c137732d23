// The operation that copies each object: to another bucket, another storage class, or with other metadata.
import type { S3CopyObjectOperation } from '@aws-sdk/client-s3-control';
import { arn, boolean, date, list, optional, structure, tags, text } from '../../structure.ts';
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

export const s3PutObjectCopy = structure<S3CopyObjectOperation>(
  {
    aws: 'S3CopyObjectOperation',
    name: 'S3PutObjectCopyOperation',
    input: 'S3PutObjectCopyInput',
    description:
      'Copies each object of the manifest, up to 5 GB per object. Archived objects must be restored first. Fields that were not given are null.',
  },
  {
    TargetResource: optional(arn, 'The ARN of the target bucket, e.g. arn:aws:s3:::bucket.'),
    CannedAccessControlList: optional(cannedAcl, 'The canned access control list of the copies.'),
    AccessControlGrants: optional(list(s3Grant), 'Grants on the copies.'),
    MetadataDirective: optional(metadataDirective, 'The source of the metadata of copies.'),
    ModifiedSinceConstraint: optional(date, 'Copies only objects that were modified after this time.'),
    NewObjectMetadata: optional(s3ObjectMetadata, 'The metadata of the copies; the metadata of their source if null.'),
    NewObjectTagging: optional(tags, 'The tags of the copies; the tags of their source if null, no tags if empty.'),
    RedirectLocation: optional(text, 'The redirect target for requests of a copy, if the bucket hosts a website.'),
    RequesterPays: optional(boolean, 'Whether the requester pays for reading the source.'),
    StorageClass: optional(storageClass, 'The storage class of the copies.'),
    UnModifiedSinceConstraint: optional(date, 'Copies only objects that were not modified after this time.'),
    SSEAwsKmsKeyId: optional(
      text,
      'The KMS key of the copies: an ID, ARN or alias. If another account owns the key, use the ARN.',
    ),
    TargetKeyPrefix: optional(
      text,
      'The prefix of the keys of copies, 1 to 1024 characters. The key of the source follows.',
    ),
    ObjectLockLegalHoldStatus: optional(objectLockLegalHoldStatus, 'The legal hold status of the copies.'),
    ObjectLockMode: optional(objectLockMode, 'The Object Lock mode of the copies.'),
    ObjectLockRetainUntilDate: optional(date, 'The time when the Object Lock retention of the copies ends.'),
    BucketKeyEnabled: optional(boolean, 'Whether copies encrypted with SSE-KMS use an S3 Bucket Key.'),
    ChecksumAlgorithm: optional(checksumAlgorithm, 'The checksum algorithm of the copies.'),
  },
);
