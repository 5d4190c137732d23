// What the form for a new Batch job sends.
import { graphql, type ResultOf, type VariablesOf } from '../../gql/graphql.ts';
import { refusal } from '../../gql/refusal.ts';

/** What would stop the job. Reads the manifest and the bucket of the report: up to four calls of S3. */
export const checkJob = graphql(`
  query CheckBatchJob($input: CreateBatchJobInput!) {
    checkBatchJob(input: $input) {
      diagnoses {
        code
        summary
        detail
        remedy
        documentation
      }
      unchecked {
        part
        reason
      }
      keys {
        count
        isExact
      }
    }
  }
`);
export type JobCheck = NonNullable<ResultOf<typeof checkJob>['checkBatchJob']>;

/** What a restore costs. No AWS call. */
export const restorePrice = graphql(`
  query RestorePrice(
    $objectCount: SafeInt!
    $sizeInBytes: SafeInt!
    $storageClass: RestoreStorageClass!
    $tier: S3GlacierJobTierInput!
    $region: String
  ) {
    estimateBatchRestore(
      objectCount: $objectCount
      sizeInBytes: $sizeInBytes
      storageClass: $storageClass
      tier: $tier
      region: $region
    ) {
      cost {
        amount
        currency
      }
      duration {
        minSeconds
        maxSeconds
      }
      notes
    }
  }
`);
export type RestoreVariables = VariablesOf<typeof restorePrice>;

export const createJob = graphql(
  `
  mutation CreateBatchJob($input: CreateBatchJobInput!) {
    createBatchJob(input: $input) {
      __typename
      ... on CreateBatchJobPayload {
        job {
          id
        }
      }
      ...Refusal
    }
  }
  `,
  [refusal],
);
export type JobInput = VariablesOf<typeof createJob>['input'];
