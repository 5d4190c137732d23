// A manifest that the gateway writes for a job. Its key follows from the start: a repeat, on any gateway and after a crash, finds
// the manifest of the first call and does not write another one. So S3 receives the same request, and creates no second job.
import type { JobManifest } from '@aws-sdk/client-s3-control';
import type { AwsSession } from '../aws/client/awsSession.ts';
import type { BucketSource } from '../aws/s3/atBucket.ts';
import { headObject, type ObjectHead } from '../aws/s3/headObject.ts';
import { uploadObject } from '../aws/s3/uploadObject.ts';
import { ForbiddenError, IdempotencyError, NotFoundError } from '../core/errors.ts';
import { partitionOf } from '../core/partition.ts';
import type { StartKeys, StartScope } from '../starts/createStartKeys.ts';

export interface ManifestPlace {
  bucket: BucketSource;
  key: string;
}

/** Kept as metadata of the object: a repeat does not read the rows. */
export interface ManifestFacts {
  /** The number of rows. */
  tasks: number;
  /** Whether the rows have versions. */
  isVersioned: boolean;
}

export interface WrittenManifest extends ManifestPlace, ManifestFacts {
  eTag: string;
}

/** In bytes: S3 allows 1,024 for a key, of which the slash and the name of the manifest take 43. */
export const maxManifestPrefix = 981;

/** `content`: whatever the rows of the manifest depend on. Another content has another key. */
export function manifestKey(startKeys: StartKeys, scope: StartScope, prefix: string | null, content: object): string {
  const id = startKeys.startId({ ...scope, part: 'manifest' });
  const folder = prefix === null || prefix.endsWith('/') ? (prefix ?? '') : `${prefix}/`;
  return `${folder}manifest-${id}-${startKeys.fingerprintOf(id, content)}.csv`;
}

/**
 * The manifest that an earlier call has written; null without one. IdempotencyError if it is damaged. Without the right to list the bucket, S3 answers 403 for an
 * object that does not exist.
 */
export async function findManifest(aws: AwsSession, place: ManifestPlace): Promise<WrittenManifest | null> {
  try {
    const { eTag, metadata } = await headObject(aws, place.bucket, { key: place.key });
    return eTag === null ? null : { ...place, eTag, ...factsIn(metadata, place) };
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof ForbiddenError) return null;
    throw error;
  }
}

/** IdempotencyError for an object that somebody else has written, or changed: its rows are not known. */
function factsIn({ tasks = '', versions }: ObjectHead['metadata'], { bucket, key }: ManifestPlace): ManifestFacts {
  const isIntact = /^\d{1,15}$/.test(tasks) && (versions === 'yes' || versions === 'no');
  if (isIntact) return { tasks: Number(tasks), isVersioned: versions === 'yes' };
  throw new IdempotencyError(
    `The object ${key} in the bucket ${bucket.bucketName} is not the manifest that the gateway wrote for this idempotency key: its metadata is missing or damaged. Nothing was started. Use another key.`,
  );
}

export async function writeManifest(
  aws: AwsSession,
  place: ManifestPlace,
  facts: ManifestFacts,
  rows: AsyncIterable<Buffer>,
): Promise<WrittenManifest> {
  const { bucket, key } = place;
  const metadata = { tasks: String(facts.tasks), versions: facts.isVersioned ? 'yes' : 'no' };
  const eTag = await uploadObject(aws, bucket, { key, contentType: 'text/csv', metadata }, rows);
  return { ...place, ...facts, eTag };
}

/** The member of CreateJob. */
export const manifestParameter = ({ bucket, key, eTag, isVersioned }: WrittenManifest): Required<JobManifest> => ({
  Spec: {
    Format: 'S3BatchOperations_CSV_20180820',
    Fields: ['Bucket', 'Key', ...(isVersioned ? (['VersionId'] as const) : [])],
  },
  Location: {
    ObjectArn: `arn:${partitionOf(bucket.location.region).id}:s3:::${bucket.bucketName}/${key}`,
    ETag: eTag,
  },
});
