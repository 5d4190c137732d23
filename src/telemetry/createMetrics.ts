// Metrics, as Prometheus has them. Every label has a bounded set of values: operation names, configured accounts and regions, statuses;
// never a value that a client sends.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RefusalReason } from '../access/refusal.ts';
import type { AwsObserver, LocationGauges } from '../aws/client/awsObserver.ts';
import { version } from '../core/version.ts';
import type { EventKind, EventOutcome, EventSource } from '../events/eventObserver.ts';
import type { JobFigures } from '../jobs/jobFigures.ts';
import type { KeepFigures } from '../staging/keepFigures.ts';
import { addEventCounter, addKeepMetrics } from './addEventMetrics.ts';
import { addJobGauges, addRestoreGauge } from './addJobGauges.ts';
import { addReloadMetrics } from './addReloadMetrics.ts';
import type { EventLoopDelay } from './createEventLoopMonitor.ts';
import type { RegistryMetric } from './otlpMetrics.ts';
import type { ReloadFigures } from './reloadFigures.ts';
import type { RequestObserver } from './requestObserver.ts';

/** The sources of gauges, read at each scrape. */
export interface GaugeSources {
  watches(): number;
  broadcasts(): number;
  subscribers(): number;
  heldBytes(): number;
  maxHeldBytes(): number;
  refusedCallers(): number;
  /** By reason. */
  disconnects(): ReadonlyMap<string, number>;
  limiters(): readonly LocationGauges[];
  eventLoopDelay(): EventLoopDelay;
  /** Of the jobs that are known, without a call. */
  jobs(): readonly JobFigures[];
  /** Objects of restore jobs by state, without a call. */
  restores(): Readonly<Record<string, number>>;
  /** Retrievals that are kept staged. */
  kept(): KeepFigures;
  /** The time that the readings of jobs count in, in milliseconds. */
  now(): number;
  /** Of configured files. */
  reloads(): ReloadFigures;
  /** By route. */
  notifications(): readonly { route: string; waiting: number; isGone: boolean }[];
}

export interface Metrics {
  readonly aws: AwsObserver;
  readonly requests: RequestObserver;
  /** Counts refused credentials; the reasons are a bounded set. */
  refused(reason: RefusalReason): void;
  /** Counts attempts to send notifications; the routes are those of the configuration. */
  notified(route: string, result: 'SENT' | 'FAILED' | 'GIVEN_UP'): void;
  /** Counts an event of AWS. */
  received(source: EventSource, kind: EventKind, outcome: EventOutcome): void;
  readonly contentType: string;
  /** For Prometheus. */
  text(): Promise<string>;
  /** The same as values. */
  values(): Promise<RegistryMetric[]>;
}

const location = ['account', 'region'] as const;
const starts: ReadonlySet<string> = new Set(['glacier.InitiateJob', 's3control.CreateJob']);
const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics(gauged: GaugeSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: `glacier_graphql_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Histogram({ name: `glacier_graphql_${name}`, help, labelNames: [...labelNames], buckets: seconds, registers });

  const calls = counter('aws_calls_total', 'AWS calls by result.', ['operation', ...location, 'result']);
  const sent = counter('aws_requests_total', 'Requests sent to AWS, including retries.', ['operation', ...location]);
  const throttles = counter('aws_throttles_total', 'AWS calls that failed because AWS throttled every attempt.', [
    'operation',
    ...location,
  ]);
  const durations = histogram('aws_call_seconds', 'Duration of AWS calls in seconds.', ['operation', ...location]);
  const waits = histogram('aws_queue_seconds', 'Time that AWS calls spent in the queue of the limiter, in seconds.', [
    'service',
    ...location,
  ]);
  const started = counter('starts_total', 'Job starts by result.', ['operation', 'result']);
  const cached = counter('cached_responses_total', 'AWS responses served from a cache.', []);
  const coalesced = counter('coalesced_responses_total', 'AWS responses shared with an identical call in flight.', []);
  const requests = counter('requests_total', 'Requests by kind and HTTP status.', ['kind', 'status']);
  const refusals = counter('authentication_failures_total', 'Requests and connections refused for their credentials.', [
    'reason',
  ]);
  const notifications = counter(
    'notifications_total',
    'Attempts to send notifications by route and result: SENT, FAILED, and GIVEN_UP after a day of failed attempts.',
    ['route', 'result'],
  );
  const requestDurations = histogram('request_seconds', 'Duration of requests in seconds, without subscriptions.', [
    'kind',
  ]);

  addGauges(registers, gauged);
  /** Several gauges of one scrape share them. */
  let figures: readonly JobFigures[] = [];
  addJobGauges(registers, () => figures, gauged.now);
  addRestoreGauge(registers, gauged.restores);
  const received = addEventCounter(registers);
  addKeepMetrics(registers, gauged.kept);
  addReloadMetrics(registers, gauged.reloads);
  addProcess(registers, gauged);

  return {
    aws: {
      begin: ({ operation, service, location: { accountId: account, region } }) => {
        const labels = { operation, account, region };
        return ({ result, attempts, milliseconds, waited }) => {
          calls.inc({ ...labels, result });
          if (attempts > 0) sent.inc(labels, attempts);
          if (result === 'THROTTLED') throttles.inc(labels);
          durations.observe(labels, milliseconds / 1000);
          waits.observe({ service, account, region }, waited / 1000);
          if (starts.has(operation)) started.inc({ operation, result });
        };
      },
    },
    requests: {
      begin:
        (scope) =>
        ({ status, milliseconds }) => {
          requests.inc({ kind: scope.kind, status });
          if (scope.kind !== 'subscription') requestDurations.observe({ kind: scope.kind }, milliseconds / 1000);
          if (!scope.usage) return;
          cached.inc(scope.usage.cached);
          coalesced.inc(scope.usage.coalesced);
        },
    },
    refused: (reason) => refusals.inc({ reason }),
    notified: (route, result) => notifications.inc({ route, result }),
    received,
    contentType: registry.contentType,
    text: () => {
      figures = gauged.jobs();
      return registry.metrics();
    },
    values: () => {
      figures = gauged.jobs();
      return registry.getMetricsAsJSON();
    },
  };
}

function addGauges(registers: Registry[], gauged: GaugeSources): void {
  const single = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: `glacier_graphql_${name}`,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  single('watches', 'Watches: sets of jobs that are polled.', gauged.watches);
  single('broadcasts', 'Distinct subscriptions, each executed once per event.', gauged.broadcasts);
  single('subscribers', 'Subscribers on all transports.', gauged.subscribers);

  single('held_bytes', 'Memory held for clients and AWS, in bytes: the byte budget.', gauged.heldBytes);
  single('held_bytes_max', 'Highest value of glacier_graphql_held_bytes since the start.', gauged.maxHeldBytes);
  single('refused_callers', 'Callers that are refused for their CPU time.', gauged.refusedCallers);
  const perRoute = (name: string, help: string, value: (state: { waiting: number; isGone: boolean }) => number) =>
    new Gauge({
      name: `glacier_graphql_${name}`,
      help,
      labelNames: ['route'],
      registers,
      collect() {
        this.reset();
        for (const { route, ...state } of gauged.notifications()) this.set({ route }, value(state));
      },
    });
  perRoute('notifications_waiting', 'Notifications that wait to be sent by route.', ({ waiting }) => waiting);
  perRoute('notification_route_off', '1 if the receiver of the route answered 410, else 0.', ({ isGone }) =>
    Number(isGone),
  );
  new Counter({
    name: 'glacier_graphql_disconnects_total',
    help: 'Connections and subscriptions that were ended to free memory.',
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of gauged.disconnects()) this.inc({ reason }, count);
    },
  });

  const labelNames = ['service', ...location];
  const perLimiter = (name: string, help: string, value: (gauges: LocationGauges) => number) =>
    new Gauge({
      name: `glacier_graphql_aws_${name}`,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const gauges of gauged.limiters()) {
          const { service, location } = gauges;
          this.set({ service, account: location.accountId, region: location.region }, value(gauges));
        }
      },
    });
  perLimiter('calls_in_flight', 'AWS calls in flight.', ({ inFlight }) => inFlight);
  perLimiter('calls_queued', 'AWS calls in the queue of the limiter.', ({ waiting }) => waiting);
  perLimiter('circuits_open', 'Operations whose circuit breaker is open.', ({ open }) => open.length);
  perLimiter('retry_budget', 'Remaining share of the retry budget, from 0 to 1.', ({ retryBudget }) => retryBudget);
}

function addProcess(registers: Registry[], { eventLoopDelay: loopDelay }: GaugeSources): void {
  const read = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  const lag = 'nodejs_eventloop_lag';
  read(
    `${lag}_mean_seconds`,
    'Mean delay of the event loop in the last 250 ms, in seconds.',
    () => loopDelay().mean / 1000,
  );
  read(
    `${lag}_max_seconds`,
    'Maximum delay of the event loop in the last 250 ms, in seconds.',
    () => loopDelay().max / 1000,
  );
  read('process_resident_memory_bytes', 'Resident memory in bytes.', () => process.memoryUsage.rss());
  read('nodejs_heap_size_used_bytes', 'Used heap in bytes.', () => process.memoryUsage().heapUsed);
  read('process_uptime_seconds', 'Uptime of the process in seconds.', () => process.uptime());
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time in seconds, user and system.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  new Gauge({
    name: 'glacier_graphql_info',
    help: 'Always 1; the label is the version of the gateway.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
}
