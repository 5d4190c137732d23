// What the headers of an upload or a copy set of an object, with S3's limits.
import { StorageClass } from '@aws-sdk/client-s3';
import { AwsError, NotSimulated } from '../../http/errors.ts';
import { S3Error } from '../../protocol/s3/s3Error.ts';
import type { ObjectProperties } from '../../world/objects/records.ts';

const LONGEST_KEY = 1024;
const MOST_METADATA = 2048;

interface PropertiesInput {
  BucketKeyEnabled?: boolean | undefined;
  CacheControl?: string | undefined;
  ContentDisposition?: string | undefined;
  ContentEncoding?: string | undefined;
  ContentLanguage?: string | undefined;
  ContentType?: string | undefined;
  Expires?: Date | undefined;
  Metadata?: Record<string, string> | undefined;
  SSECustomerAlgorithm?: string | undefined;
  SSEKMSKeyId?: string | undefined;
  ServerSideEncryption?: string | undefined;
  StorageClass?: string | undefined;
  WebsiteRedirectLocation?: string | undefined;
}

export function newProperties(input: PropertiesInput): ObjectProperties {
  refuseCustomerKey(input);
  const metadata = input.Metadata ?? {};
  const size = Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (size > MOST_METADATA) {
    throw new S3Error('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
      details: { Size: String(size), MaxSizeAllowed: String(MOST_METADATA) },
    });
  }
  return {
    contentType: input.ContentType ?? 'binary/octet-stream',
    contentEncoding: input.ContentEncoding,
    contentDisposition: input.ContentDisposition,
    contentLanguage: input.ContentLanguage,
    cacheControl: input.CacheControl,
    expires: input.Expires,
    websiteRedirectLocation: input.WebsiteRedirectLocation,
    metadata,
    storageClass: newStorageClass(input.StorageClass) ?? 'STANDARD',
    encryption: newEncryption(input),
    archiveTier: undefined,
  };
}

export function newStorageClass(name: string | undefined): string | undefined {
  if (name !== undefined && !Object.hasOwn(StorageClass, name)) {
    throw new S3Error('InvalidStorageClass', 'The storage class you specified is not valid', {
      details: { StorageClassRequested: name },
    });
  }
  return name;
}

export const newEncryption = (input: PropertiesInput): ObjectProperties['encryption'] => ({
  algorithm: input.ServerSideEncryption ?? 'AES256',
  kmsKeyId: input.SSEKMSKeyId,
  bucketKey: input.BucketKeyEnabled,
});

/** Throws for an object whose key of encryption the caller keeps. */
export function refuseCustomerKey({
  SSECustomerAlgorithm: algorithm,
}: {
  SSECustomerAlgorithm?: string | undefined;
}): void {
  if (algorithm !== undefined)
    throw new NotSimulated('The simulator has no encryption with keys of the customer (SSE-C)');
}

export function checkKey(key = ''): string {
  const size = Buffer.byteLength(key);
  if (size > LONGEST_KEY) {
    throw new S3Error('KeyTooLongError', 'Your key is too long', {
      details: { Size: String(size), MaxSizeAllowed: String(LONGEST_KEY) },
    });
  }
  if (key.includes('\0')) throw new AwsError('InvalidArgument', 'The key has a null character');
  return key;
}
