// The error for a document or variables beyond a limit: status 400 for every media type.
import { GraphQLError } from 'graphql';

export function invalidDocument(message: string): GraphQLError {
  // With `spec`, yoga would use the status for application/graphql-response+json only. Yoga writes into this object, so each
  // error needs its own.
  const http = { status: 400, spec: false };
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', retryable: false, http } });
}
