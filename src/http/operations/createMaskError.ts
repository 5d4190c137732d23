// The masking of errors: a caller sees the gateway's own errors and those of GraphQL. Any other error becomes one sentence
// and an id, under which the log has the original.
import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { redactInput } from '../documents/redactInput.ts';

export type MaskError = (error: unknown) => GraphQLError;

/** With `suggestions`, errors may name parts of the schema that the caller did not. */
export const createMaskError =
  (log: Logger, { suggestions }: { suggestions: boolean }): MaskError =>
  (error) => {
    if (error instanceof GraphQLError) {
      const { originalError } = error;
      if (!originalError || originalError instanceof GraphQLError) return withCode(error, suggestions);
    }
    const errorId = randomUUID();
    const cause = (error instanceof GraphQLError && error.originalError) || error;
    // A client that disconnects is not an error.
    const level = (cause as { name?: unknown }).name === 'AbortError' ? 'debug' : 'error';
    log[level](
      { err: cause, errorId, path: error instanceof GraphQLError ? error.path : undefined },
      'operation failed with an internal error',
    );
    const extensions = { code: 'INTERNAL_SERVER_ERROR', errorId };
    const message = `The gateway failed. Its log has the reason under the errorId ${errorId}.`;
    if (!(error instanceof GraphQLError)) return new GraphQLError(message, { extensions });
    return new GraphQLError(message, { nodes: error.nodes ?? null, path: error.path ?? null, extensions });
  };

/** GraphQL's errors about a document or a variable have no code, and quote the input. */
function withCode(error: GraphQLError, suggestions: boolean): GraphQLError {
  // Yoga has set BAD_REQUEST on errors about variables before this.
  if (error.extensions['code'] === undefined || error.extensions['code'] === 'BAD_REQUEST') {
    redactInput(error, { suggestions });
  }
  const { http } = error.extensions as { http?: { spec?: boolean } };
  // Yoga quotes the body in it.
  if (error.extensions['code'] === 'BAD_REQUEST') delete error.extensions['originalError'];
  // A request without a query, or beyond a limit, has status 400 for application/json too, where an invalid query has 200.
  if (/^BAD_(REQUEST|USER_INPUT)$/.test(String(error.extensions['code']))) delete http?.spec;
  if (error.extensions['code'] === undefined) {
    // An error with a path arose during execution: a value does not fit the schema.
    Object.assign(error.extensions, { code: error.path ? 'INTERNAL_SERVER_ERROR' : 'GRAPHQL_VALIDATION_FAILED' });
  }
  return error;
}
