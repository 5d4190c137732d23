// The composition root: creates everything that a gateway consists of, and closes it in reverse order.
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { createAudit } from './access/audit.ts';
import { type Authenticator, createOpenAuthenticator } from './access/authenticator.ts';
import { anonymous, gatewayItself } from './access/caller.ts';
import { type Backend, defaultLocation, isServed } from './aws/backend.ts';
import { createAws } from './aws/client/createAws.ts';
import { limiterSettingsOf } from './aws/limiter/limiterSettings.ts';
import { type Config, defaultConfig } from './config/options.ts';
import { type Clock, systemClock } from './core/clock.ts';
import { isLoopback } from './core/isLoopback.ts';
import { createGraphql, graphqlPath } from './http/createGraphql.ts';
import { createServer } from './http/createServer.ts';
import type { PersistedDocuments } from './http/documents/persistedDocuments.ts';
import { createAdminServer, metricsPath } from './http/endpoints/createAdminServer.ts';
import { createHealth } from './http/endpoints/createHealth.ts';
import { snsPath } from './http/endpoints/serveSns.ts';
import { createCors } from './http/guards/createCors.ts';
import { createDrain } from './http/lifecycle/createDrain.ts';
import { createOverload } from './http/lifecycle/createOverload.ts';
import { listen } from './http/listen.ts';
import { createCostLimit } from './http/plugins/useCostLimit.ts';
import { createBroadcasts } from './http/subscriptions/createBroadcasts.ts';
import { createEventStreams } from './http/subscriptions/createEventStreams.ts';
import { createWebSockets } from './http/subscriptions/createWebSockets.ts';
import { createLimits } from './limits/createLimits.ts';
import { createLoaders } from './loaders/createLoaders.ts';
import { createMarkerSeal } from './loaders/createMarkerSeal.ts';
import { probeAws } from './loaders/probeAws.ts';
import { createOutputLinks } from './outputs/downloads/createOutputLinks.ts';
import { builtInPriceList, type PriceList } from './pricing/priceList.ts';
import { createJobEndedHandler } from './sns/createJobEndedHandler.ts';
import { createSnsReceiver } from './sns/createSnsReceiver.ts';
import { createBulkStarts } from './starts/bulkStarts.ts';
import { createStarts, startLease } from './starts/createStarts.ts';
import { createStorage } from './storage/createStorage.ts';
import { createFinishedJobSnapshots } from './storage/finishedJobSnapshots.ts';
import { createAwsHealth } from './telemetry/createAwsHealth.ts';
import { createTelemetry } from './telemetry/createTelemetry.ts';
import { createWatches } from './watch/createWatches.ts';

/** What a gateway needs besides its options. */
export interface ServeServices {
  backend: Backend;
  log: Logger;
  /** Without one, every caller may do everything. */
  authenticator?: Authenticator | undefined;
  /** The contents of PRICE_LIST_FILE; the built-in list if omitted. */
  prices?: PriceList | undefined;
  /** The contents of PERSISTED_DOCUMENTS_FILE; if omitted, every document is executed. */
  persistedDocuments?: PersistedDocuments | undefined;
  /** The time of starts and their leases; real time if omitted. */
  startClock?: Clock | undefined;
  /** Called when the process should shut down because its memory is exhausted. */
  fail?: (() => void) | undefined;
}

export interface Gateway {
  /** The URL of the GraphQL endpoint. */
  url: string;
  /** The URL that SNS posts to. */
  snsUrl: string;
  /** The URL of the metrics; null without an admin port. */
  adminUrl: string | null;
  /** Whether browsers receive GraphiQL. */
  graphiql: boolean;
  /** Counts that a leak would raise. */
  activity(): { watches: number; broadcasts: number };
  /** Answers the requests in flight, refuses new ones, and closes everything. */
  close(): Promise<void>;
}

/** Options that are not given have the defaults of the option table. Values are parsed ones; they are not checked again. */
export async function serve(given: Partial<Config>, services: ServeServices): Promise<Gateway> {
  const config: Config = { ...defaultConfig(), ...given };
  const { HOST: host } = config;
  const {
    backend,
    log,
    startClock,
    persistedDocuments: persisted,
    authenticator = createOpenAuthenticator(anonymous),
  } = services;
  const timeouts = { attempt: config.AWS_ATTEMPT_TIMEOUT_MS, call: config.AWS_TIMEOUT_MS };
  const pace = { minSeconds: config.POLL_MIN_SECONDS, maxSeconds: config.POLL_MAX_SECONDS };
  const streamLimits = {
    heartbeatSeconds: config.HEARTBEAT_SECONDS,
    slowReaderTimeoutSeconds: config.SLOW_READER_TIMEOUT_SECONDS,
  };
  const admin = config.ADMIN_PORT === undefined ? undefined : { host: config.ADMIN_HOST, port: config.ADMIN_PORT };
  const traces = config.OTEL_EXPORTER_OTLP_ENDPOINT && {
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    serviceName: config.OTEL_SERVICE_NAME,
  };

  const overload = createOverload({
    onMemoryExhausted: () => services.fail?.(),
    maxEventLoopDelayMs: config.MAX_EVENT_LOOP_DELAY_MS,
    log,
  });
  const ownSession = () => aws.session(gatewayItself, new AbortController().signal);
  const awsHealth = createAwsHealth(async () => probeAws(ownSession(), defaultLocation(backend)));
  const telemetry = await createTelemetry(
    { admin, traces: traces || undefined },
    {
      gauged: {
        watches: () => watches.watches,
        broadcasts: () => broadcasts.size,
        subscribers: () => broadcasts.subscribers,
        limiters: () => aws.gauges(),
        eventLoopDelay: overload.eventLoopDelay,
      },
      observers: [awsHealth.observer],
      log,
    },
  );
  const aws = createAws(backend, timeouts, {
    limits: limiterSettingsOf(config),
    onJobSeen: (job) => starts.unresolvedStarts.resolve(job),
    observer: telemetry.aws,
  });
  const store = await createStorage({
    redisUrl: config.REDIS_URL,
    startLease: startLease(timeouts),
    clock: startClock,
    log,
  });
  const watches = createWatches({
    store: store.watchStore,
    finished: createFinishedJobSnapshots(store),
    clock: backend.clock,
    pace,
    log,
    session: (signal) => aws.session(gatewayItself, signal),
    random: Math.random,
  });
  const secret = config.OUTPUT_SECRET ?? randomBytes(32).toString('hex');
  const publicUrl = config.PUBLIC_URL?.replace(/\/+$/, '');
  let origin = '';
  const links = createOutputLinks(
    { secret, seconds: config.OUTPUT_LINK_SECONDS, rights: authenticator.rights },
    () => publicUrl ?? origin,
  );
  const starts = createStarts({
    reservations: store.reservations,
    timeouts,
    listConsistencyDelay: config.LIST_CONSISTENCY_SECONDS * 1000,
    ...(startClock ? { clock: startClock } : {}),
  });
  const callerLimits = createLimits(
    {
      requestsPerMinute: config.REQUESTS_PER_MINUTE,
      startsPerHour: config.STARTS_PER_HOUR,
      subscriptions: config.SUBSCRIPTIONS_PER_CALLER,
    },
    store.callerUsage,
    systemClock,
  );
  const contextServices = {
    backend,
    callerLimits,
    aws,
    watches,
    starts,
    bulkStarts: createBulkStarts({ milliseconds: config.BULK_START_TIMEOUT_MS }),
    store,
    prices: services.prices ?? builtInPriceList,
    jobsPerSource: config.JOBS_PER_SOURCE,
    inventoryScanBytes: config.INVENTORY_SCAN_BYTES,
    pace,
    links,
    markerSeal: createMarkerSeal(secret),
    audit: createAudit(log),
  };
  const documents = { depth: config.MAX_DEPTH, aliases: config.MAX_ALIASES, tokens: config.MAX_TOKENS };
  const cost = createCostLimit(backend, { awsCalls: config.MAX_AWS_CALLS, nodes: config.MAX_NODES });
  const introspection = config.INTROSPECTION ?? isLoopback(host);
  const graphiql = config.GRAPHIQL ?? (isLoopback(host) && !persisted);
  const graphql = createGraphql(contextServices, { documents, introspection, cost }, log);
  const broadcasts = createBroadcasts(graphql, contextServices, cost, log);
  const streams = createEventStreams(streamLimits, Math.random);
  const sockets = createWebSockets(
    graphql,
    broadcasts,
    authenticator,
    { ...streamLimits, persisted, callerLimits, overload, observers: telemetry.requests },
    log,
  );
  const receiver =
    config.SNS_TOPICS &&
    createSnsReceiver({
      topics: config.SNS_TOPICS,
      certificateUrl: config.SNS_CERTIFICATE_URL,
      once: (id, seconds) => store.watchStore.once(id, seconds),
      confirm: async (topicArn, token) => {
        // Loaded on use, which is rare.
        const { confirmSubscription } = await import('./aws/sns/confirmSubscription.ts');
        await confirmSubscription(backend, timeouts, topicArn, token);
      },
      serves: (vault) => isServed(backend, vault),
      onJobEnded: createJobEndedHandler({
        runningJobs: store.runningGlacierJobs,
        watches,
        unresolvedStarts: starts.unresolvedStarts,
        describe: (job) => createLoaders(ownSession(), contextServices).glacierJob.load(job),
      }),
      log,
    });
  const health = createHealth({
    pingRedis: store.ping,
    isAwsFailing: awsHealth.isFailing,
    isMemoryLow: () => overload.isMemoryLow,
  });
  const server = createServer(
    {
      authenticator,
      graphql,
      events: { broadcasts, callerLimits, streams },
      sockets,
      sns: receiver,
      downloads: { services: contextServices, tokens: links.tokens, log },
      health,
      overload,
      observers: telemetry.requests,
      callerLimits,
      cors: createCors(config.CORS_ORIGINS ?? []),
      graphiql,
      persisted,
    },
    host,
    log,
  );
  const drain = createDrain(server);
  const adminServer =
    admin && telemetry.metrics && createAdminServer({ metrics: telemetry.metrics, health, host: admin.host, log });

  origin = await listen(server, host, config.PORT);
  const adminUrl = adminServer && admin ? (await listen(adminServer, admin.host, admin.port)) + metricsPath : null;

  return {
    url: origin + graphqlPath,
    snsUrl: origin + snsPath,
    adminUrl,
    graphiql,
    activity: () => ({ watches: watches.watches, broadcasts: broadcasts.size }),
    close: async () => {
      health.startShutdown();
      streams.close();
      await Promise.all([sockets.close(), drain.responsesFinished()]);
      await drain.close();
      watches.close();
      await graphql.dispose();
      await store.close();
      aws.close();
      overload.close();
      await telemetry.close();
      adminServer?.close();
      adminServer?.closeAllConnections();
    },
  };
}
