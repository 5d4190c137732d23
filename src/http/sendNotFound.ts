// The 404 of every path that the gateway does not serve. A download that is refused gets it too, so that it reveals nothing.
import type { ServerResponse } from 'node:http';
import { graphqlPath } from './createGraphql.ts';
import { sendError } from './sendJson.ts';

export const sendNotFound = (response: ServerResponse): void =>
  sendError(response, 404, 'NOT_FOUND', `Not found. GraphQL is at ${graphqlPath}.`);
