// The GraphQL half of the server: schema, context and plugins, in order.
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Caller } from '../access/caller.ts';
import { type Context, createContext, type Services } from '../context.ts';
import { schema } from '../schema/index.ts';
import { useAwsUsage } from './awsUsage.ts';
import { createMaskError } from './maskError.ts';
import { useSubscriptionRefusal } from './subscriptions/useSubscriptionRefusal.ts';
import { useSyntaxErrors } from './useSyntaxErrors.ts';

export const graphqlPath = '/graphql';

/** What comes with a request besides its text. */
export interface ServerContext {
  caller: Caller;
}

export type Graphql = YogaServerInstance<ServerContext, Context>;

export function createGraphql(services: Services, log: Logger): Graphql {
  return createYoga<ServerContext, Context>({
    schema,
    context: ({ request, caller }) => createContext(services, caller, request.signal),
    plugins: [useSyntaxErrors(), useSubscriptionRefusal(), useAwsUsage()],
    maskedErrors: { maskError: createMaskError(log) },
    graphqlEndpoint: graphqlPath,
    // Yoga's default lets every origin in, with credentials.
    cors: false,
    multipart: false,
    // Bodies are limited where they are read, in readBody.ts: yoga's own limit costs a stream and a second Request.
    maxRequestBodySize: false,
    // GraphiQL, health and unknown paths are the server's. Yoga takes any URL that ends so for its health check, and
    // none does.
    graphiql: false,
    landingPage: false,
    healthCheckEndpoint: ' ',
    // What is worth a line, maskError logs with an id.
    logging: false,
  });
}
