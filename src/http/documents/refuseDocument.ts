// What is answered to a document or variables that are beyond a limit: 400, whatever the caller accepts.
import { GraphQLError } from 'graphql';

export const refuseDocument = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', retryable: false, http: { status: 400 } } });
