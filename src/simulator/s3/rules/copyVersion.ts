// The copy of an object, for a request and for the tasks of a job. The copy shares the bytes of its source.
import type { CopyObjectCommandInput } from '@aws-sdk/client-s3';
import type { Decoded } from '../../codec/long.ts';
import { invalidRequest } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import { invalidArgument } from '../../protocol/s3/s3Error.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ObjectProperties, ObjectVersion } from '../../world/objects/records.ts';
import { oncePer } from '../../world/oncePer.ts';
import { checkAlgorithm } from '../checksums/checksumMembers.ts';
import { newAcl } from './accessControl.ts';
import { checkWriteConditions } from './conditions.ts';
import { copyContent } from './copyContent.ts';
import { type CopySource, copySource, type SourceName } from './copySource.ts';
import { findBucket } from './findBucket.ts';
import { checkKey, newEncryption, newProperties, newStorageClass } from './newProperties.ts';
import { newLock } from './objectLock.ts';
import { parseTagging } from './tags.ts';

/** Larger objects are copied in parts. */
const LARGEST_SOURCE = 5 * 1024 ** 3;

/** Without the names of the source and of the copy. */
export type CopyInput = Omit<Decoded<CopyObjectCommandInput>, 'CopySource' | 'Key'>;

interface Names {
  source: SourceName;
  key: string | undefined;
}

interface Copy {
  bucket: Bucket;
  version: ObjectVersion;
  source: CopySource;
}

export function copyVersion(names: Names, input: CopyInput, context: OperationContext): Copy {
  const bucket = findBucket(input, context);
  const key = checkKey(names.key);
  const source = copySource(names.source, input, context);
  if (source.version.content.length > LARGEST_SOURCE) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${LARGEST_SOURCE}`,
    );
  }
  checkChange(input, bucket, key, source);
  checkWriteConditions(bucket, key, input);
  const version = context.world.objects.put(bucket, {
    // The text of an equal key takes memory once.
    key: key === source.version.key ? source.version.key : key,
    ...copyContent(source.version, checkAlgorithm(input.ChecksumAlgorithm)),
    properties: propertiesOf(input, source.version),
    tags: isReplaced(input.TaggingDirective, 'x-amz-tagging-directive') ? tagsIn(input) : source.version.tags,
    // Never those of the source.
    lock: newLock(input, bucket, context.now),
    acl: aclIn(input)(bucket),
  });
  return { bucket, version, source };
}

// The tasks of a job have one input, and share what it says.
const tagsIn = oncePer(({ Tagging }: CopyInput) => parseTagging(Tagging));
const aclIn = oncePer((input: CopyInput) => oncePer((bucket: Bucket) => newAcl(input, bucket)));
const propertiesIn = oncePer((input: CopyInput) => newProperties(input));
const encryptionIn = oncePer((input: CopyInput) => newEncryption(input));

/** A copy has the storage class and the encryption of the request, never those of its source. */
function propertiesOf(input: CopyInput, source: ObjectVersion): ObjectProperties {
  if (isReplaced(input.MetadataDirective, 'x-amz-metadata-directive')) return propertiesIn(input);
  return {
    ...source.properties,
    storageClass: newStorageClass(input.StorageClass) ?? 'STANDARD',
    encryption: encryptionIn(input),
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
function checkChange(input: CopyInput, bucket: Bucket, key: string, source: CopySource): void {
  const { version } = source;
  const isSame = source.bucket === bucket && version.key === key && bucket.versions.latest(key) === version;
  const changes =
    input.StorageClass ?? input.WebsiteRedirectLocation ?? input.ServerSideEncryption ?? input.SSEKMSKeyId;
  if (!isSame || changes !== undefined || input.MetadataDirective === 'REPLACE') return;
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}
