// Who is signed in, and to what.
import { graphql } from '../gql/graphql.ts';

/** Costs no AWS call. */
export const viewerOfPage = graphql(`
  query Viewer {
    viewer {
      name
      kind
      startsLeft
    }
    gateway {
      backend
      version
    }
  }
`);
