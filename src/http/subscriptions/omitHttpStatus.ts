// An error as it is told where no HTTP status goes with it: yoga keeps that among the extensions, and the error for others.
import { GraphQLError } from 'graphql';

export function omitHttpStatus(error: GraphQLError): GraphQLError {
  if (error.extensions['http'] === undefined) return error;
  const { message, nodes = null, source = null, positions = null, path = null } = error;
  const { http, ...extensions } = error.extensions;
  return new GraphQLError(message, { nodes, source, positions, path, extensions });
}
