// A manifest that the job generates from the objects of its source bucket, and writes as an inventory if the request asks for it.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/specify-batchjob-manifest.html
import type { S3JobManifestGenerator } from '@aws-sdk/client-s3-control';
import type { Decoded } from '../../codec/long.ts';
import { AwsError } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import { findBucket } from '../../s3/rules/findBucket.ts';
import type { InPieces } from '../../world/inPieces.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { matchesFilter } from './generatorFilter.ts';
import { foundNoKeys, generationForbidden } from './manifestFailure.ts';
import type { ManifestRows } from './manifestRows.ts';
import { objectOfArn } from './objectOfArn.ts';
import { RowBlocks } from './rowBlocks.ts';

/** Keys that are looked at before others get their turn: some milliseconds. */
const PIECE = 4_096;

export interface GeneratedManifest {
  rows: ManifestRows;
  bucket: Bucket;
  versions: readonly ObjectVersion[];
}

/** `allVersions` is whether old versions are included too. */
export function* generateManifest(
  { SourceBucket, ExpectedBucketOwner, Filter = {} }: Decoded<S3JobManifestGenerator>,
  allVersions: boolean,
  context: OperationContext,
): InPieces<GeneratedManifest> {
  const bucket = bucketOf({ arn: SourceBucket, owner: ExpectedBucketOwner }, context);
  const versions: ObjectVersion[] = [];
  // What a row names stays, whatever happens to the object.
  const rows = new RowBlocks(bucket.versioning !== undefined);
  let seen = 0;
  for (const version of objectsOf(bucket, allVersions)) {
    seen += 1;
    if (seen % PIECE === 0) yield PIECE;
    if (!matchesFilter(version, bucket, Filter, context.now)) continue;
    versions.push(version);
    const { key, versionId } = version;
    rows.add({
      bucket: bucket.name,
      encodedKey: encodedKey(key),
      versionId: rows.hasVersions ? versionId : undefined,
    });
  }
  if (versions.length === 0) throw foundNoKeys();
  rows.end();
  return { bucket, versions, rows };
}

/** The bucket of an ARN, if the job may use it. */
export function bucketOf(
  { arn, owner }: { arn?: string | undefined; owner?: string | undefined },
  context: OperationContext,
): Bucket {
  try {
    return findBucket({ Bucket: objectOfArn(arn).bucket, ExpectedBucketOwner: owner }, context);
  } catch (error) {
    if (error instanceof AwsError) throw generationForbidden(error.code);
    throw error;
  }
}

function* objectsOf({ versions }: Bucket, allVersions: boolean): Generator<ObjectVersion> {
  for (let key = versions.keyFrom(''); key !== undefined; key = versions.keyAfter(key)) {
    const known = versions.of(key);
    for (const version of allVersions ? known : known.slice(0, 1)) if (version.kind === 'object') yield version;
  }
}

/** As in an inventory: slashes are not encoded. */
export const encodedKey = (key: string): string =>
  /[^\w/.~-]/.test(key) ? encodeURIComponent(key).replaceAll('%2F', '/') : key;
