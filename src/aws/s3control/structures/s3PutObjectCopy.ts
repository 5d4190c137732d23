// Copies every object: to another bucket, another storage class, or other metadata.
import type { S3CopyObjectOperation } from '@aws-sdk/client-s3-control';
import { cannedAcl } from '../../glacier/structures/enums.ts';
import { arn, boolean, date, list, optional, structure, tags, text } from '../../structure.ts';
import {
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
      'Copies every object of the manifest; objects up to 5 GB. Archived objects must be restored first. A member that was not given is null.',
  },
  {
    TargetResource: optional(arn, 'The bucket that gets the copies, e.g. arn:aws:s3:::bucket.'),
    CannedAccessControlList: optional(cannedAcl, 'The canned access control list of the copies.'),
    AccessControlGrants: optional(list(s3Grant), 'Single permissions on the copies.'),
    MetadataDirective: optional(metadataDirective, "Whether copies keep their source's metadata."),
    ModifiedSinceConstraint: optional(date, 'Copies only objects that were modified after this moment.'),
    NewObjectMetadata: optional(s3ObjectMetadata, "The metadata of the copies; their source's where null."),
    NewObjectTagging: optional(tags, "The tags of the copies; their source's where null, none where empty."),
    RedirectLocation: optional(text, 'Where a website of the bucket redirects a request for a copy.'),
    RequesterPays: optional(boolean, 'Whether the requester pays for reading the source.'),
    StorageClass: optional(storageClass, 'The storage class of the copies.'),
    UnModifiedSinceConstraint: optional(date, 'Copies only objects that were not modified after this moment.'),
    SSEAwsKmsKeyId: optional(
      text,
      'The KMS key of the copies: an ID, ARN or alias, and the ARN where another account owns the key.',
    ),
    TargetKeyPrefix: optional(
      text,
      "What the copies' keys begin with, before their source's key; 1 to 1024 characters.",
    ),
    ObjectLockLegalHoldStatus: optional(objectLockLegalHoldStatus, 'Whether the copies are under a legal hold.'),
    ObjectLockMode: optional(objectLockMode, "How strictly the copies' retention is kept."),
    ObjectLockRetainUntilDate: optional(date, "When the copies' retention ends."),
    BucketKeyEnabled: optional(boolean, 'Whether copies are encrypted through an S3 Bucket Key, with SSE-KMS.'),
    ChecksumAlgorithm: optional(checksumAlgorithm, 'How the checksums of the copies are made.'),
  },
);
