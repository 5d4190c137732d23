// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
// The object is composed of the listed parts, without a copy of their bytes.
import { createHash } from 'node:crypto';
import {
  type CompletedPart,
  CompleteMultipartUpload$,
  type CompleteMultipartUploadCommandInput,
  type CompleteMultipartUploadCommandOutput,
} from '@aws-sdk/client-s3';
import type { Decoded } from '../codec/long.ts';
import { AwsError, invalidRequest, malformedXml } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { S3Error } from '../protocol/s3/s3Error.ts';
import type { MultipartUpload, UploadedPart } from '../world/objects/records.ts';
import { joinedBytes } from '../world/rangedBytes.ts';
import { checksumMembers, givenChecksum } from './checksums/checksumMembers.ts';
import { checkListedChecksums, completedChecksum } from './checksums/uploadChecksum.ts';
import { checkWriteConditions } from './rules/conditions.ts';
import { encryptionMembers } from './rules/encryptionMembers.ts';
import { quoted, unquoted } from './rules/etags.ts';
import { findBucket } from './rules/findBucket.ts';
import { findUpload } from './rules/findUpload.ts';
import { versionIdIn } from './rules/findVersion.ts';

/** Of every part but the last. */
const SMALLEST_PART = 5 * 1024 ** 2;

export const completeMultipartUpload = operation<
  CompleteMultipartUploadCommandInput,
  CompleteMultipartUploadCommandOutput
>(CompleteMultipartUpload$, (input, context) => {
  const bucket = findBucket(input, context);
  const upload = findUpload(bucket, input);
  const parts = listedParts(upload, input.MultipartUpload?.Parts ?? []);
  const content = joinedBytes(parts.map((part) => part.content));
  if (input.MpuObjectSize !== undefined && Number(input.MpuObjectSize) !== content.length) {
    throw invalidRequest('The provided x-amz-mp-object-size header does not match the size of the object');
  }
  const checksum = completedChecksum(upload, parts, content, givenChecksum(input));
  checkWriteConditions(bucket, upload.key, input);
  const { objects } = context.world;
  objects.removeUpload(bucket, upload);
  const version = objects.put(bucket, {
    key: upload.key,
    content,
    etag: etagOf(parts),
    heldBytes: parts.reduce((sum, part) => sum + part.heldBytes, 0),
    properties: upload.properties,
    tags: upload.tags,
    lock: upload.lock,
    acl: upload.acl,
    checksum,
    parts: parts.map((part) => ({ size: part.size, checksum: part.checksum })),
  });
  return {
    Location: `https://${bucket.name}.s3.${bucket.region}.amazonaws.com/${encodeURIComponent(upload.key)}`,
    Bucket: bucket.name,
    Key: upload.key,
    ETag: quoted(version.etag),
    VersionId: versionIdIn(bucket, version) ?? null,
    ...checksumMembers(checksum),
    ...encryptionMembers(upload.properties.encryption),
  };
});

function listedParts(upload: MultipartUpload, listed: readonly Decoded<CompletedPart>[]): UploadedPart[] {
  if (listed.length === 0) throw malformedXml('You must specify at least one part');
  checkListedChecksums(upload, listed);
  let before = 0;
  const parts = listed.map((given) => {
    const number = Number(given.PartNumber);
    if (number <= before) {
      throw new AwsError(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      );
    }
    before = number;
    const part = upload.parts.get(number);
    if (part && unquoted(given.ETag ?? '') === part.etag && hasChecksum(part, given)) return part;
    throw invalidPart(upload, given);
  });
  for (const part of parts.slice(0, -1)) if (part.size < SMALLEST_PART) throw tooSmall(part);
  return parts;
}

const tooSmall = ({ size, number, etag }: UploadedPart): S3Error =>
  new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
    details: {
      ProposedSize: String(size),
      MinSizeAllowed: String(SMALLEST_PART),
      PartNumber: String(number),
      ETag: etag,
    },
  });

function hasChecksum({ checksum }: UploadedPart, given: Decoded<CompletedPart>): boolean {
  const wanted = givenChecksum(given);
  return !wanted || !checksum || (checksum.algorithm === wanted.algorithm && checksum.value === wanted.value);
}

const invalidPart = ({ id }: MultipartUpload, { PartNumber, ETag = '' }: Decoded<CompletedPart>): S3Error =>
  new S3Error(
    'InvalidPart',
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { details: { UploadId: id, PartNumber: String(PartNumber), ETag: unquoted(ETag) } },
  );

/** The MD5 of the MD5s of the parts, and their number. */
function etagOf(parts: readonly UploadedPart[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(Buffer.from(part.etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}
