// Figures for Prometheus. Every label has a bounded set of values: names of our own, places of the configuration, statuses;
// never a client's words.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AwsObserver, LocationGauges } from '../aws/client/awsObserver.ts';
import { version } from '../core/version.ts';
import type { EventLoopDelay } from './createEventLoopMonitor.ts';
import type { RequestObserver } from './requestObserver.ts';

/** What is looked at when somebody asks. */
export interface GaugeSources {
  watches(): number;
  broadcasts(): number;
  subscribers(): number;
  limiters(): readonly LocationGauges[];
  eventLoopDelay(): EventLoopDelay;
}

export interface Metrics {
  readonly aws: AwsObserver;
  readonly requests: RequestObserver;
  readonly contentType: string;
  text(): Promise<string>;
}

const place = ['account', 'region'] as const;
const starts: ReadonlySet<string> = new Set(['glacier.InitiateJob', 's3control.CreateJob']);
const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics(gauged: GaugeSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: `glacier_graphql_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Histogram({ name: `glacier_graphql_${name}`, help, labelNames: [...labelNames], buckets: seconds, registers });

  const calls = counter('aws_calls_total', 'Calls of AWS, by what came of them.', ['operation', ...place, 'result']);
  const sent = counter('aws_requests_total', 'Requests sent to AWS, repeats included.', ['operation', ...place]);
  const throttles = counter('aws_throttles_total', 'Calls that AWS throttled to the end.', ['operation', ...place]);
  const durations = histogram('aws_call_seconds', 'Duration of calls of AWS.', ['operation', ...place]);
  const waits = histogram('aws_wait_seconds', 'How long calls of AWS waited for their turn.', ['service', ...place]);
  const started = counter('starts_total', 'Starts of jobs, by what came of them.', ['operation', 'result']);
  const cached = counter('cached_answers_total', 'Answers of AWS that were kept from an earlier call.', []);
  const coalesced = counter('coalesced_answers_total', 'Answers of calls that another request had under way.', []);
  const requests = counter('requests_total', 'Requests by kind and HTTP status.', ['kind', 'status']);
  const answered = histogram('request_seconds', 'Duration of requests; of subscriptions, none.', ['kind']);

  addGauges(registers, gauged);
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
          if (scope.kind !== 'subscription') answered.observe({ kind: scope.kind }, milliseconds / 1000);
          if (!scope.usage) return;
          cached.inc(scope.usage.cached);
          coalesced.inc(scope.usage.coalesced);
        },
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
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
  single('watches', 'Watches of jobs: what is looked at again and again.', gauged.watches);
  single('broadcasts', 'Subscriptions that differ from each other.', gauged.broadcasts);
  single('subscribers', 'Subscribers, on whichever transport.', gauged.subscribers);

  const labelNames = ['service', ...place];
  const ofPlaces = (name: string, help: string, value: (place: LocationGauges) => number) =>
    new Gauge({
      name: `glacier_graphql_aws_${name}`,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const one of gauged.limiters()) {
          const { service, location } = one;
          this.set({ service, account: location.accountId, region: location.region }, value(one));
        }
      },
    });
  ofPlaces('calls_under_way', 'Calls of AWS under way.', ({ inFlight: underWay }) => underWay);
  ofPlaces('calls_waiting', 'Calls of AWS that wait for their turn.', ({ waiting }) => waiting);
  ofPlaces('breakers_open', 'Operations that are not sent for now, because they failed.', ({ open }) => open.length);
  ofPlaces('retry_budget', 'The part of the retry budget that is left.', ({ retryBudget }) => retryBudget);
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
    'How late the event loop is, on average of the last moment.',
    () => loopDelay().mean / 1000,
  );
  read(`${lag}_max_seconds`, 'The same at its worst.', () => loopDelay().max / 1000);
  read('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
  read('nodejs_heap_size_used_bytes', "V8's heap in use.", () => process.memoryUsage().heapUsed);
  read('process_uptime_seconds', 'How long the process runs.', () => process.uptime());
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time, of the system too.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  new Gauge({
    name: 'glacier_graphql_info',
    help: 'The version of the gateway, as a label.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
}
