// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
// The copy shares the bytes of its source.
import { CopyObject$, type CopyObjectCommandInput, type CopyObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Decoded } from '../codec/long.ts';
import { invalidRequest } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { invalidArgument } from '../protocol/s3/s3Error.ts';
import type { Bucket } from '../world/objects/bucket.ts';
import type { ObjectProperties, ObjectVersion } from '../world/objects/records.ts';
import { checkAlgorithm, checksumMembers } from './checksums/checksumMembers.ts';
import { newAcl } from './rules/accessControl.ts';
import { checkWriteConditions } from './rules/conditions.ts';
import { copyContent } from './rules/copyContent.ts';
import { copySource } from './rules/copySource.ts';
import { encryptionMembers } from './rules/encryptionMembers.ts';
import { quoted } from './rules/etags.ts';
import { findBucket } from './rules/findBucket.ts';
import { versionIdIn } from './rules/findVersion.ts';
import { checkKey, newEncryption, newProperties, newStorageClass } from './rules/newProperties.ts';
import { newLock } from './rules/objectLock.ts';
import { parseTagging } from './rules/tags.ts';

/** Larger objects are copied in parts. */
const LARGEST_SOURCE = 5 * 1024 ** 3;

type Input = Decoded<CopyObjectCommandInput>;

export const copyObject = operation<CopyObjectCommandInput, CopyObjectCommandOutput>(CopyObject$, (input, context) => {
  const bucket = findBucket(input, context);
  const key = checkKey(input.Key);
  const { version: source, versionId: sourceVersionId } = copySource(input, context);
  if (source.content.length > LARGEST_SOURCE) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${LARGEST_SOURCE}`,
    );
  }
  checkChange(input, bucket, source);
  checkWriteConditions(bucket, key, input);
  const version = context.world.objects.put(bucket, {
    key,
    ...copyContent(source, checkAlgorithm(input.ChecksumAlgorithm)),
    properties: propertiesOf(input, source),
    tags: isReplaced(input.TaggingDirective, 'x-amz-tagging-directive') ? parseTagging(input.Tagging) : source.tags,
    // Never those of the source.
    lock: newLock(input, bucket, context.now),
    acl: newAcl(input, bucket),
  });
  return {
    CopyObjectResult: {
      ETag: quoted(version.etag),
      LastModified: new Date(version.lastModified),
      ...checksumMembers(version.checksum),
    },
    CopySourceVersionId: sourceVersionId ?? null,
    VersionId: versionIdIn(bucket, version) ?? null,
    ...encryptionMembers(version.properties.encryption),
  };
});

/** A copy has the storage class and the encryption of the request, never those of its source. */
function propertiesOf(input: Input, source: ObjectVersion): ObjectProperties {
  if (isReplaced(input.MetadataDirective, 'x-amz-metadata-directive')) return newProperties(input);
  return {
    ...source.properties,
    storageClass: newStorageClass(input.StorageClass) ?? 'STANDARD',
    encryption: newEncryption(input),
    websiteRedirectLocation: input.WebsiteRedirectLocation,
    archiveTier: undefined,
  };
}

function isReplaced(directive: string | undefined, header: string): boolean {
  if (directive !== undefined && directive !== 'COPY' && directive !== 'REPLACE') {
    throw invalidArgument(`Unknown directive: ${directive}`, header, directive);
  }
  return directive === 'REPLACE';
}

/** A copy of an object onto itself must change something. An old version may be copied over the current one. */
function checkChange(input: Input, bucket: Bucket, source: ObjectVersion): void {
  const isSame = bucket.versions.latest(input.Key ?? '') === source;
  const changes =
    input.StorageClass ?? input.WebsiteRedirectLocation ?? input.ServerSideEncryption ?? input.SSEKMSKeyId;
  if (!isSame || changes !== undefined || input.MetadataDirective === 'REPLACE') return;
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}
