// The yoga server, for every request that is not a plain one of a known document: see endpoints/executeRequest.ts. It reads the
// request, and executes what is executed on all transports.
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import type { Caller } from '../access/caller.ts';
import { schema } from '../schema/index.ts';
import type { Operations } from './operations/createOperations.ts';
import { useDocuments } from './plugins/useDocuments.ts';
import { useExecution, type YogaContext } from './plugins/useExecution.ts';
import { useOperationName } from './plugins/useOperationName.ts';
import { type Rendering, useRenderedResult } from './plugins/useRenderedResult.ts';

export const graphqlPath = '/graphql';

/** The part of the context that the HTTP server supplies. */
export interface ServerContext {
  caller: Caller;
  rendering: Rendering;
}

export type Graphql = YogaServerInstance<ServerContext, YogaContext>;

export function createGraphql(operations: Operations): Graphql {
  return createYoga<ServerContext, YogaContext>({
    schema,
    plugins: [useOperationName(), useDocuments(operations.documents), useExecution(operations), useRenderedResult()],
    // Yoga's caches count entries, and keep refused documents with their syntax trees.
    parserAndValidationCache: false,
    maskedErrors: { maskError: operations.maskError },
    graphqlEndpoint: graphqlPath,
    // Yoga's default allows every origin, with credentials.
    cors: false,
    multipart: false,
    // readBody.ts limits bodies: yoga's limit costs a stream and a second Request.
    maxRequestBodySize: false,
    // createServer.ts serves GraphiQL, probes and unknown paths. Yoga treats every URL with this ending as its health check, and
    // none has it.
    graphiql: false,
    landingPage: false,
    healthCheckEndpoint: ' ',
    // createMaskError.ts logs internal errors with an id.
    logging: false,
  });
}
