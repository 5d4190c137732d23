// The composition root: everything that runs is made here and ended here, in reverse.
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createAudit } from './access/audit.ts';
import { type Authenticator, createOpenAuthenticator } from './access/authenticator.ts';
import { anonymous, gatewayItself } from './access/caller.ts';
import { type Backend, defaultLocation } from './aws/backend.ts';
import type { AwsTimeouts } from './aws/client/clientPool.ts';
import { createAws } from './aws/client/session.ts';
import type { LimiterSettings } from './aws/limiter/limiterSettings.ts';
import { type Clock, systemClock } from './core/clock.ts';
import { glacierJobKey } from './core/location.ts';
import { createGraphql, graphqlPath } from './http/createGraphql.ts';
import { createServer } from './http/createServer.ts';
import { createAdminServer, metricsPath } from './http/endpoints/admin.ts';
import { createHealth } from './http/endpoints/health.ts';
import { snsPath } from './http/endpoints/sns.ts';
import { createCors } from './http/guards/cors.ts';
import { isLoopback } from './http/guards/isLoopback.ts';
import { createDrain } from './http/lifecycle/drain.ts';
import { createOverload } from './http/lifecycle/overload.ts';
import { createCostLimit } from './http/plugins/useCostLimit.ts';
import type { RequestRules } from './http/requestRules.ts';
import { createBroadcasts } from './http/subscriptions/createBroadcasts.ts';
import { createEventStreams, type StreamLimits } from './http/subscriptions/eventStreams.ts';
import { createWebSockets } from './http/subscriptions/webSockets.ts';
import type { PaceBounds } from './jobs/pace.ts';
import { createLimits, type LimitSettings } from './limits/createLimits.ts';
import { createLoaders } from './loaders/createLoaders.ts';
import { probeAws } from './loaders/lookAtAws.ts';
import { createMarkerSeal } from './loaders/sealMarker.ts';
import { createOutputLinks, type OutputSettings } from './outputs/downloads/createOutputLinks.ts';
import { builtInPriceList, type PriceList } from './pricing/priceList.ts';
import type { SnsRules } from './sns/checkMessage.ts';
import { createSnsReceiver } from './sns/createSnsReceiver.ts';
import { createBulkStarts } from './starts/bulkStarts.ts';
import { createStarts, startLease } from './starts/createStarts.ts';
import { createStorage } from './storage/createStorage.ts';
import { createFinishedJobSnapshots } from './storage/finishedJobSnapshots.ts';
import { createAwsHealth } from './telemetry/createAwsHealth.ts';
import { createTelemetry, type TelemetryOptions } from './telemetry/createTelemetry.ts';
import { createWatches } from './watch/createWatches.ts';

export interface ServeOptions {
  backend: Backend;
  /** Everybody may do everything where left out. */
  authenticator?: Authenticator | undefined;
  host: string;
  port: number;
  timeouts: AwsTimeouts;
  /** The usual ones where left out. */
  gateLimits?: LimiterSettings | undefined;
  /** Milliseconds for many starts in one call. */
  bulkStartTimeout: number;
  /** So many milliseconds after a start can have arrived, AWS's list shows its job. */
  settling: number;
  /** What starts go by, in place of real time. */
  startClock?: Clock | undefined;
  jobsPerSource: number;
  /** How many bytes of inventories a request looks through in search of archives. */
  inventoryScanBytes: number;
  pace: PaceBounds;
  /** The built-in one where left out. */
  prices?: PriceList | undefined;
  /** Of the Redis that several gateways share. */
  redisUrl?: string | undefined;
  limits: StreamLimits;
  outputs: OutputSettings;
  /** Where callers reach this gateway, where that is not where it listens. */
  publicUrl?: string | undefined;
  /** Undefined where SNS has nothing to say. */
  sns?: SnsRules | undefined;
  telemetry?: TelemetryOptions | undefined;
  /** How late the event loop may be before what is new is refused, in milliseconds. */
  latestLoop: number;
  /** Called when the process had better end. */
  fail?: (() => void) | undefined;
  requests: RequestRules;
  /** What one caller may use. */
  callers: LimitSettings;
  log: Logger;
}

export interface Gateway {
  /** Where GraphQL is. */
  url: string;
  /** Where SNS posts to. */
  snsUrl: string;
  /** Where figures are; null where nobody may ask for them. */
  adminUrl: string | null;
  /** Whether a browser is shown GraphiQL. */
  graphiql: boolean;
  /** For those who look for leaks. */
  underWay(): { watches: number; broadcasts: number };
  /** Answers what is under way and takes nothing new, then ends. */
  close(): Promise<void>;
}

/** Resolves with where it listens. */
async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}

export async function serve({
  backend,
  authenticator = createOpenAuthenticator(anonymous),
  host,
  port,
  timeouts,
  gateLimits,
  bulkStartTimeout,
  settling,
  startClock,
  jobsPerSource,
  inventoryScanBytes,
  pace,
  prices = builtInPriceList,
  limits,
  outputs,
  publicUrl,
  redisUrl,
  sns,
  telemetry: telemetryOptions = {},
  latestLoop,
  fail = () => {},
  requests,
  callers,
  log,
}: ServeOptions): Promise<Gateway> {
  const overload = createOverload({ onMemoryExhausted: fail, maxEventLoopDelayMs: latestLoop, log });
  const ownSession = () => aws.session(gatewayItself, new AbortController().signal);
  const awsHealth = createAwsHealth(async () => probeAws(ownSession(), defaultLocation(backend)));
  const telemetry = await createTelemetry(telemetryOptions, {
    gauged: {
      watches: () => watches.watches,
      broadcasts: () => broadcasts.size,
      subscribers: () => broadcasts.subscribers,
      limiters: () => aws.gauges(),
      eventLoopDelay: overload.eventLoopDelay,
    },
    observers: [awsHealth.observer],
    log,
  });
  const aws = createAws(backend, timeouts, {
    limits: gateLimits,
    saw: (job) => starts.unresolvedStarts.resolve(job),
    observer: telemetry.aws,
  });
  const store = await createStorage({ redisUrl, startLease: startLease(timeouts), clock: startClock, log });
  const watches = createWatches({
    store: store.watchStore,
    finished: createFinishedJobSnapshots(store),
    clock: backend.clock,
    pace,
    log,
    session: (signal) => aws.session(gatewayItself, signal),
    random: Math.random,
  });
  // Made up where none is given, and then good for this process.
  const secret = outputs.secret ?? randomBytes(32).toString('hex');
  let origin = '';
  const links = createOutputLinks({ ...outputs, secret, rights: authenticator.rights }, () => publicUrl ?? origin);
  const { reservations } = store;
  const starts = createStarts({
    reservations,
    timeouts,
    listConsistencyDelay: settling,
    ...(startClock ? { clock: startClock } : {}),
  });
  const bulkStarts = createBulkStarts({ milliseconds: bulkStartTimeout });
  const callerLimits = createLimits(callers, store.sharedLimits, systemClock);
  const services = {
    backend,
    callerLimits,
    aws,
    watches,
    starts,
    bulkStarts,
    store,
    prices,
    jobsPerSource,
    inventoryScanBytes,
    pace,
    links,
    markerSeal: createMarkerSeal(secret),
    audit: createAudit(log),
  };
  const { documents, persistedDocuments: persisted } = requests;
  const cost = createCostLimit(backend, requests.cost);
  const introspection = requests.introspection ?? isLoopback(host);
  const graphiql = requests.graphiql ?? (isLoopback(host) && !persisted);
  const graphql = createGraphql(services, { documents, introspection, cost }, log);
  const broadcasts = createBroadcasts(graphql, services, cost, log);
  const streams = createEventStreams(limits, Math.random);
  const sockets = createWebSockets(
    graphql,
    broadcasts,
    authenticator,
    { ...limits, persisted, callerLimits, overload, observers: telemetry.requests },
    log,
  );
  const receiver =
    sns &&
    createSnsReceiver({
      ...sns,
      once: (id, seconds) => store.watchStore.once(id, seconds),
      confirm: async (topicArn, token) => {
        // Loaded when it is needed, which is seldom.
        const { confirmSubscription } = await import('./aws/sns/confirmSubscription.ts');
        await confirmSubscription(backend, timeouts, topicArn, token);
      },
      serves: ({ accountId, region }) =>
        backend.accounts.some((account) => account.accountId === accountId && account.regions.includes(region)),
      onJobEnded: ({ job, startToken }) => {
        const { jobId, ...vault } = job;
        store.runningGlacierJobs.forget(glacierJobKey(job));
        watches.wake({ kind: 'Vault', ...vault }, jobId);
        // A start waits for it whose answer is lost, and nobody else may look at it. What the notice says of it, anybody
        // may have written who may publish to the topic.
        if (starts.unresolvedStarts.isAwaiting(startToken)) {
          createLoaders(ownSession(), services)
            .glacierJob.load(job)
            .catch(() => undefined);
        }
      },
      log,
    });
  const health = createHealth({
    pingRedis: store.ping,
    isAwsFailing: awsHealth.isFailing,
    isMemoryLow: () => overload.isMemoryLow,
  });
  const downloads = { services, addresses: links.addresses, log };
  const server = createServer(
    {
      authenticator,
      graphql,
      events: { broadcasts, callerLimits, streams },
      sockets,
      sns: receiver,
      downloads,
      health,
      overload,
      observers: telemetry.requests,
      callerLimits,
      cors: createCors(requests.corsOrigins),
      graphiql,
      persisted,
    },
    host,
    log,
  );
  const drain = createDrain(server);
  const { admin } = telemetryOptions;
  const operators =
    admin && telemetry.metrics && createAdminServer({ metrics: telemetry.metrics, health, host: admin.host, log });

  origin = await listen(server, host, port);
  const adminUrl = operators && admin ? (await listen(operators, admin.host, admin.port)) + metricsPath : null;

  return {
    url: origin + graphqlPath,
    snsUrl: origin + snsPath,
    adminUrl,
    graphiql,
    underWay: () => ({ watches: watches.watches, broadcasts: broadcasts.size }),
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
      operators?.close();
      operators?.closeAllConnections();
    },
  };
}
