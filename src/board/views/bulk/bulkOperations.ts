// The mutations that change all jobs of a filter. A dry run comes first, and the change names the jobs that it has shown.
import { graphql } from '../../gql/graphql.ts';
import { sourceRow } from '../../gql/sourceRow.ts';

const bulkJob = graphql(`
  fragment BulkJob on BatchJob {
    jobDescription
    phase
  }
`);

const bulkError = graphql(`
  fragment BulkError on MutationError {
    message
  }
`);

const fragments = [bulkJob, bulkError, sourceRow] as const;

export const cancelJobs = graphql(
  `
  mutation CancelJobs($input: CancelBatchJobsInput!) {
    result: cancelBatchJobs(input: $input) {
      __typename
      ... on CancelBatchJobsPayload {
        matched
        notAllowed
        changed
        failed
        notSent
        outcomes {
          nodeId
          jobId
          region
          job {
            ...BulkJob
          }
          result {
            __typename
            ...BulkError
          }
        }
        sources {
          ...SourceRow
        }
      }
      ...BulkError
    }
  }
  `,
  fragments,
);

export const confirmJobs = graphql(
  `
  mutation ConfirmJobs($input: ConfirmBatchJobsInput!) {
    result: confirmBatchJobs(input: $input) {
      __typename
      ... on ConfirmBatchJobsPayload {
        matched
        notAllowed
        changed
        failed
        notSent
        outcomes {
          nodeId
          jobId
          region
          job {
            ...BulkJob
          }
          result {
            __typename
            ...BulkError
          }
        }
        sources {
          ...SourceRow
        }
      }
      ...BulkError
    }
  }
  `,
  fragments,
);

export const prioritizeJobs = graphql(
  `
  mutation PrioritizeJobs($input: SetBatchJobPrioritiesInput!) {
    result: setBatchJobPriorities(input: $input) {
      __typename
      ... on SetBatchJobPrioritiesPayload {
        matched
        notAllowed
        changed
        failed
        notSent
        outcomes {
          nodeId
          jobId
          region
          job {
            ...BulkJob
          }
          result {
            __typename
            ...BulkError
          }
        }
        sources {
          ...SourceRow
        }
      }
      ...BulkError
    }
  }
  `,
  fragments,
);

export const restageJobs = graphql(
  `
  mutation RestageJobs($input: RestageArchiveRetrievalsInput!) {
    result: restageArchiveRetrievals(input: $input) {
      __typename
      ... on RestageArchiveRetrievalsPayload {
        matched
        notAllowed
        superseded
        changed: started
        failed
        notSent: notStarted
        estimatedCost {
          cost {
            amount
            currency
          }
          unpricedCount
          notes
        }
        outcomes {
          nodeId
          jobId
          region
          job {
            jobDescription
            outputGuaranteedUntil
          }
          result {
            __typename
            ...BulkError
          }
        }
        sources {
          ...SourceRow
        }
      }
      ...BulkError
    }
  }
  `,
  [bulkError, sourceRow],
);
