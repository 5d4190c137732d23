// What a caller sees of an error: the gateway's own errors and GraphQL's as they are; of anything else one sentence and
// an id, under which the log has the original.
import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { redactInput } from '../documents/redactInput.ts';

export const createMaskError =
  (log: Logger) =>
  (error: unknown): Error => {
    if (error instanceof GraphQLError) {
      const { originalError } = error;
      if (!originalError || originalError instanceof GraphQLError) return withCode(error);
    }
    const errorId = randomUUID();
    const cause = (error instanceof GraphQLError && error.originalError) || error;
    // Whoever has gone away made no error, and hears of none.
    const level = (cause as { name?: unknown }).name === 'AbortError' ? 'debug' : 'error';
    log[level]({ err: cause, errorId, path: error instanceof GraphQLError ? error.path : undefined }, 'a query failed');
    const extensions = { code: 'INTERNAL_SERVER_ERROR', errorId };
    const message = `The gateway failed; its log says why under ${errorId}.`;
    if (!(error instanceof GraphQLError)) return new GraphQLError(message, { extensions });
    return new GraphQLError(message, { nodes: error.nodes ?? null, path: error.path ?? null, extensions });
  };

/** GraphQL's own complaints about a document or a variable come without a code, and quote what is wrong. */
function withCode(error: GraphQLError): GraphQLError {
  // Yoga has looked for a code before it, and there is none for what variables are not.
  if (error.extensions['code'] === undefined || error.extensions['code'] === 'BAD_REQUEST') redactInput(error);
  const { http } = error.extensions as { http?: { spec?: boolean } };
  // Yoga quotes the body in it.
  if (error.extensions['code'] === 'BAD_REQUEST') delete error.extensions['originalError'];
  // A request that holds no query, or one beyond a limit, is a 400, also for those to whom a refused query is a 200
  // (application/json).
  if (/^BAD_(REQUEST|USER_INPUT)$/.test(String(error.extensions['code']))) delete http?.spec;
  if (error.extensions['code'] === undefined) {
    // With a path it arose while executing, and then only a value that does not fit the schema can have caused it.
    Object.assign(error.extensions, { code: error.path ? 'INTERNAL_SERVER_ERROR' : 'GRAPHQL_VALIDATION_FAILED' });
  }
  return error;
}
