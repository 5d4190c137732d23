// What was started, and what it costs.
import { graphql } from '../../gql/graphql.ts';
import { sourceRow } from '../../gql/sourceRow.ts';

/** Costs what the list of jobs costs. */
export const startedJobs = graphql(
  `
  query StartedJobs($since: DateTime!) {
    jobs(first: 0, filter: { createdAfter: $since }) {
      totalCount
      estimatedCost {
        cost {
          amount
          currency
        }
        unpricedCount
        notes
        services {
          service
          jobCount
          unpricedCount
          sizeInBytes
          cost {
            amount
            currency
          }
        }
      }
      sources {
        ...SourceRow
      }
    }
  }
  `,
  [sourceRow],
);
