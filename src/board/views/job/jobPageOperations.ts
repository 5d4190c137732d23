// What the page of a job asks for, and what it can do.
import { type FragmentOf, graphql, type ResultOf } from '../../gql/graphql.ts';
import { refusal } from '../../gql/refusal.ts';
import { jobRow } from '../jobs/jobOperations.ts';

/** What a job reports of itself. */
const jobFacts = graphql(
  `
  fragment JobFacts on Job {
    ...JobRow
    expectedCompletion {
      earliest
      latest
    }
    history {
      at
      phase
      awsStatus
      progressSummary {
        fractionDone
        numberOfTasksFailed
      }
    }
    ... on VaultJob {
      statusMessage
      snsTopic
      diagnoses {
        ...DiagnosisText
      }
    }
    ... on ArchiveRetrievalJob {
      tier
      archiveId
      retrievalByteRange {
        start
        end
      }
      output {
        ...OutputLink
      }
    }
    ... on InventoryRetrievalJob {
      output {
        ...OutputLink
      }
    }
    ... on BatchJob {
      status
      statusUpdateReason
      suspendedDate
      roleArn
      viewerCan
      diagnoses {
        ...DiagnosisText
      }
      failureReasons {
        failureCode
        failureReason
      }
      progressSummary {
        numberOfTasksSucceeded
        elapsedTimeInActiveSeconds
      }
      report {
        bucket
        prefix
        enabled
      }
    }
  }
  fragment DiagnosisText on Diagnosis {
    code
    summary
    detail
    remedy
    documentation
  }
  fragment OutputLink on JobOutput {
    url
    sizeInBytes
    guaranteedUntil
    isExpiringSoon
  }
  `,
  [jobRow],
);
export type JobFacts = FragmentOf<typeof jobFacts>;
export type BatchFacts = Extract<JobFacts, { __typename: 'BatchJob' }>;

/** Costs at most one DescribeJob call. */
export const jobPage = graphql(
  `
  query JobPage($id: ID!) {
    node(id: $id) {
      ... on Job {
        ...JobFacts
      }
    }
  }
  `,
  [jobFacts],
);

/** Followed until the job has ended. */
export const jobUpdates = graphql(
  `
  subscription JobUpdates($id: ID!) {
    jobUpdates(ids: [$id]) {
      change
      job {
        ...JobFacts
      }
    }
  }
  `,
  [jobFacts],
);

/** Reads the completion report: one GetObject call for its index, and more for its files. */
export const taskFailures = graphql(`
  query TaskFailures($id: ID!) {
    node(id: $id) {
      ... on BatchJob {
        report {
          status
          contents {
            failures(first: 20) {
              isComplete
              tasksRead
              groups {
                count
                errorCode
                httpStatusCode
                diagnosis {
                  summary
                  remedy
                  retryable
                }
                sample {
                  bucket
                  key
                  message
                }
              }
            }
          }
        }
      }
    }
  }
`);
type ReportNode = Extract<NonNullable<ResultOf<typeof taskFailures>['node']>, { report: unknown }>;
export type TaskFailures = NonNullable<NonNullable<NonNullable<ReportNode['report']>['contents']>['failures']>;

/** Reads the states of the objects, or of a sample of them, in S3. */
export const restoreProgress = graphql(`
  query RestoreProgress($id: ID!) {
    node(id: $id) {
      ... on BatchJob {
        restores {
          asOf
          checked
          isWhole
          isSettled
          readable
          lukewarm
          inProgress
          awaitingRequest
          notRestored
          missing
          other
          readableUntil
          expectedReadable {
            latest
          }
        }
      }
    }
  }
`);

export const confirmJob = graphql(
  `
  mutation ConfirmBatchJob($input: ConfirmBatchJobInput!) {
    confirmBatchJob(input: $input) {
      __typename
      ...Refusal
    }
  }
  `,
  [refusal],
);

export const cancelJob = graphql(
  `
  mutation CancelBatchJob($input: CancelBatchJobInput!) {
    cancelBatchJob(input: $input) {
      __typename
      ...Refusal
    }
  }
  `,
  [refusal],
);

export const setPriority = graphql(
  `
  mutation SetBatchJobPriority($input: SetBatchJobPriorityInput!) {
    setBatchJobPriority(input: $input) {
      __typename
      ...Refusal
    }
  }
  `,
  [refusal],
);

export const retryJob = graphql(
  `
  mutation RetryBatchJob($input: RetryBatchJobInput!) {
    retryBatchJob(input: $input) {
      __typename
      ...Refusal
      ... on RetryBatchJobPayload {
        tasks
        job {
          id
        }
      }
    }
  }
  `,
  [refusal],
);
