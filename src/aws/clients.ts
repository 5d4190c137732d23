// The SDK's clients for each account and region, made when they are first needed.
import { GlacierClient, type GlacierClientConfig } from '@aws-sdk/client-glacier';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Backend } from './backend.ts';
import { type Location, locationKey } from './location.ts';
import { createReadRetry, createStartRetry } from './retry.ts';

export interface AwsTimeouts {
  /** Milliseconds for one try of a read. */
  attempt: number;
  /** Milliseconds for a call with all its tries. */
  call: number;
}

export interface Clients {
  /** For what may be sent again. */
  repeatable: GlacierClient;
  /** For what must not happen twice. */
  once: GlacierClient;
  /** Where calls wait their turn. */
  slots: LimitFunction;
}

/**
 * Calls under way at once in one account and region. Fewer than the SDK's 50 sockets: a call that waits for a socket
 * spends the time of its try, one that waits for a slot does not.
 */
const concurrency = 40;

export interface ClientPool {
  of(location: Location): Clients;
  close(): void;
}

export function createClientPool(backend: Backend, timeouts: AwsTimeouts): ClientPool {
  const made = new Map<string, Clients>();
  return {
    of: (location) => {
      const key = locationKey(location);
      const clients = made.get(key) ?? createClients(backend, location, timeouts);
      made.set(key, clients);
      return clients;
    },
    close: () => {
      for (const { repeatable, once } of made.values()) {
        repeatable.destroy();
        once.destroy();
      }
      made.clear();
    },
  };
}

function createClients(backend: Backend, location: Location, { attempt, call }: AwsTimeouts): Clients {
  const client = (requestTimeout: number, retryStrategy: GlacierClientConfig['retryStrategy']) =>
    new GlacierClient({
      region: location.region,
      ...backend.clientConfig(location),
      ...(retryStrategy ? { retryStrategy } : {}),
      // Without throwOnRequestTimeout the SDK only warns; without any of these it waits for a silent server for ever.
      requestHandler: { connectionTimeout: attempt, requestTimeout, throwOnRequestTimeout: true },
      cacheMiddleware: true,
    });
  return {
    repeatable: client(attempt, createReadRetry()),
    // A start has one try, so that one may take as long as the call.
    once: client(call, createStartRetry()),
    slots: pLimit(concurrency),
  };
}
