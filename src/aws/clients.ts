// The SDK's clients for each account and region, made when they are first needed.
import { GlacierClient } from '@aws-sdk/client-glacier';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import type { RetryStrategyV2 } from '@smithy/types';
import { LRUCache } from 'lru-cache';
import pLimit, { type LimitFunction } from 'p-limit';
import { systemClock } from '../clock.ts';
import { makeAbortable } from './abortable.ts';
import type { Backend } from './backend.ts';
import { type Location, locationKey } from './location.ts';
import { createReadRetry, createStartRetry } from './retry.ts';

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

/** One set for what may be sent again, one for what must not happen twice. */
export type Repeat = 'repeatable' | 'once';

export interface Place {
  clients: Record<Repeat, Clients>;
  /** For answers that are streams: as repeatable, on connections of their own. */
  streams(): Clients;
  /** Where calls wait their turn. */
  slots: Record<keyof Clients, LimitFunction>;
}

/**
 * Calls under way at once in one account and region. Fewer than the SDK's 50 sockets: a call that waits for a socket
 * spends the time of its try, one that waits for a slot does not. S3 Control throttles early; its describes are many.
 */
const concurrency = { glacier: 40, s3Control: 10 };

/** How many callers have clients of their own at a time, in all places together. */
const namedKept = 200;

export interface ClientPool {
  at(location: Location): Place;
  /** For what a caller changes where callers are told apart; undefined elsewhere. */
  named(location: Location, callerId: string): Record<Repeat, Clients> | undefined;
  close(): void;
}

export function createClientPool(backend: Backend, timeouts: AwsTimeouts): ClientPool {
  const places = new Map<string, Place & { made(): Clients[] }>();
  const changing = new LRUCache<string, Record<Repeat, Clients>>({
    max: namedKept,
    // A call of theirs may still be under way.
    dispose: (clients) => void systemClock.after(2 * timeouts.call, () => Object.values(clients).forEach(destroy)),
  });
  return {
    at: (location) => {
      const key = locationKey(location);
      const place = places.get(key) ?? createPlace(backend, location, timeouts);
      places.set(key, place);
      return place;
    },
    named: (location, callerId) => {
      const credentials = backend.credentialsFor?.(location, callerId);
      if (!credentials) return undefined;
      const key = `${locationKey(location)} ${callerId}`;
      const clients =
        changing.get(key) ?? createCalls({ ...backend, credentials: () => credentials }, location, timeouts);
      changing.set(key, clients);
      return clients;
    },
    close: () => {
      for (const { made } of places.values()) made().forEach(destroy);
      for (const clients of changing.values()) Object.values(clients).forEach(destroy);
      places.clear();
    },
  };
}

function destroy({ glacier, s3Control }: Clients): void {
  glacier.destroy();
  s3Control.destroy();
}

const createCalls = (backend: Backend, location: Location, { attempt }: AwsTimeouts): Record<Repeat, Clients> => ({
  repeatable: createClients(backend, location, attempt, attempt, createReadRetry()),
  once: createClients(backend, location, attempt, attempt, createStartRetry()),
});

function createPlace(backend: Backend, location: Location, timeouts: AwsTimeouts) {
  const { attempt } = timeouts;
  const clients = createCalls(backend, location, timeouts);
  let streams: Clients | undefined;
  return {
    clients,
    // A stream holds its connection for as long as its reader takes: among those of the calls, slow readers would leave
    // none. Made when it is first needed.
    streams: () => {
      streams ??= createClients(backend, location, attempt, attempt, createReadRetry(), Number.POSITIVE_INFINITY);
      return streams;
    },
    slots: { glacier: pLimit(concurrency.glacier), s3Control: pLimit(concurrency.s3Control) },
    made: () => [...Object.values(clients), ...(streams ? [streams] : [])],
  };
}

function createClients(
  { endpoints, credentials }: Backend,
  location: Location,
  connectionTimeout: number,
  requestTimeout: number,
  retryStrategy: RetryStrategyV2,
  maxSockets = 50,
): Clients {
  const found = credentials(location);
  const settings = {
    region: location.region,
    ...(found ? { credentials: found } : {}),
    retryStrategy,
    // Without throwOnRequestTimeout the SDK only warns; without any of these it waits for a silent server for ever.
    requestHandler: {
      connectionTimeout,
      requestTimeout,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets },
      httpsAgent: { maxSockets },
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
  makeAbortable(clients.glacier);
  makeAbortable(clients.s3Control);
  return clients;
}
