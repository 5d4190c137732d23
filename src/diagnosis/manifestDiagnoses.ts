// The diagnoses of manifests, and of the bucket for the report: what is found before a job runs, or stops it at its start. Pure.
import { type DiagnosisEntry, s3Errors, s3Guide, troubleshooting } from './diagnosisEntry.ts';

const manifests = `${s3Guide}/batch-ops-create-job.html`;

export const manifestDiagnoses = {
  INPUT_REFUSED: {
    summary: 'A value of the input is not allowed. `createBatchJob` refuses it.',
    remedy: 'Correct the value at the path that `detail` begins with.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html',
  },
  MANIFEST_FORBIDDEN: {
    summary: "The job's role may not read the manifest.",
    remedy:
      'Grant the role s3:GetObject and s3:GetObjectVersion on the manifest. Do not encrypt a CSV manifest with a KMS key.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: troubleshooting,
  },
  MANIFEST_CHANGED: {
    summary: 'The ETag of the manifest is not that of the file, which was replaced since.',
    remedy: 'Create the job with the present ETag of the file. The gateway looks it up if it is omitted.',
    retryable: true,
    confidence: 'OBSERVED',
    documentation: troubleshooting,
  },
  MANIFEST_TOO_LARGE: {
    summary: 'The manifest has more keys than one job may have.',
    remedy: 'Split the manifest, and create a job for each part.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: troubleshooting,
  },
  MANIFEST_INVALID: {
    summary: 'S3 cannot read the rows of the manifest.',
    remedy:
      'Write the manifest as UTF-8 without a BOM, a header row or blank lines: bucket, URL-encoded key and, in all rows or none, version ID.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: manifests,
  },
  MANIFEST_NOT_FOUND: {
    summary: 'The manifest, its version or its bucket does not exist.',
    remedy: 'Correct the ARN or the version of the manifest.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: manifests,
  },
  MANIFEST_ARCHIVED: {
    summary: 'The manifest is in an archive class of S3, so that the job cannot read it.',
    remedy: 'Restore the manifest, or copy it to another storage class, and name the copy.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: s3Errors,
  },
  MANIFEST_ENCRYPTED_BY_KMS: {
    summary: 'The manifest is encrypted with a KMS key. AWS documents that S3 does not read such a CSV manifest.',
    remedy: "Write the manifest with the encryption SSE-S3. Otherwise grant the job's role kms:Decrypt on the key.",
    retryable: true,
    confidence: 'GUESSED',
    documentation: manifests,
  },
  MANIFEST_COMPRESSED: {
    summary: 'The CSV manifest is compressed. S3 reads compressed files only as files of an inventory.',
    remedy: 'Write the manifest without compression.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: manifests,
  },
  MANIFEST_BOM: {
    summary: 'The manifest begins with a byte order mark, which S3 reads as part of the first bucket name.',
    remedy: 'Write the manifest as UTF-8 without a BOM. Spreadsheets add one to "CSV UTF-8".',
    retryable: true,
    confidence: 'OBSERVED',
    documentation: manifests,
  },
  MANIFEST_HEADER_ROW: {
    summary: 'The first row of the manifest has names of columns. S3 reads it as an object.',
    remedy: 'Remove the first row.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: manifests,
  },
  MANIFEST_COLUMNS: {
    summary: 'Rows of the manifest have another number of columns than the job says.',
    remedy: 'Write the same number of columns in all rows, or correct the fields of the manifest.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: manifests,
  },
  MANIFEST_NOT_ENCODED: {
    summary: 'Keys of the manifest are not URL-encoded. S3 reads other keys, or refuses the manifest.',
    remedy: 'Write each key in URL encoding: a space as %20, a percent sign as %25.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: manifests,
  },
  MANIFEST_SEVERAL_BUCKETS: {
    summary: 'The manifest names objects of several buckets. All objects of a job are in one bucket.',
    remedy: 'Write a manifest for each bucket, and create a job for each.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: manifests,
  },
  MANIFEST_WITHOUT_ROWS: {
    summary: 'The manifest names no object.',
    remedy: 'There may be nothing to do. Otherwise write the manifest again.',
    retryable: false,
    confidence: 'GUESSED',
    documentation: manifests,
  },
  REPORT_BUCKET_NOT_FOUND: {
    summary: 'The bucket of the completion report does not exist.',
    remedy: 'Correct the ARN of the bucket, or create the bucket.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: troubleshooting,
  },
  REPORT_BUCKET_IN_OTHER_REGION: {
    summary: 'The bucket of the completion report is in another region than the job. AWS documents no such report.',
    remedy: 'Name a bucket in the region of the job.',
    retryable: true,
    confidence: 'GUESSED',
    documentation: troubleshooting,
  },
  MANIFEST_EMPTY: {
    summary: 'No object matches the filter of the generated manifest.',
    remedy:
      'There may be nothing to do. Otherwise correct the filter: a prefix has no leading slash, and replication skips archived objects.',
    retryable: false,
    confidence: 'DOCUMENTED',
    documentation: troubleshooting,
  },
} as const satisfies Record<string, DiagnosisEntry>;
