// Jobs to keep in stores.
import type { GlacierJobRecord } from '../../src/aws/glacier/glacierJob.ts';
import type { BatchJobDetails, BatchJobRecord } from '../../src/aws/s3control/batchJob.ts';
import type { JobRecord } from '../../src/jobs/jobState.ts';
import type { ObservedSnapshot } from '../../src/watch/watchStore.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };

export const glacierJob = (jobId: string, given: Partial<GlacierJobRecord> = {}): GlacierJobRecord => ({
  kind: 'GlacierJob',
  ...location,
  vaultName: 'vault',
  jobId,
  action: 'ARCHIVE_RETRIEVAL',
  awsAction: 'ArchiveRetrieval',
  jobDescription: 'for the auditors: "2019" é \u2028',
  startToken: null,
  vaultArn: 'arn:aws:glacier:us-east-1:111122223333:vaults/vault',
  creationDate: new Date('2026-01-15T12:00:00.123Z'),
  completed: false,
  completionDate: null,
  statusCode: 'IN_PROGRESS',
  awsStatusCode: 'InProgress',
  statusMessage: null,
  snsTopic: null,
  archiveId: 'archive',
  archiveSizeInBytes: Number.MAX_SAFE_INTEGER,
  sha256TreeHash: null,
  archiveSha256TreeHash: null,
  retrievalByteRange: { start: 0, end: 1_048_575 },
  tier: 'STANDARD',
  awsTier: 'Standard',
  inventorySizeInBytes: null,
  inventoryRetrievalParameters: null,
  jobOutputPath: null,
  selectParameters: null,
  outputLocation: null,
  ...given,
});

export const batchJob = (jobId: string, given: Partial<BatchJobRecord> = {}): BatchJobRecord => ({
  kind: 'BatchJob',
  ...location,
  jobArn: `arn:aws:s3:us-east-1:111122223333:job/${jobId}`,
  jobId,
  jobDescription: null,
  operationName: 'S3_PUT_OBJECT_TAGGING',
  awsOperationName: 'S3PutObjectTagging',
  priority: 10,
  status: 'ACTIVE',
  awsStatus: 'Active',
  creationDate: new Date('2026-01-15T12:00:00Z'),
  completionDate: null,
  progressSummary: {
    totalNumberOfTasks: 10,
    numberOfTasksSucceeded: 1,
    numberOfTasksFailed: 0,
    elapsedTimeInActiveSeconds: null,
  },
  ...given,
});

export const batchJobDetails = (jobId: string, given: Partial<BatchJobDetails> = {}): BatchJobDetails => ({
  ...location,
  jobId,
  status: 'ACTIVE',
  confirmationRequired: false,
  statusUpdateReason: null,
  failureReasons: [{ failureCode: 'InvalidManifestContent', failureReason: null }],
  operation: {
    operationName: 'S3_PUT_OBJECT_TAGGING',
    awsOperationName: 'S3PutObjectTagging',
    awsName: 'S3PutObjectTagging',
    tagSet: [{ key: '$date', value: '{"$date":1}' }],
  },
  manifest: null,
  manifestGenerator: { s3JobManifestGenerator: { filter: { createdAfter: new Date(0) } } },
  generatedManifestDescriptor: null,
  report: null,
  roleArn: null,
  suspendedDate: new Date('2026-01-15T12:00:00Z'),
  suspendedCause: null,
  ...given,
});

export const firstObservation = { at: Date.UTC(2026, 0, 15, 13), isNew: false, past: [], since: null };

export const snapshot = (job: JobRecord): ObservedSnapshot => ({
  jobId: job.jobId,
  job,
  details: job.kind === 'BatchJob' ? batchJobDetails(job.jobId) : null,
  observation: firstObservation,
});

export const absentSnapshot = (jobId: string): ObservedSnapshot => ({
  jobId,
  job: null,
  details: null,
  observation: firstObservation,
});
