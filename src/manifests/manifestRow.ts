// A row of a manifest in the format S3BatchOperations_CSV_20180820. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-create-job.html#specify-batchjob-manifest

export interface ManifestObject {
  key: string;
  /** Null for the object without a version, or for the latest one in a manifest without versions. */
  versionId: string | null;
}

/** S3 decodes keys once. An encoded key has no byte that CSV would quote. */
export const encodeKey = (key: string): string => encodeURIComponent(key).replaceAll('%2F', '/');

/** S3 requires a version in all rows or in none, and this text where an object has none. */
const noVersion = 'null';

export const manifestRow = (bucketName: string, { key, versionId }: ManifestObject, isVersioned: boolean): string =>
  `${bucketName},${encodeKey(key)}${isVersioned ? `,${versionId ?? noVersion}` : ''}\n`;
