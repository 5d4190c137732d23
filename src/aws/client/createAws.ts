// The connection to AWS: one client pool and one request coalescer for the sessions of all requests.
import { LRUCache } from 'lru-cache';
import type { Caller } from '../../access/caller.ts';
import { defaultConfig } from '../../config/options.ts';
import { type Clock, idleClock as loopIdleClock } from '../../core/clock.ts';
import { createEgress, type Egress } from '../../egress/createEgress.ts';
import { createByteBudget } from '../../limits/createByteBudget.ts';
import type { CallAllowance } from '../../limits/subscriptionBudget.ts';
import type { Backend } from '../backend.ts';
import { type LimiterSettings, limiterSettingsOf, serviceNames } from '../limiter/limiterSettings.ts';
import type { AwsObserver, LocationGauges } from './awsObserver.ts';
import { type AwsSession, type CallerSignal, createSession } from './awsSession.ts';
import { type AwsTimeouts, createClientPool, type LocationClients } from './clientPool.ts';
import type { CollectorOptions } from './createCollector.ts';
import type { LeftUpload } from './leftUpload.ts';
import { RequestCoalescer } from './requestCoalescer.ts';
import type { SeenJob } from './seenJob.ts';

export interface Aws {
  /**
   * The signal ends the session's reads when its caller goes away. The allowance limits their number. Calls of different queues
   * take turns; the queue is that of the caller if omitted.
   */
  session(caller: Caller, signal: CallerSignal, allowance?: CallAllowance, queue?: string): AwsSession;
  /** Of the locations used so far. */
  gauges(): readonly LocationGauges[];
  /** From now on, calls are made with the credentials of this backend. */
  replaceBackend(next: Backend): void;
  close(): void;
}

export interface AwsOptions {
  limits?: LimiterSettings | undefined;
  /** Called with each job that AWS returns. */
  onJobSeen?: ((job: SeenJob) => void) | undefined;
  /** Called with each upload whose parts remain in S3. */
  onUploadLeft?: ((upload: LeftUpload) => void) | undefined;
  observer?: AwsObserver | undefined;
  /** Direct connections if omitted. */
  egress?: Egress | undefined;
  /** The limits of responses that are read as a whole; the defaults if omitted. */
  collector?: CollectorOptions | undefined;
  /** Measures the response times of AWS; the idle time of the event loop if omitted. */
  idleClock?: Pick<Clock, 'now'> | undefined;
}

/** How many buckets in other regions than their jobs are remembered. */
const bucketsKept = 10_000;

export function createAws(
  backend: Backend,
  timeouts: AwsTimeouts,
  {
    limits = limiterSettingsOf(defaultConfig()),
    onJobSeen = () => undefined,
    onUploadLeft = () => undefined,
    observer,
    egress = createEgress(),
    collector = { maxBytes: defaultConfig().MAX_AWS_RESPONSE_BYTES, budget: createByteBudget(defaultConfig()) },
    idleClock = loopIdleClock,
  }: AwsOptions = {},
): Aws {
  const pool = createClientPool(backend, { timeouts, limits, egress, collector, idleClock });
  const coalescer = new RequestCoalescer();
  // By size: `max` would allocate the places of all of them at once.
  const bucketRegions = new LRUCache<string, string>({ maxSize: bucketsKept, sizeCalculation: () => 1 });
  const { budget } = collector;
  const services = {
    pool,
    bucketRegions,
    budget,
    coalescer,
    timeouts,
    queueTimeout: limits.queueTimeout,
    onUploadLeft,
    onJobSeen,
    observer,
  };
  return {
    session: (caller, signal, allowance, queue) => createSession(services, caller, signal, allowance, queue),
    gauges: () => gaugesOf(pool.used()),
    replaceBackend: pool.replaceBackend,
    close: pool.close,
  };
}

const gaugesOf = (used: Iterable<LocationClients>): LocationGauges[] =>
  [...used].flatMap(({ location, limiters, retryBudget }) =>
    serviceNames.map((service) => {
      const { inFlight, waiting, open } = limiters[service];
      return { service, location, inFlight, waiting, open, retryBudget: retryBudget.left };
    }),
  );
