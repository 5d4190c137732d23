// Writes a generated manifest into its bucket: manifest.json, its MD5 and one compressed CSV file, as S3 Inventory does.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { S3ManifestOutputLocation } from '@aws-sdk/client-s3-control';
import { NotSimulated } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { heldBytes } from '../../world/rangedBytes.ts';
import { generatedManifestKey } from './generatedManifestKey.ts';
import { bucketOf, encodedKey, type GeneratedManifest } from './generateManifest.ts';
import { generationForbidden } from './manifestFailure.ts';

const schema = 'Bucket, Key, VersionId, IsLatest, Size, LastModifiedDate, ETag, StorageClass, ReplicationStatus';

/** Returns the ETag of manifest.json. */
export function saveManifest(
  jobId: string,
  output: S3ManifestOutputLocation,
  generated: GeneratedManifest,
  context: OperationContext,
): string {
  const target = bucketOf({ arn: output.Bucket, owner: output.ExpectedManifestBucketOwner }, context);
  const key = generatedManifestKey(jobId, output);
  const data = gzipSync(generated.versions.map((version) => `${rowOf(version, generated.bucket)}\n`).join(''));
  const file = {
    key: key.replace(/manifest\.json$/, `data/${jobId}.csv.gz`),
    size: data.length,
    MD5checksum: md5(data),
  };
  const manifest = Buffer.from(
    JSON.stringify({
      sourceBucket: generated.bucket.name,
      destinationBucket: `arn:aws:s3:::${target.name}`,
      version: '2021-11-30',
      creationTimestamp: String(context.now),
      fileFormat: 'CSV',
      fileSchema: schema,
      files: [file],
    }),
  );
  const write = (name: string, bytes: Buffer, contentType: string) =>
    context.world.objects.put(target, {
      key: name,
      content: heldBytes(bytes),
      heldBytes: bytes.length,
      properties: { contentType },
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

function rowOf(version: ObjectVersion, { name, versions }: Bucket): string {
  const { key, versionId, content, lastModified, etag, properties, replicationStatus = '' } = version;
  return [
    name,
    encodedKey(key),
    versionId === 'null' ? '' : versionId,
    versions.latest(key) === version,
    content.length,
    new Date(lastModified).toISOString(),
    etag,
    properties.storageClass,
    replicationStatus,
  ]
    .map((cell) => `"${cell}"`)
    .join(',');
}

const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');
