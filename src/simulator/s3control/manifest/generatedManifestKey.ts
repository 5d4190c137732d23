import type { S3ManifestOutputLocation } from '@aws-sdk/client-s3-control';

/** The key of a generated manifest that is saved. */
export function generatedManifestKey(jobId: string, { ManifestPrefix: prefix }: S3ManifestOutputLocation): string {
  const folder = prefix === undefined ? '' : `${prefix.replace(/\/$/, '')}/`;
  return `${folder}manifest-${jobId}/manifest.json`;
}
