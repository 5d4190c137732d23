// The yoga server: schema, context and plugins in order.
import { createYoga, type Plugin, type YogaInitialContext, type YogaServerInstance } from 'graphql-yoga';
import type { Caller } from '../access/caller.ts';
import { type Context, createContext, type Services } from '../context.ts';
import { schema } from '../schema/index.ts';
import { requestScope } from '../telemetry/requestScope.ts';
import type { DocumentLimits } from './documents/checkDocument.ts';
import type { MaskError } from './plugins/createMaskError.ts';
import { useAwsUsage } from './plugins/useAwsUsage.ts';
import { type CostLimit, useCostLimit } from './plugins/useCostLimit.ts';
import { useDocumentCache } from './plugins/useDocumentCache.ts';
import { useDocumentLimits } from './plugins/useDocumentLimits.ts';
import { useOperationName } from './plugins/useOperationName.ts';
import { useRequestScope } from './plugins/useRequestScope.ts';
import { useSubscriptionRejection } from './plugins/useSubscriptionRejection.ts';
import { useSyntaxErrors } from './plugins/useSyntaxErrors.ts';

export const graphqlPath = '/graphql';

/** The part of the context that the HTTP server supplies. */
export interface ServerContext {
  caller: Caller;
}

export type Graphql = YogaServerInstance<ServerContext, Context>;

export interface GraphqlRules {
  documents: DocumentLimits;
  introspection: boolean;
  cost: CostLimit;
}

/** Yoga's option `context` copies the members of a context, which would create the lazy ones. */
const useContext = (services: Services): Plugin<object, ServerContext> => ({
  onContextBuilding: ({ context }) => {
    const { request, caller } = context as YogaInitialContext & ServerContext;
    createContext(services, caller, request.signal, context, { execution: requestScope.getStore()?.execution });
  },
});

export function createGraphql(
  services: Services,
  { documents, introspection, cost }: GraphqlRules,
  maskError: MaskError,
): Graphql {
  return createYoga<ServerContext, Context>({
    schema,
    plugins: [
      useContext(services),
      useOperationName(),
      useDocumentCache(),
      useDocumentLimits(documents, { introspection }),
      useSyntaxErrors(),
      useSubscriptionRejection(),
      useCostLimit(cost),
      useAwsUsage(),
      useRequestScope(),
    ],
    // Yoga's caches count entries, and keep refused documents with their syntax trees: see useDocumentCache.ts.
    parserAndValidationCache: false,
    maskedErrors: { maskError },
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
