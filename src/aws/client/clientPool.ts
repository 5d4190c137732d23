// What each account and region is asked through, made when it is first needed: the SDK's clients, a gate for each service,
// and a budget of repeats. Only configured places get so far, so that there are no more of these than of those.
import { GlacierClient } from '@aws-sdk/client-glacier';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { LRUCache } from 'lru-cache';
import { steadyClock, systemClock } from '../../core/clock.ts';
import { type Location, locationKey } from '../../core/location.ts';
import type { Backend } from '../backend.ts';
import { concurrencyOfAll, concurrencyOfOne, type LimiterSettings, rateOf } from '../limiter/limiterSettings.ts';
import { RetryBudget } from '../limiter/retryBudget.ts';
import { ServiceLimiter } from '../limiter/serviceLimiter.ts';
import { makeAbortable } from './abortable.ts';
import { attemptHeaders } from './attemptHeaders.ts';
import { Credentials } from './credentials.ts';

export interface AwsTimeouts {
  /** Milliseconds for one try. */
  attempt: number;
  /** Milliseconds for a call with all its tries. */
  call: number;
}

export interface Clients {
  glacier: GlacierClient;
  s3Control: S3ControlClient;
}

export interface Place {
  location: Location;
  clients: Clients;
  gates: Record<keyof Clients, ServiceLimiter>;
  budget: RetryBudget;
  /** Undefined where they never change. */
  credentials: Credentials | undefined;
}

/** How many callers have clients of their own at a time, in all places together. */
const namedKept = 200;

export interface ClientPool {
  at(location: Location): Place;
  /** For what a caller changes where callers are told apart; undefined elsewhere. */
  named(location: Location, callerId: string): NamedClients | undefined;
  /** Those that were asked so far. */
  places(): Iterable<Place>;
  close(): void;
}

type NamedClients = Pick<Place, 'clients' | 'credentials'>;

export function createClientPool(backend: Backend, timeouts: AwsTimeouts, limits: LimiterSettings): ClientPool {
  const places = new Map<string, Place>();
  const named = new LRUCache<string, NamedClients>({
    max: namedKept,
    // A call of theirs may still wait or be under way.
    dispose: ({ clients }) => void systemClock.after(limits.wait + 2 * timeouts.call, () => destroy(clients)),
  });
  return {
    at: (location) => {
      const key = locationKey(location);
      const place = places.get(key) ?? createPlace(backend, location, timeouts, limits);
      places.set(key, place);
      return place;
    },
    named: (location, callerId) => {
      const credentials = backend.credentialsFor?.(location, callerId);
      if (!credentials) return undefined;
      const key = `${locationKey(location)} ${callerId}`;
      const inTheirName = { ...backend, credentials: () => credentials };
      const known = named.get(key) ?? {
        clients: createClients(inTheirName, location, timeouts.attempt),
        credentials,
      };
      named.set(key, known);
      return known;
    },
    places: () => places.values(),
    close: () => {
      for (const { clients } of [...places.values(), ...named.values()]) destroy(clients);
      places.clear();
    },
  };
}

function destroy({ glacier, s3Control }: Clients): void {
  glacier.destroy();
  s3Control.destroy();
}

function createPlace(backend: Backend, location: Location, { attempt }: AwsTimeouts, limits: LimiterSettings): Place {
  const clients = createClients(backend, location, attempt);
  const found = backend.credentials(location);
  return {
    location,
    clients,
    gates: { glacier: createGate('glacier', limits), s3Control: createGate('s3Control', limits) },
    budget: new RetryBudget(),
    credentials: found instanceof Credentials ? found : undefined,
  };
}

function createGate(service: keyof Clients, limits: LimiterSettings): ServiceLimiter {
  const ofOne = concurrencyOfOne(service, limits);
  const settings = {
    concurrency: concurrencyOfAll(ofOne),
    concurrencyOfOne: ofOne,
    rateOf: (operation: string) => rateOf(operation, service, limits),
    waiting: limits.waiting,
  };
  return new ServiceLimiter(settings, steadyClock);
}

function createClients({ endpoints, credentials }: Backend, location: Location, attempt: number): Clients {
  const found = credentials(location);
  const settings = {
    region: location.region,
    ...(found ? { credentials: found instanceof Credentials ? found.provide : found } : {}),
    // What is sent again, and when, is decided where all tries are seen: sendCall.ts.
    maxAttempts: 1,
    // Without throwOnRequestTimeout the SDK only warns; without any of these it waits for a silent server for ever.
    requestHandler: {
      connectionTimeout: attempt,
      requestTimeout: attempt,
      throwOnRequestTimeout: true,
      // The gate bounds the calls. What flows to a slow reader holds a connection beyond that, and must leave some.
      httpAgent: { maxSockets: Number.POSITIVE_INFINITY },
      httpsAgent: { maxSockets: Number.POSITIVE_INFINITY },
    },
    cacheMiddleware: true,
  };
  const { glacier, s3Control } = endpoints(location);
  const clients = {
    glacier: new GlacierClient({ ...settings, ...(glacier ? { endpoint: glacier } : {}) }),
    // By its rules S3 Control puts the account before any host, an IP address too; a provider of one's own does not.
    s3Control: new S3ControlClient({
      ...settings,
      ...(s3Control ? { endpointProvider: () => ({ url: new URL(s3Control) }) } : {}),
    }),
  };
  // It copies every answer for a log that nobody keeps.
  clients.glacier.middlewareStack.remove('loggerMiddleware');
  clients.s3Control.middlewareStack.remove('loggerMiddleware');
  for (const client of Object.values(clients)) {
    makeAbortable(client);
    attemptHeaders(client);
  }
  return clients;
}
