// The execution of a query or mutation that came over WebSocket.
import { type ExecutionArgs, GraphQLError } from 'graphql';
import type { Caller } from '../../access/caller.ts';
import { schema } from '../../schema/index.ts';
import type { Operations } from '../operations/createOperations.ts';
import type { Operation } from './createBroadcasts.ts';

/** What to execute, or the errors of the document. `signal` aborts when the client disconnects. */
export function prepareExecution(
  { documents, createContext }: Operations,
  { query, operationName, variables }: Operation,
  { authenticatedCaller: caller, disconnect: { signal } }: { authenticatedCaller: Caller; disconnect: AbortController },
  masked: (error: GraphQLError) => GraphQLError,
): ExecutionArgs | readonly GraphQLError[] {
  try {
    const document = documents.parse(query);
    const errors = documents.validate(document);
    if (errors.length > 0) return errors.map(masked);
    documents.prepare(document, operationName);
    return { schema, document, operationName, variableValues: variables, contextValue: createContext(caller, signal) };
  } catch (error) {
    if (error instanceof GraphQLError) return [masked(error)];
    throw error;
  }
}
