// The execution of a query or mutation that came over WebSocket.
import { type ExecutionArgs, GraphQLError } from 'graphql';
import type { Caller } from '../../access/caller.ts';
import { schema } from '../../schema/index.ts';
import type { Graphql } from '../createGraphql.ts';
import type { Operation } from './createBroadcasts.ts';

/** What to execute, or the errors of the document. `signal` aborts when the client disconnects. */
export async function prepareExecution(
  graphql: Graphql,
  { query, operationName, variables }: Operation,
  { authenticatedCaller: caller, disconnect: { signal } }: { authenticatedCaller: Caller; disconnect: AbortController },
  masked: (error: GraphQLError) => GraphQLError,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  // Yoga selects the operation by the parameters in the context.
  const params = { query, operationName, variables };
  const { parse, validate, contextFactory } = graphql.getEnveloped({ caller, request: { signal }, params });
  try {
    const document = parse(query);
    const errors = validate(schema, document) as readonly GraphQLError[];
    if (errors.length > 0) return errors.map(masked);
    return { schema, document, operationName, variableValues: variables, contextValue: await contextFactory() };
  } catch (error) {
    if (error instanceof GraphQLError) return [masked(error)];
    throw error;
  }
}
