// The query `jobs` as a page with a table and its filters sends it.
import type { Query } from '../load.ts';

interface Variables {
  first?: number;
  filter?: object;
  after?: string | null;
  orderBy?: object;
  /** 0 reads everything from AWS. */
  maxAgeSeconds: number;
}

const text = `
  query Jobs($first: Int, $filter: JobFilter, $after: String, $orderBy: JobOrder, $maxAgeSeconds: Int) {
    jobs(first: $first, filter: $filter, after: $after, orderBy: $orderBy, maxAgeSeconds: $maxAgeSeconds) {
      totalCount
      nodes {
        __typename id jobId jobDescription accountId region kind phase outcome creationDate completionDate
        ... on VaultJob { vaultArn action statusCode }
        ... on BatchJob { operationName status priority progressSummary { totalNumberOfTasks numberOfTasksSucceeded } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

export const jobsQuery = ({
  first = 50,
  orderBy = { field: 'CREATION_DATE', direction: 'DESC' },
  ...variables
}: Variables): Query => ({
  query: text,
  variables: { ...variables, first, orderBy },
});

export interface JobsData {
  jobs: { totalCount: number; nodes: unknown[]; pageInfo: { endCursor: string } };
}
