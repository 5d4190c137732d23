// The diagnoses: why a job or one of its tasks failed, what helps, and whether it can succeed when it runs again. This table
// is data with its sources; docs/diagnoses.md is generated from it. Pure.
import { type DiagnosisEntry, s3Errors, s3Guide, troubleshooting } from './diagnosisEntry.ts';
import { manifestDiagnoses } from './manifestDiagnoses.ts';

export interface Diagnosis extends DiagnosisEntry {
  readonly code: DiagnosisCode;
  /** What was found in the case at hand, beyond the table. */
  readonly detail?: string | undefined;
}

const tracking = `${s3Guide}/batch-ops-job-status.html`;
const replication = `${s3Guide}/replication-failure-codes.html`;
const lambda = `${s3Guide}/batch-ops-invoke-lambda.html`;
const checksums = `${s3Guide}/batch-ops-compute-checksums.html`;
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
  ...manifestDiagnoses,
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
  CHECKSUM_NOT_COMPUTED: {
    summary: 'S3 could not compute the checksum of the object. The message of the task has the reason.',
    remedy: 'Objects that are encrypted with keys of the client (SSE-C) have to be downloaded for their checksums.',
    retryable: false,
    confidence: 'DOCUMENTED',
    documentation: checksums,
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
  RETRIEVAL_FAILED: {
    summary: 'AWS could not retrieve the archive. It documents one cause: the archive was deleted meanwhile.',
    remedy: 'Look the archive up in the latest inventory of the vault. If it is there, start the retrieval again.',
    retryable: true,
    confidence: 'GUESSED',
    documentation: `${glacier}/api-archive-delete.html`,
  },
  NO_INVENTORY_YET: {
    summary:
      'AWS has made no inventory of the vault yet: it makes the first one within about a day of the first upload.',
    remedy: 'Start the retrieval again when the vault has a lastInventoryDate.',
    retryable: true,
    confidence: 'OBSERVED',
    documentation: `${glacier}/vault-inventory.html`,
  },
} as const satisfies Record<string, DiagnosisEntry>;

export type DiagnosisCode = keyof typeof table;

export const diagnosisTable: Readonly<Record<DiagnosisCode, DiagnosisEntry>> = table;

export const diagnosisCodes = Object.keys(table) as readonly DiagnosisCode[];

const diagnoses = new Map<DiagnosisCode, Diagnosis>(
  diagnosisCodes.map((code) => [code, Object.freeze({ code, ...table[code] })]),
);

export function diagnosisOf(code: DiagnosisCode): Diagnosis {
  const diagnosis = diagnoses.get(code);
  if (!diagnosis) throw new Error(`No diagnosis ${code}`);
  return diagnosis;
}
