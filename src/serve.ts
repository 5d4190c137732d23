// The composition root: creates everything that a gateway consists of, and closes it in reverse order.
import type { Logger } from 'pino';
import { createOpenAuthenticator } from './access/authenticator.ts';
import { anonymous, gatewayItself } from './access/caller.ts';
import { reportRefusals } from './access/reportRefusals.ts';
import { defaultLocation, isServed } from './aws/backend.ts';
import type { Aws } from './aws/client/createAws.ts';
import { type Config, defaultConfig } from './config/options.ts';
import { configuredSignIn } from './configuredSignIn.ts';
import { type Clock, systemClock } from './core/clock.ts';
import { createEventSources } from './createEventSources.ts';
import { createGraphqlHandlers } from './createGraphqlHandlers.ts';
import { createServices } from './createServices.ts';
import { createEgress, type Egress } from './egress/createEgress.ts';
import { graphqlPath } from './http/createGraphql.ts';
import { createServer, type Handlers } from './http/createServer.ts';
import { createAdminServer, metricsPath } from './http/endpoints/createAdminServer.ts';
import { createHealth } from './http/endpoints/createHealth.ts';
import { snsPath } from './http/endpoints/serveSns.ts';
import { createCors } from './http/guards/createCors.ts';
import { createTrustedProxies } from './http/guards/createTrustedProxies.ts';
import { createUpgradeLog } from './http/guards/createUpgradeLog.ts';
import { createDisconnects } from './http/lifecycle/createDisconnects.ts';
import { createDrain } from './http/lifecycle/createDrain.ts';
import { createOverload } from './http/lifecycle/createOverload.ts';
import { followConnections } from './http/lifecycle/followConnections.ts';
import { listen } from './http/listen.ts';
import { jobFigures } from './jobs/jobFigures.ts';
import { CpuBudget } from './limits/cpuBudget.ts';
import { createByteBudget } from './limits/createByteBudget.ts';
import { ExecutionTurns } from './limits/executionTurns.ts';
import { probeAws } from './loaders/probeAws.ts';
import { type Reloadable, type ReloadTargets, reloadGateway } from './reloadGateway.ts';
import type { Restores } from './restores/createRestores.ts';
import { startNotifications } from './startNotifications.ts';
import type { RedisTimes } from './storage/redis/redisTimes.ts';
import { createAwsHealth } from './telemetry/createAwsHealth.ts';
import { type LoopReadings, processReadings } from './telemetry/createEventLoopMonitor.ts';
import { createTelemetry, type TelemetryOptions } from './telemetry/createTelemetry.ts';
import { newReloadFigures, type ReloadFigures } from './telemetry/reloadFigures.ts';

/** What a gateway needs besides its options. */
export interface ServeInput extends Reloadable {
  log: Logger;
  /** What became of reloads, for metrics; none if omitted. */
  reloads?: ReloadFigures | undefined;
  /** The time of starts and their leases; real time if omitted. */
  startClock?: Clock | undefined;
  /** The time of heartbeats, slow readers, request rates, budgets of subscriptions, woken watches and the shutdown; real time if omitted. */
  realClock?: Clock | undefined;
  /** Measures the response times of AWS; the idle time of the event loop if omitted. */
  idleClock?: Pick<Clock, 'now'> | undefined;
  /** How long instances wait for their Redis and for each other; those that are not given have their defaults. */
  redisTimes?: Partial<RedisTimes> | undefined;
  /** The jitter of polls and starts, from 0 up to but not including 1; Math.random if omitted. */
  random?: (() => number) | undefined;
  /** What the delay of the event loop is computed from; the process's own figures if omitted. */
  loopReadings?: LoopReadings | undefined;
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
  /** Whether browsers receive the jobs board. */
  board: boolean;
  /** Counts that a leak would raise. */
  activity(): { watches: number; broadcasts: number };
  /** The restores that somebody follows: events of S3 in, changes out. */
  restores: Restores;
  /** Puts another configuration in place of the present one. Streams end whose callers see something else then. */
  reload(next: Reloadable): Promise<void>;
  /** Answers the requests in flight, refuses new ones, and closes everything. */
  close(): Promise<void>;
}

/** Options that are not given have the defaults of the option table. Values are parsed ones; they are not checked again. */
export async function serve(given: Partial<Config>, input: ServeInput): Promise<Gateway> {
  const config: Config = { ...defaultConfig(), ...given };
  const { backend, log, reloads = newReloadFigures(systemClock.now()) } = input;
  const { HOST: host } = config;
  const readings = {
    ...processReadings,
    ...(input.realClock ? { clock: input.realClock } : {}),
    ...input.loopReadings,
  };
  const { clock } = readings;
  const egress = createEgress(config);
  const keepAlive = config.KEEP_ALIVE_TIMEOUT_SECONDS * 1000;
  const admin = config.ADMIN_PORT === undefined ? undefined : { host: config.ADMIN_HOST, port: config.ADMIN_PORT };

  const cpu = new CpuBudget({
    percent: config.MAX_CALLER_CPU_PERCENT,
    clock,
    onRefused: (caller, percent, seconds) =>
      log.warn({ caller, percent, seconds }, 'event loop delayed by one caller; rejecting its requests'),
  });
  const overload = createOverload({
    cpu,
    onMemoryExhausted: () => input.fail?.(),
    maxEventLoopDelayMs: config.MAX_EVENT_LOOP_DELAY_MS,
    log,
    loopReadings: input.loopReadings,
  });
  const disconnects = createDisconnects(log);
  const budget = createByteBudget(config, disconnects.onBudget);
  const awsHealth = createAwsHealth(async () => probeAws(ownSession(services.aws), defaultLocation(services.backend)));
  const telemetry = await createTelemetry(
    { admin, ...exportsOf(config, egress, input.realClock) },
    {
      gauged: {
        watches: () => services.watches.watches,
        broadcasts: () => graphql.events.broadcasts.size,
        subscribers: () => graphql.events.broadcasts.subscribers,
        limiters: () => services.aws.gauges(),
        heldBytes: () => budget.bytes,
        maxHeldBytes: () => budget.maxBytes,
        refusedCallers: () => cpu.refusedCallers,
        disconnects: () => disconnects.counts,
        eventLoopDelay: overload.eventLoopDelay,
        jobs: () =>
          jobFigures(services.jobIndex.readings(), backend.clock.now(), config.EXPIRING_SOON_SECONDS).filter(
            (figures) => isServed(services.backend, figures),
          ),
        restores: () => services.restores.figures(),
        kept: () => services.keeper.figures(),
        now: () => services.jobIndex.now(),
        reloads: () => reloads,
        notifications: () => notifications?.states() ?? [],
      },
      observers: [awsHealth.observer],
      log,
    },
  );
  let present: Reloadable = input;
  let currentAuthenticator = input.authenticator ?? createOpenAuthenticator(anonymous);
  const authenticator = reportRefusals(
    () => currentAuthenticator,
    ({ reason, detail }) => {
      telemetry.metrics?.refused(reason);
      log.debug({ reason, detail }, 'credentials refused');
    },
  );
  let origin = '';
  const publicUrl = config.PUBLIC_URL?.replace(/\/+$/, '');
  const services = await createServices(config, {
    backend,
    log,
    prices: input.prices,
    startClock: input.startClock,
    realClock: input.realClock,
    idleClock: input.idleClock,
    redisTimes: input.redisTimes,
    random: input.random,
    observer: telemetry.aws,
    egress,
    budget,
    rights: () => authenticator.rights,
    baseUrl: () => publicUrl ?? origin,
    presentAccess: (earlier) => authenticator.presentAccess(earlier),
  });
  const proxies = createTrustedProxies(config.TRUSTED_PROXIES ?? []);
  const shared = {
    authenticator,
    overload,
    persisted: () => present.persistedDocuments,
    proxies,
    logUpgrade: createUpgradeLog(log, proxies),
    observers: telemetry.requests,
    turns: new ExecutionTurns(cpu, readings),
  };
  const graphql = createGraphqlHandlers(config, services, shared, log, input.realClock);
  const health = createHealth({
    pingRedis: services.store.ping,
    isAwsFailing: awsHealth.isFailing,
    isMemoryLow: () => overload.isMemoryLow,
    isBudgetFull: () => budget.isFull,
  });
  const events = createEventSources(config, services, {
    egress,
    clock: input.realClock,
    random: input.random,
    observe: (source, kind, outcome) => telemetry.metrics?.received(source, kind, outcome),
    log,
  });
  const handlers: Handlers = {
    ...shared,
    ...graphql,
    callerLimits: services.callerLimits,
    cors: createCors({
      origins: config.CORS_ORIGINS ?? [],
      headers: config.CORS_HEADERS ?? [],
      publicUrl: config.PUBLIC_URL,
      proxies,
    }),
    publicUrl: config.PUBLIC_URL,
    signIn: configuredSignIn(config, egress, log),
    downloads: { services, tokens: services.links.tokens, log },
    sns: events.sns,
    health,
  };
  const server = createServer(handlers, host, log, { keepAlive });
  const { SLOW_READER_TIMEOUT_SECONDS: slowReaderTimeoutSeconds } = config;
  const connections = {
    budget,
    slowReaderTimeoutSeconds,
    onSlowReader: disconnects.onSlowReader,
    clock: input.realClock,
  };
  followConnections(server, connections);
  const drain = createDrain(server, slowReaderTimeoutSeconds, input.realClock);
  const adminServer =
    admin &&
    telemetry.metrics &&
    createAdminServer({ metrics: telemetry.metrics, health, host: admin.host, keepAlive, log });

  if (adminServer) followConnections(adminServer, connections);

  origin = await listen(server, host, config.PORT);
  services.keeper.open();
  const notifications = await startNotifications(config, input, {
    services,
    session: () => ownSession(services.aws),
    egress,
    observe: (route, result) => telemetry.metrics?.notified(route, result),
  });
  const targets: ReloadTargets = {
    services,
    streams: graphql.events.streams,
    sockets: graphql.sockets,
    notifications,
    setAuthenticator: (next) => {
      currentAuthenticator = next;
    },
  };
  const adminUrl = adminServer && admin ? (await listen(adminServer, admin.host, admin.port)) + metricsPath : null;

  return {
    url: origin + graphqlPath,
    snsUrl: origin + snsPath,
    adminUrl,
    graphiql: handlers.graphiql,
    board: handlers.board,
    restores: services.restores,
    reload: async (next) => {
      const before = present;
      // Until they are open, the next reload opens them.
      present = { ...next, routes: undefined };
      await reloadGateway(targets, before, next);
      present = next;
    },
    activity: () => ({ watches: services.watches.watches, broadcasts: graphql.events.broadcasts.size }),
    close: async () => {
      health.startShutdown();
      graphql.events.streams.close();
      await notifications?.close();
      await Promise.all([graphql.sockets.close(), drain.responsesFinished()]);
      await drain.close();
      services.keeper.close();
      await events.close();
      services.watches.close();
      services.jobIndex.vaultLists.close();
      await graphql.graphql.dispose();
      await services.store.close();
      services.aws.close();
      overload.close();
      await telemetry.close();
      adminServer?.close();
      adminServer?.closeAllConnections();
    },
  };
}

function exportsOf(
  config: Config,
  egress: Egress,
  clock: Clock | undefined,
): Pick<TelemetryOptions, 'traces' | 'metricsExport'> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: serviceName } = config;
  if (endpoint === undefined) return {};
  const traces = { endpoint, serviceName, egress };
  if (config.OTEL_METRICS_EXPORTER === 'none') return { traces };
  return { traces, metricsExport: { ...traces, interval: config.OTEL_METRIC_EXPORT_INTERVAL, clock } };
}

/** For the calls that the gateway makes without a request. */
const ownSession = (aws: Aws) => aws.session(gatewayItself, new AbortController().signal);
