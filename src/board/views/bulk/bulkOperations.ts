// The mutations that change all Batch jobs of a filter. A dry run comes first, and the change names the jobs that it has shown.
import { graphql } from '../../gql/graphql.ts';

export const cancelJobs = graphql(`
  mutation CancelJobs($input: CancelBatchJobsInput!) {
    result: cancelBatchJobs(input: $input) {
      __typename
      ... on CancelBatchJobsPayload {
        matched
        changed
        failed
        notSent
        outcomes {
          nodeId
          jobId
          region
          job {
            jobDescription
            phase
            priority
          }
          result {
            __typename
            ... on MutationError {
              message
            }
          }
        }
        sources {
          accountId
          region
          status
          message
        }
      }
      ... on MutationError {
        message
      }
    }
  }
`);

export const confirmJobs = graphql(`
  mutation ConfirmJobs($input: ConfirmBatchJobsInput!) {
    result: confirmBatchJobs(input: $input) {
      __typename
      ... on ConfirmBatchJobsPayload {
        matched
        changed
        failed
        notSent
        outcomes {
          nodeId
          jobId
          region
          job {
            jobDescription
            phase
            priority
          }
          result {
            __typename
            ... on MutationError {
              message
            }
          }
        }
        sources {
          accountId
          region
          status
          message
        }
      }
      ... on MutationError {
        message
      }
    }
  }
`);

export const prioritizeJobs = graphql(`
  mutation PrioritizeJobs($input: SetBatchJobPrioritiesInput!) {
    result: setBatchJobPriorities(input: $input) {
      __typename
      ... on SetBatchJobPrioritiesPayload {
        matched
        changed
        failed
        notSent
        outcomes {
          nodeId
          jobId
          region
          job {
            jobDescription
            phase
            priority
          }
          result {
            __typename
            ... on MutationError {
              message
            }
          }
        }
        sources {
          accountId
          region
          status
          message
        }
      }
      ... on MutationError {
        message
      }
    }
  }
`);
