// An error without the HTTP status that yoga keeps in its extensions, for transports that have none. The error itself may be
// cached, so it stays as it is.
import { GraphQLError } from 'graphql';

export function omitHttpStatus(error: GraphQLError): GraphQLError {
  if (error.extensions['http'] === undefined) return error;
  const { message, nodes = null, source = null, positions = null, path = null } = error;
  const { http, ...extensions } = error.extensions;
  return new GraphQLError(message, { nodes, source, positions, path, extensions });
}
