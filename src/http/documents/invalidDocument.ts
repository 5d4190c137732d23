// What is answered to a document or variables that are beyond a limit: 400, whatever the caller accepts.
import { GraphQLError } from 'graphql';

export function invalidDocument(message: string): GraphQLError {
  // Yoga takes a refused document for one that only the newer media type has a status for, unless this says otherwise;
  // and it writes into this object, so that each error has its own.
  const http = { status: 400, spec: false };
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', retryable: false, http } });
}
