// The filter of a manifest generator: which objects of the source bucket the job acts on. All members that are given must hold.
import type { JobManifestGeneratorFilter, KeyNameConstraint } from '@aws-sdk/client-s3-control';
import type { Decoded } from '../../codec/long.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { Encryption, ObjectVersion } from '../../world/objects/records.ts';
import { restoreState } from '../../world/objects/restoreState.ts';

type Filter = Decoded<JobManifestGeneratorFilter>;
type EncryptionFilter = NonNullable<Filter['MatchAnyObjectEncryption']>[number];

export function matchesFilter(version: ObjectVersion, bucket: Bucket, filter: Filter, now: number): boolean {
  const { lastModified, content, properties, key } = version;
  return (
    isWithin(lastModified, filter.CreatedAfter?.getTime(), filter.CreatedBefore?.getTime()) &&
    isWithin(content.length, filter.ObjectSizeGreaterThanBytes, filter.ObjectSizeLessThanBytes) &&
    matchesKey(key, filter.KeyNameConstraint ?? {}) &&
    isAnyOf(properties.storageClass, filter.MatchAnyStorageClass) &&
    isAnyOf(version.replicationStatus ?? 'NONE', filter.ObjectReplicationStatuses) &&
    isEqual(isReplicable(version, bucket, now), filter.EligibleForReplication) &&
    (filter.MatchAnyObjectEncryption?.some((each) => matchesEncryption(properties.encryption, each)) ?? true)
  );
}

/** Replication needs versions, and skips archived objects. */
export const isReplicable = (version: ObjectVersion, { versioning }: Bucket, now: number): boolean =>
  versioning === 'Enabled' && restoreState(version, now).kind === 'warm';

/** Both bounds are exclusive. */
const isWithin = (value: number, above: number | bigint | undefined, below: number | bigint | undefined): boolean =>
  (above === undefined || value > above) && (below === undefined || value < below);

const isEqual = (value: boolean, wanted: boolean | undefined): boolean => wanted === undefined || value === wanted;

const isAnyOf = (value: string, values: readonly string[] | undefined): boolean => values?.includes(value) ?? true;

const matchesKey = (key: string, { MatchAnyPrefix, MatchAnySuffix, MatchAnySubstring }: KeyNameConstraint): boolean =>
  (MatchAnyPrefix?.some((text) => key.startsWith(text)) ?? true) &&
  (MatchAnySuffix?.some((text) => key.endsWith(text)) ?? true) &&
  (MatchAnySubstring?.some((text) => key.includes(text)) ?? true);

function matchesEncryption({ algorithm, kmsKeyId, bucketKey }: Encryption, filter: EncryptionFilter): boolean {
  const isKey = (arn: string | undefined): boolean => arn === undefined || arn === kmsKeyId;
  if (filter.SSES3) return algorithm === 'AES256';
  if (filter.DSSEKMS) return algorithm === 'aws:kms:dsse' && isKey(filter.DSSEKMS.KmsKeyArn);
  if (!filter.SSEKMS) return false;
  const { KmsKeyArn, BucketKeyEnabled } = filter.SSEKMS;
  return algorithm === 'aws:kms' && isKey(KmsKeyArn) && isEqual(bucketKey ?? false, BucketKeyEnabled);
}
