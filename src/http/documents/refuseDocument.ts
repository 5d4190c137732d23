// What is answered to a document or variables that are beyond a limit: 400, whatever the caller accepts.
import { GraphQLError } from 'graphql';

// Yoga takes a refused document for one that only the newer media type has a status for, unless this says otherwise.
const http = { status: 400, spec: false };

export const refuseDocument = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', retryable: false, http } });
