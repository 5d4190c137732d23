// A valid call of every mutation on the demo world, with the operations of AWS that it writes with.
import { isUnionType } from 'graphql';
import { schema } from '../../src/schema/index.ts';
import { batchJobId, glacierJobId } from '../../src/schema/kit/globalId.ts';
import { failedBatchJob } from '../../src/simulator/demo/seedReportedJobs.ts';
import { batchJobRef, glacierJobRef, home, vaultAddress, vaultRef } from './references.ts';

export interface MutationCall {
  field: string;
  input: Record<string, unknown>;
  /** The operations that make the change; none for one that changes the gateway alone. */
  writes: readonly string[];
  /** A selection on the payload. */
  payload: string;
}

const vault = { vault: vaultRef('media-masters') };
const archiveId = 'a'.repeat(138);
/** A retrieval that has succeeded. */
const endedJob = 'l6HxK1NJoajD7VWWngh0NxoMl5E1XNx9dF7qk_Jxw4z9xhXnJkXLee1tfBqhTT6HqpNeAFPc7vkDVjIaRJbWFKxetfya';
const retrieval = { job: glacierJobRef('media-masters', endedJob) };
const job = batchJobRef('11111111-1111-4111-8111-111111111111');

export const newBatchJob = {
  location: home,
  operation: { s3InitiateRestoreObject: { expirationInDays: 7, glacierJobTier: 'BULK' } },
  manifest: {
    manifest: {
      spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] },
      location: { objectArn: 'arn:aws:s3:::manifests/restore.csv', eTag: '60e460c9d1046e73f7dde5043ac3ae85' },
    },
  },
  priority: 10,
  roleArn: 'arn:aws:iam::111122223333:role/batch',
};

const select = {
  selectParameters: {
    expression: 'select * from archive',
    inputSerialization: { csv: {} },
    outputSerialization: { csv: {} },
  },
  outputLocation: { s3: { bucketName: 'results', prefix: 'select' } },
};

const jobPayload = 'job { jobId }';

const jobs = { ids: [batchJobId({ ...home, jobId: '11111111-1111-4111-8111-111111111111' })] };
const bulkPayload = 'changed outcomes { result { __typename ... on MutationError { code awsCode } } }';

export const everyMutation: readonly MutationCall[] = [
  {
    field: 'createVault',
    input: { vault: vaultAddress('one-more') },
    writes: ['glacier.CreateVault'],
    payload: 'location',
  },
  { field: 'deleteVault', input: vault, writes: ['glacier.DeleteVault'], payload: 'deletedVaultId' },
  {
    field: 'setVaultTags',
    input: { ...vault, tags: [{ key: 'new', value: 'tag' }] },
    writes: ['glacier.AddTagsToVault', 'glacier.RemoveTagsFromVault'],
    payload: 'vault { name }',
  },
  {
    field: 'setVaultNotifications',
    input: { ...vault, notifications: null },
    writes: ['glacier.DeleteVaultNotifications'],
    payload: 'vault { name }',
  },
  { field: 'deleteArchive', input: { ...vault, archiveId }, writes: ['glacier.DeleteArchive'], payload: 'archiveId' },
  {
    field: 'setDataRetrievalPolicy',
    input: { location: home, strategy: 'NONE' },
    writes: ['glacier.SetDataRetrievalPolicy'],
    payload: 'dataRetrievalPolicy { rules { strategy } }',
  },
  {
    field: 'initiateArchiveRetrieval',
    input: { ...vault, archiveId },
    writes: ['glacier.InitiateJob'],
    payload: jobPayload,
  },
  {
    field: 'restageArchiveRetrieval',
    input: retrieval,
    writes: ['glacier.InitiateJob'],
    payload: 'job { jobId } previousJob { jobId }',
  },
  {
    field: 'restageArchiveRetrievals',
    input: { jobs: { ids: [glacierJobId({ ...home, vaultName: 'media-masters', jobId: endedJob })] } },
    writes: ['glacier.InitiateJob'],
    payload: 'started outcomes { result { __typename ... on MutationError { code awsCode } } }',
  },
  { field: 'stopKeepingStaged', input: retrieval, writes: [], payload: 'keepStaged { state }' },
  {
    field: 'initiateArchiveRetrievals',
    input: { ...vault, archiveIds: [archiveId] },
    writes: ['glacier.InitiateJob'],
    payload: 'started outcomes { result { __typename ... on MutationError { code awsCode } } }',
  },
  { field: 'initiateInventoryRetrieval', input: vault, writes: ['glacier.InitiateJob'], payload: jobPayload },
  {
    field: 'initiateSelect',
    input: { ...vault, archiveId, ...select },
    writes: ['glacier.InitiateJob'],
    payload: jobPayload,
  },
  {
    field: 'ensureInventory',
    // A vault without inventory jobs.
    input: { vault: vaultRef('huge-archives'), maxAgeSeconds: 0 },
    writes: ['glacier.InitiateJob'],
    payload: jobPayload,
  },
  { field: 'createBatchJob', input: newBatchJob, writes: ['s3control.CreateJob'], payload: jobPayload },
  {
    field: 'retryBatchJob',
    input: { job: batchJobRef(failedBatchJob().jobId), manifest: { bucket: 'arn:aws:s3:::reports-111122223333' } },
    writes: ['s3control.CreateJob'],
    payload: jobPayload,
  },
  { field: 'confirmBatchJob', input: { job }, writes: ['s3control.UpdateJobStatus'], payload: jobPayload },
  { field: 'cancelBatchJob', input: { job }, writes: ['s3control.UpdateJobStatus'], payload: jobPayload },
  {
    field: 'setBatchJobPriority',
    input: { job, priority: 1 },
    writes: ['s3control.UpdateJobPriority'],
    payload: jobPayload,
  },
  { field: 'confirmBatchJobs', input: { jobs }, writes: ['s3control.UpdateJobStatus'], payload: bulkPayload },
  { field: 'cancelBatchJobs', input: { jobs }, writes: ['s3control.UpdateJobStatus'], payload: bulkPayload },
  {
    field: 'setBatchJobPriorities',
    input: { jobs, priority: 1 },
    writes: ['s3control.UpdateJobPriority'],
    payload: bulkPayload,
  },
  {
    field: 'setBatchJobTags',
    input: { job, tags: [{ key: 'a', value: 'b' }] },
    writes: ['s3control.PutJobTagging'],
    payload: jobPayload,
  },
];

const typeOf = (field: string): string => `${field.charAt(0).toUpperCase()}${field.slice(1)}`;

/** The members of the mutation's result. */
export const membersOf = (field: string): string[] => {
  const result = schema.getType(`${typeOf(field)}Result`);
  return isUnionType(result) ? result.getTypes().map(({ name }) => name) : [];
};

/** A document that calls the mutation and selects all of an error. */
export const documentOf = ({ field, payload }: Pick<MutationCall, 'field' | 'payload'>): string => {
  const type = typeOf(field);
  return `mutation ($input: ${type}Input!) { result: ${field}(input: $input) {
    __typename ... on ${type}Payload { ${payload} }
    ... on MutationError { message code retryable retryAfterSeconds awsCode awsRequestId }
    ... on InvalidInputError { path }
  } }`;
};
