// Why a mutation was refused.
import { type FragmentOf, graphql } from './graphql.ts';

/** What every refused mutation says. */
export const refusal = graphql(`
  fragment Refusal on MutationError {
    code
    message
    diagnosis {
      summary
      remedy
    }
  }
`);
export type Refusal = FragmentOf<typeof refusal>;

/** The refusal in the result of a mutation; null if the mutation was executed. */
export const refusalOf = (result: object | null): Refusal | null =>
  result !== null && 'message' in result ? (result as Refusal) : null;
