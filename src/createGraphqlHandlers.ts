// GraphQL on all transports, and the pages for browsers.
import type { Logger } from 'pino';
import { limiterSettingsOf } from './aws/limiter/limiterSettings.ts';
import type { Config } from './config/options.ts';
import type { Services } from './context.ts';
import { type Clock, steadyClock } from './core/clock.ts';
import { isLoopback } from './core/isLoopback.ts';
import { createGraphql } from './http/createGraphql.ts';
import type { Handlers } from './http/createServer.ts';
import { createDocuments } from './http/documents/createDocuments.ts';
import type { PersistedDocuments } from './http/documents/persistedDocuments.ts';
import { createCostLimit } from './http/operations/createCostLimit.ts';
import { createMaskError } from './http/operations/createMaskError.ts';
import { createOperations } from './http/operations/createOperations.ts';
import { createResponseCompression, noCompression } from './http/responseCompression.ts';
import { createBroadcasts } from './http/subscriptions/createBroadcasts.ts';
import { createEventStreams } from './http/subscriptions/createEventStreams.ts';
import { createWebSockets } from './http/subscriptions/createWebSockets.ts';

/** `clock`: real time; that of the machine if undefined. */
export function createGraphqlHandlers(
  config: Config,
  services: Services,
  shared: Pick<Handlers, 'authenticator' | 'overload' | 'observers' | 'proxies' | 'logUpgrade' | 'turns'> & {
    persisted(): PersistedDocuments | undefined;
  },
  log: Logger,
  clock: Clock | undefined,
) {
  const { backend, callerLimits } = services;
  const isLocal = isLoopback(config.HOST);
  const streamLimits = {
    heartbeatSeconds: config.HEARTBEAT_SECONDS,
    slowReaderTimeoutSeconds: config.SLOW_READER_TIMEOUT_SECONDS,
  };
  const cost = createCostLimit(services, {
    awsCalls: config.MAX_AWS_CALLS,
    nodes: config.MAX_NODES,
    startsPerRequest: config.STARTS_PER_REQUEST,
    limiter: limiterSettingsOf(config),
  });
  const { MAX_DEPTH: depth, MAX_ALIASES: aliases, MAX_TOKENS: tokens, MAX_BODY_BYTES: maxBodyBytes } = config;
  const introspection = config.INTROSPECTION ?? isLocal;
  const documents = createDocuments({ depth, aliases, tokens, introspection });
  const rules = { documents, cost, maskError: createMaskError(log, { suggestions: introspection }) };
  const operations = createOperations(services, rules);
  const limits = { awsCalls: config.MAX_AWS_CALLS, nodes: config.MAX_NODES };
  const broadcasts = createBroadcasts(
    services,
    rules,
    { limits, clock: clock ?? steadyClock, turns: shared.turns },
    log,
  );
  return {
    graphql: createGraphql(operations),
    operations,
    compression: config.COMPRESSION ? createResponseCompression() : noCompression,
    maxBodyBytes,
    graphiql: config.GRAPHIQL ?? (isLocal && !shared.persisted()),
    board: config.BOARD ?? (isLocal && !shared.persisted()),
    exampleBatchJob: () => backend.exampleBatchJob?.(),
    events: {
      broadcasts,
      callerLimits,
      authenticator: shared.authenticator,
      streams: createEventStreams(streamLimits, Math.random, clock),
    },
    sockets: createWebSockets(
      { ...shared, operations, broadcasts, callerLimits, maxBodyBytes },
      streamLimits,
      log,
      clock,
    ),
  };
}
