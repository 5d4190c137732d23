// The diagnoses: why a job or one of its tasks failed, what helps, and whether it can succeed when it runs again. This table
// is data with its sources; docs/diagnoses.md is generated from it. Pure.

/** Where a diagnosis comes from: AWS's documentation, jobs that somebody has seen, or a conclusion. */
export type DiagnosisConfidence = 'DOCUMENTED' | 'OBSERVED' | 'GUESSED';

export interface Diagnosis {
  readonly code: DiagnosisCode;
  /** What happened, and why. */
  readonly summary: string;
  /** What to do. */
  readonly remedy: string;
  /** Whether the same work can succeed when it runs again, after the remedy. */
  readonly retryable: boolean;
  readonly confidence: DiagnosisConfidence;
  /** The page of AWS; null if AWS documents nothing of it. */
  readonly documentation: string | null;
  /** What was found in the case at hand, beyond the table. */
  readonly detail?: string | undefined;
}

const s3Guide = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide';
const s3Errors = 'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html';
const troubleshooting = `${s3Guide}/troubleshooting-batch-operations.html`;
const tracking = `${s3Guide}/batch-ops-job-status.html`;
const manifests = `${s3Guide}/batch-ops-create-job.html`;
const replication = `${s3Guide}/replication-failure-codes.html`;
const lambda = `${s3Guide}/batch-ops-invoke-lambda.html`;
const restore = `${s3Guide}/batch-ops-initiate-restore-object.html`;
const glacier = 'https://docs.aws.amazon.com/amazonglacier/latest/dev';

const table = {
  ALL_TASKS_FAILED: {
    summary: 'Every task of the job failed, although S3 reports it as Complete. Often the role lacks a permission.',
    remedy:
      "Read the failures of the completion report. Grant the job's role what the operation needs, and retry the tasks.",
    retryable: true,
    confidence: 'OBSERVED',
    documentation: tracking,
  },
  SOME_TASKS_FAILED: {
    summary: 'The job completed, and some of its tasks failed.',
    remedy: 'Read the failures of the completion report, and retry the tasks that can succeed.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: tracking,
  },
  TOO_MANY_TASKS_FAILED: {
    summary: 'S3 ended the job because more than half of at least 1,000 tasks had failed.',
    remedy: 'Read the failures of the completion report, remove their cause, and run the job again.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: tracking,
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
    summary: 'The manifest does not exist, or its bucket is not in an account that the gateway knows.',
    remedy:
      'Correct the ARN or the version of the manifest. If the bucket exists, add it to the policy of the gateway.',
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
    summary: 'The bucket of the completion report does not exist, or is not in an account that the gateway knows.',
    remedy: 'Correct the bucket of the report. If it exists, add it to the policy of the gateway.',
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
  REPORT_NOT_WRITTEN: {
    summary: 'S3 could not write the completion report. The tasks of the job did run.',
    remedy:
      "Do not run the job again only for its report. Grant the job's role s3:PutObject on a report bucket without Object Lock retention.",
    retryable: false,
    confidence: 'DOCUMENTED',
    documentation: troubleshooting,
  },
  NOT_CONFIRMED: {
    summary: 'S3 runs the job only after it is confirmed, and ends it as failed after 30 days.',
    remedy: 'Confirm the job with confirmBatchJob. If it has ended, create it again.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: tracking,
  },
  ROLE_NOT_ASSUMED: {
    summary: "S3 may not assume the job's role.",
    remedy: 'Let the trust policy of the role name batchoperations.s3.amazonaws.com, and run the job again.',
    retryable: true,
    confidence: 'GUESSED',
    documentation: `${s3Guide}/batch-ops-iam-role-policies.html`,
  },
  ACCESS_DENIED: {
    summary: "The job's role, a bucket policy or a key policy does not allow the operation on the object.",
    remedy: 'Grant the role the actions of the operation on these objects, and retry the tasks.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: `${s3Guide}/batch-ops-iam-role-policies.html`,
  },
  OBJECT_NOT_FOUND: {
    summary: 'The object, or this version of it, does not exist: it may have been deleted since.',
    remedy: 'Remove the object from the manifest.',
    retryable: false,
    confidence: 'DOCUMENTED',
    documentation: s3Errors,
  },
  BUCKET_NOT_FOUND: {
    summary: 'The bucket does not exist.',
    remedy: 'Correct the bucket in the manifest or in the operation, and create the job again.',
    retryable: false,
    confidence: 'DOCUMENTED',
    documentation: s3Errors,
  },
  VERSION_ID_MISSING: {
    summary: 'The row of the manifest has an empty version ID.',
    remedy: 'Write null as the version ID of objects without a version, and create the job again.',
    retryable: false,
    confidence: 'DOCUMENTED',
    documentation: `${s3Guide}/batch-ops-examples-reports.html`,
  },
  OBJECT_TOO_LARGE: {
    summary: 'The object has more than 5 GB, the largest size that one copy can have.',
    remedy: 'Copy the object with a multipart copy, for example by a Lambda function.',
    retryable: false,
    confidence: 'OBSERVED',
    documentation: `${s3Guide}/batch-ops-copy-object.html`,
  },
  OBJECT_ARCHIVED: {
    summary: 'The object is archived, and the operation needs a readable copy.',
    remedy: 'Restore the object first. Retry the task when it is readable.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: s3Errors,
  },
  RESTORE_IN_PROGRESS: {
    summary: 'A restore of the object is in progress. The object becomes readable without another request.',
    remedy: 'Wait for the restore in progress. Only a faster tier with the same number of days is accepted meanwhile.',
    retryable: false,
    confidence: 'DOCUMENTED',
    documentation: restore,
  },
  NO_EXPEDITED_CAPACITY: {
    summary: 'AWS has no capacity for Expedited retrievals at the moment.',
    remedy: 'Retry later, or use the tier Standard.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: s3Errors,
  },
  INVALID_REQUEST: {
    summary: 'S3 refused the request for this object. The message has the reason.',
    remedy: 'Correct what the message names, in the object or in the operation, and create a job with the correction.',
    retryable: false,
    confidence: 'GUESSED',
    documentation: s3Errors,
  },
  TEMPORARY_FAILURE: {
    summary: 'S3 was too busy, or failed for a moment.',
    remedy: 'Retry the tasks.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: s3Errors,
  },
  LAMBDA_TEMPORARY_FAILURE: {
    summary: 'The Lambda function reported a temporary failure, and S3 gave up after its attempts.',
    remedy: 'Retry the tasks.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: lambda,
  },
  LAMBDA_PERMANENT_FAILURE: {
    summary: 'The Lambda function reported a permanent failure, or ended with an error.',
    remedy: 'Correct the function or the object. Then retry the tasks by naming the error code.',
    retryable: false,
    confidence: 'DOCUMENTED',
    documentation: lambda,
  },
  REPLICATION_ROLE_NOT_ASSUMED: {
    summary: 'S3 may not assume the role of the replication configuration.',
    remedy: 'Let the trust policy of the role name s3.amazonaws.com and batchoperations.s3.amazonaws.com.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: replication,
  },
  REPLICATION_NOT_PERMITTED: {
    summary: "The job's role may not initiate a replication.",
    remedy: 'Grant the role s3:InitiateReplication on the source objects, and retry the tasks.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: replication,
  },
  REPLICATION_SOURCE_BUCKET: {
    summary: 'The source bucket is missing, is in another region than the job, or has no replication configuration.',
    remedy: "Configure replication on the source bucket, and create the job in the bucket's region.",
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: replication,
  },
  REPLICATION_SOURCE_FORBIDDEN: {
    summary: 'The role may not read the source object, or its ACL or tags.',
    remedy:
      'Grant the role s3:GetObjectVersionForReplication, s3:GetObjectVersionAcl and s3:GetObjectVersionTagging, and retry.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: replication,
  },
  REPLICATION_KEY_UNUSABLE: {
    summary: 'The KMS key of the source or of the destination is disabled or absent.',
    remedy: 'Enable the key, or correct it in the replication configuration, and retry the tasks.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: replication,
  },
  REPLICATION_NOT_ELIGIBLE: {
    summary: 'No replication rule applies to the object or its tags, or it is archived. S3 reports it with status 500.',
    remedy: 'Correct the replication rule, or restore the object first. A retry alone fails again.',
    retryable: false,
    confidence: 'DOCUMENTED',
    documentation: replication,
  },
  REPLICATION_VERSION_NOT_FOUND: {
    summary: 'The version does not exist at the source or at the destination.',
    remedy: 'Remove the version from the manifest.',
    retryable: false,
    confidence: 'DOCUMENTED',
    documentation: replication,
  },
  REPLICATION_DESTINATION_BUCKET: {
    summary: 'The destination bucket is missing, has no versioning, or lacks the Object Lock configuration.',
    remedy: 'Create the bucket, or enable versioning and Object Lock, and retry the tasks.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: replication,
  },
  REPLICATION_DESTINATION_FORBIDDEN: {
    summary: 'The role may not write to the destination.',
    remedy:
      'Grant the role s3:ReplicateObject, s3:ReplicateDelete, s3:ReplicateTags, s3:PutObjectLegalHold and s3:ObjectOwnerOverrideToBucketOwner as needed.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: replication,
  },
  REPLICATION_DELETED_AT_DESTINATION: {
    summary: 'The version was deleted by its ID at the destination. S3 does not replicate it again.',
    remedy: 'Copy the object under a new version, if it is needed there.',
    retryable: false,
    confidence: 'DOCUMENTED',
    documentation: replication,
  },
  POLICY_ENFORCED: {
    summary: "The account's data retrieval policy refuses the retrieval. Nothing was started or billed.",
    remedy: 'Change the policy with setDataRetrievalPolicy, use the tier Bulk, or start again later.',
    retryable: true,
    confidence: 'DOCUMENTED',
    documentation: `${glacier}/data-retrieval-policy.html`,
  },
  ARCHIVE_NOT_FOUND: {
    summary: 'The vault has no archive with this ID. It may belong to another vault, or be deleted.',
    remedy: "Look the archive up in the inventories of the account's vaults, and name its vault.",
    retryable: false,
    confidence: 'OBSERVED',
    documentation: `${glacier}/api-initiate-job-post.html`,
  },
  NO_INVENTORY_YET: {
    summary:
      'AWS has made no inventory of the vault yet: it makes the first one within about a day of the first upload.',
    remedy: 'Start the retrieval again when the vault has a lastInventoryDate.',
    retryable: true,
    confidence: 'OBSERVED',
    documentation: `${glacier}/vault-inventory.html`,
  },
} as const satisfies Record<string, Omit<Diagnosis, 'code' | 'detail'>>;

export type DiagnosisCode = keyof typeof table;

export const diagnosisTable: Readonly<Record<DiagnosisCode, Omit<Diagnosis, 'code' | 'detail'>>> = table;

export const diagnosisCodes = Object.keys(table) as readonly DiagnosisCode[];

const diagnoses = new Map<DiagnosisCode, Diagnosis>(
  diagnosisCodes.map((code) => [code, Object.freeze({ code, ...table[code] })]),
);

export function diagnosisOf(code: DiagnosisCode): Diagnosis {
  const diagnosis = diagnoses.get(code);
  if (!diagnosis) throw new Error(`No diagnosis ${code}`);
  return diagnosis;
}
