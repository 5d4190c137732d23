// Writes a generated manifest into its bucket: manifest.json, its MD5 and one compressed CSV file, as S3 Inventory does.
import { createHash } from 'node:crypto';
import type { S3ManifestOutputLocation } from '@aws-sdk/client-s3-control';
import { NotSimulated } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import type { InPieces } from '../../world/inPieces.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { Encryption, ObjectVersion } from '../../world/objects/records.ts';
import { NULL } from '../../world/objects/versions.ts';
import { heldBytes } from '../../world/rangedBytes.ts';
import { generatedManifestKey } from './generatedManifestKey.ts';
import { bucketOf, encodedKey, type GeneratedManifest } from './generateManifest.ts';
import { GzipFile } from './gzipFile.ts';
import { generationForbidden } from './manifestFailure.ts';

/** Rows that are written before others get their turn: some milliseconds. */
const PIECE = 1_024;

type Cell = (version: ObjectVersion, bucket: Bucket) => string | number | boolean;

const columns: Readonly<Record<string, Cell>> = {
  Bucket: (_, { name }) => name,
  Key: ({ key }) => encodedKey(key),
  // As in an inventory: empty for an object that was written without versioning.
  VersionId: ({ versionId }) => (versionId === NULL ? '' : versionId),
  IsLatest: (version, { versions }) => versions.latest(version.key) === version,
  Size: ({ content }) => content.length,
  LastModifiedDate: ({ lastModified }) => new Date(lastModified).toISOString(),
  ETag: ({ etag }) => etag,
  StorageClass: ({ properties }) => properties.storageClass,
  ReplicationStatus: ({ replicationStatus = '' }) => replicationStatus,
};

/** Without the version ids of a bucket that has none, which would be empty in every row. */
const columnsOf = ({ versioning }: Bucket): string[] =>
  Object.keys(columns).filter((name) => name !== 'VersionId' || versioning !== undefined);

/** Returns the ETag of manifest.json. */
export function* saveManifest(
  jobId: string,
  output: S3ManifestOutputLocation,
  generated: GeneratedManifest,
  context: OperationContext,
): InPieces<string> {
  const target = bucketOf({ arn: output.Bucket, owner: output.ExpectedManifestBucketOwner }, context);
  const key = generatedManifestKey(jobId, output);
  const { bucket } = generated;
  const names = columnsOf(bucket);
  const data = yield* packedRows(generated, names);
  const file = {
    key: key.replace(/manifest\.json$/, `data/${jobId}.csv.gz`),
    size: data.length,
    MD5checksum: md5(data),
  };
  const manifest = Buffer.from(
    JSON.stringify({
      sourceBucket: bucket.name,
      destinationBucket: `arn:aws:s3:::${target.name}`,
      version: '2021-11-30',
      creationTimestamp: String(context.now),
      fileFormat: 'CSV',
      fileSchema: names.join(', '),
      files: [file],
    }),
  );
  const write = (name: string, bytes: Buffer, contentType: string) =>
    context.world.objects.put(target, {
      key: name,
      content: heldBytes(bytes),
      heldBytes: bytes.length,
      properties: { contentType, encryption: encryptionOf(output) },
    });
  try {
    write(file.key, data, 'application/x-gzip');
    write(key.replace(/json$/, 'checksum'), Buffer.from(md5(manifest)), 'text/plain');
    return write(key, manifest, 'application/json').etag;
  } catch (error) {
    if (error instanceof NotSimulated) throw generationForbidden('the memory of the simulator is full');
    throw error;
  }
}

function* packedRows({ bucket, versions }: GeneratedManifest, names: readonly string[]): InPieces<Buffer> {
  const file = new GzipFile();
  for (let start = 0; start < versions.length; start += PIECE) {
    if (start > 0) yield PIECE;
    const rows = versions
      .slice(start, start + PIECE)
      .map((version) => `${names.map((name) => `"${columns[name]?.(version, bucket)}"`).join(',')}\n`);
    file.add(rows.join(''));
  }
  return file.end();
}

/** By default that of S3. */
const encryptionOf = ({ ManifestEncryption: { SSEKMS: kms } = {} }: S3ManifestOutputLocation): Encryption => ({
  algorithm: kms ? 'aws:kms' : 'AES256',
  kmsKeyId: kms?.KeyId,
  bucketKey: undefined,
});

const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');
