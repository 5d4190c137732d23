// The CopyObject of S3PutObjectCopy: into the target bucket, under the same key behind an optional prefix.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-copy-object.html
import type { S3CopyObjectOperation, S3ObjectMetadata } from '@aws-sdk/client-s3-control';
import type { Decoded } from '../../codec/long.ts';
import type { Values } from '../../http/shapes.ts';
import { type CopyInput, copyVersion } from '../../s3/rules/copyVersion.ts';
import { objectOfArn } from '../manifest/objectOfArn.ts';
import { grantHeaders } from './aclRequest.ts';
import type { TaskRequest } from './taskObject.ts';

export function copyRequest(copy: Decoded<S3CopyObjectOperation>): TaskRequest {
  const { bucket: Bucket } = objectOfArn(copy.TargetResource);
  const input = withoutUndefined({
    Bucket,
    ...metadataOf(copy),
    ...tagsOf(copy),
    ...encryptionOf(copy),
    ...grantHeaders(copy.AccessControlGrants),
    ACL: copy.CannedAccessControlList,
    StorageClass: copy.StorageClass,
    WebsiteRedirectLocation: copy.RedirectLocation,
    CopySourceIfModifiedSince: copy.ModifiedSinceConstraint,
    CopySourceIfUnmodifiedSince: copy.UnModifiedSinceConstraint,
    ChecksumAlgorithm: copy.ChecksumAlgorithm,
    ObjectLockMode: copy.ObjectLockMode,
    ObjectLockRetainUntilDate: copy.ObjectLockRetainUntilDate,
    ObjectLockLegalHoldStatus: copy.ObjectLockLegalHoldStatus === 'ON' ? 'ON' : undefined,
    // The values of the two models are the same.
  }) as Values & CopyInput;
  const prefix = folderOf(copy.TargetKeyPrefix);
  return (object, context) => {
    copyVersion({ source: object, key: prefix + object.key }, input, context);
    return undefined;
  };
}

/** The model calls the prefix a folder, named without its slash. */
const folderOf = (prefix = ''): string => (prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`);

/** Without new metadata and without a directive, the copy has the metadata of its source. */
function metadataOf({ MetadataDirective, NewObjectMetadata }: Decoded<S3CopyObjectOperation>): Values {
  const directive = MetadataDirective ?? (NewObjectMetadata ? 'REPLACE' : 'COPY');
  if (directive !== 'REPLACE') return { MetadataDirective: directive };
  const {
    CacheControl,
    ContentDisposition,
    ContentEncoding,
    ContentLanguage,
    ContentType,
    HttpExpiresDate,
    UserMetadata,
  } = NewObjectMetadata ?? ({} as Decoded<S3ObjectMetadata>);
  return {
    MetadataDirective: directive,
    CacheControl,
    ContentDisposition,
    ContentEncoding,
    ContentLanguage,
    ContentType,
    Expires: HttpExpiresDate,
    Metadata: UserMetadata,
  };
}

/** Without new tags, the copy has the tags of its source. An empty list removes them. */
function tagsOf({ NewObjectTagging: tags }: Decoded<S3CopyObjectOperation>): Values {
  if (!tags) return {};
  const pairs = tags.map(({ Key = '', Value = '' }) => [Key, Value] as [string, string]);
  return { TaggingDirective: 'REPLACE', Tagging: new URLSearchParams(pairs).toString() };
}

function encryptionOf({ SSEAwsKmsKeyId, BucketKeyEnabled, NewObjectMetadata }: Decoded<S3CopyObjectOperation>): Values {
  const usesKms = SSEAwsKmsKeyId !== undefined || NewObjectMetadata?.SSEAlgorithm === 'KMS';
  return {
    ServerSideEncryption: usesKms ? 'aws:kms' : NewObjectMetadata?.SSEAlgorithm,
    SSEKMSKeyId: SSEAwsKmsKeyId,
    BucketKeyEnabled,
  };
}

const withoutUndefined = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
