// What the list of jobs is made of.
import { type FragmentOf, graphql } from '../../gql/graphql.ts';

/** What a row shows, and what the filters look at. Costs no AWS call beyond those of the feed. */
export const jobRow = graphql(`
  fragment JobRow on Job {
    __typename
    id
    kind
    accountId
    region
    jobId
    jobDescription
    phase
    outcome
    overdue
    creationDate
    completionDate
    outputGuaranteedUntil
    expectedCompletion {
      latest
    }
    ... on VaultJob {
      vault {
        name
      }
    }
    ... on ArchiveRetrievalJob {
      archiveSizeInBytes
      output {
        isExpiringSoon
      }
    }
    ... on InventoryRetrievalJob {
      output {
        isExpiringSoon
      }
    }
    ... on BatchJob {
      operationName
      priority
      progressSummary {
        fractionDone
        numberOfTasksFailed
        totalNumberOfTasks
      }
    }
  }
`);
export type JobRow = FragmentOf<typeof jobRow>;

/** All jobs that have not ended, and those that ended in the last 24 hours; then whatever happens to them. */
export const jobFeed = graphql(
  `
  subscription JobsBoard($filter: JobFilter) {
    jobFeed(filter: $filter) {
      change
      observedAt
      job {
        ...JobRow
      }
    }
  }
  `,
  [jobRow],
);

/** The accounts and regions to choose from, and what the viewer may do there. Costs no AWS call. */
export const locations = graphql(`
  query Locations {
    gateway {
      accounts {
        accountId
        name
        locations {
          region
          viewerCan
        }
      }
    }
  }
`);

/** What could not be read. Costs no AWS call while the feed is followed. */
export const jobSources = graphql(`
  query JobSources {
    jobs(first: 0, maxAgeSeconds: null) {
      sources {
        accountId
        region
        service
        status
        message
        failedVaults {
          vaultName
          message
        }
      }
    }
  }
`);
