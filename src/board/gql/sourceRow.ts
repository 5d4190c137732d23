// What a list of jobs says of each source that it was read from.
import { graphql } from './graphql.ts';

export const sourceRow = graphql(`
  fragment SourceRow on JobSource {
    accountId
    region
    status
    message
  }
`);
