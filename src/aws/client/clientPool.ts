// SDK clients, limiters and retry budget of each account and region, created at first use: of the configured
// locations, and of each configured account in the regions where S3 reports a bucket.
import { GlacierClient } from '@aws-sdk/client-glacier';
import type { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import type { MiddlewareStack } from '@smithy/types';
import { LRUCache } from 'lru-cache';
import { type Clock, steadyClock, systemClock } from '../../core/clock.ts';
import { ForbiddenError } from '../../core/errors.ts';
import { type Location, locationKey } from '../../core/location.ts';
import { WorkInTurns } from '../../core/workInTurns.ts';
import type { Egress } from '../../egress/createEgress.ts';
import { type Backend, hasAccount, isServed } from '../backend.ts';
import {
  type LimiterSettings,
  operationConcurrency,
  rateOf,
  type ServiceName,
  serviceConcurrency,
} from '../limiter/limiterSettings.ts';
import { RetryBudget } from '../limiter/retryBudget.ts';
import { ServiceLimiter } from '../limiter/serviceLimiter.ts';
import { createTransport, type Transport, type TransportOptions } from '../transport/createTransport.ts';
import { answerHeld, isAnswered } from '../transport/heldOutcomes.ts';
import { KnownBodies } from '../transport/knownBodies.ts';
import type { SigningClient } from '../transport/prepareOperation.ts';
import { makeAbortable } from './abortable.ts';
import { keepAcceptance } from './acceptedWrite.ts';
import { attemptHeaders } from './attemptHeaders.ts';
import { CallTurns } from './callTurns.ts';
import { type CollectorOptions, createCollector } from './createCollector.ts';
import { createRequestHandler } from './createRequestHandler.ts';
import { Credentials } from './credentials.ts';
import { refuseForeignResponses } from './refuseForeignResponses.ts';
import { repairLists } from './repairLists.ts';

export interface AwsTimeouts {
  /** Milliseconds for one attempt. */
  attempt: number;
  /** Milliseconds for a call with all its attempts. */
  call: number;
}

export interface ClientPoolOptions {
  timeouts: AwsTimeouts;
  limits: LimiterSettings;
  egress: Egress;
  collector: CollectorOptions;
  /** Measures the response times of AWS. */
  idleClock: Pick<Clock, 'now'>;
}

/** With what all transports share. */
type ClientOptions = ClientPoolOptions & Pick<TransportOptions, 'bodies' | 'turns'> & { callTurns: CallTurns };

/** The client of S3 and its commands. */
export type S3Sdk = typeof import('@aws-sdk/client-s3');

export interface Clients {
  glacier: GlacierClient;
  s3Control: S3ControlClient;
  /** Loaded and created on first use: few gateways read buckets. */
  s3(): Promise<{ client: S3Client; sdk: S3Sdk }>;
  closeS3(): void;
  /** For hot reads. */
  transports: Record<'glacier' | 's3Control', Transport>;
}

export interface LocationClients {
  location: Location;
  clients: Clients;
  limiters: Record<ServiceName, ServiceLimiter>;
  retryBudget: RetryBudget;
  turns: CallTurns;
  /** Undefined if they never change. */
  credentials: Credentials | undefined;
}

/** How many callers have clients of their own at a time, in all locations together. The clients of one take 70 KB, measured. */
const callersKept = 200;

export interface ClientPool {
  /** Throws a ForbiddenError, before anything is sent, for an account that is not the gateway's any more. */
  at(location: Location): LocationClients;
  /** For the writes of a caller, if the account knows callers apart; else undefined. */
  ofCaller(location: Location, callerId: string): CallerClients | undefined;
  /** The locations used so far. */
  used(): Iterable<LocationClients>;
  /** From now on, clients are those of this backend. Clients whose credentials are the same stay. */
  replaceBackend(next: Backend): void;
  close(): void;
}

const accountRemoved = () => new ForbiddenError('The gateway does not serve this account any more. Nothing was sent.');

type CallerClients = Pick<LocationClients, 'clients' | 'credentials'>;

/** Takes about 2 ms, with the records that are made of them. */
const bytesReadPerTurn = 128 * 1024;

export function createClientPool(first: Backend, given: ClientPoolOptions): ClientPool {
  const { timeouts, limits } = given;
  let backend = first;
  const options: ClientOptions = {
    ...given,
    bodies: new KnownBodies(),
    callTurns: new CallTurns(),
    turns: new WorkInTurns(Number.POSITIVE_INFINITY, undefined, bytesReadPerTurn),
  };
  const byLocation = new Map<string, LocationClients>();
  const closing = new Set<() => void>();
  /** A call may still be queued or in flight. */
  const destroyLater = ({ clients }: CallerClients): void => {
    const end = () => {
      cancel();
      closing.delete(end);
      destroy(clients);
    };
    const cancel = systemClock.after(limits.queueTimeout + 2 * timeouts.call, end);
    closing.add(end);
  };
  const byCaller = new LRUCache<string, CallerClients>({ max: callersKept, dispose: destroyLater });
  return {
    at: (location) => {
      const key = locationKey(location);
      const known = byLocation.get(key);
      if (known) return known;
      // For what began before a reload. Without credentials of its own, the SDK would find those of another account.
      if (!hasAccount(backend, location.accountId)) throw accountRemoved();
      const created = createLocationClients(backend, location, options);
      byLocation.set(key, created);
      return created;
    },
    ofCaller: (location, callerId) => {
      const credentials = backend.credentialsFor?.(location, callerId);
      if (!credentials) return undefined;
      const key = `${locationKey(location)} ${callerId}`;
      const before = byCaller.get(key);
      if (before?.credentials === credentials) return before;
      const asCaller = { ...backend, credentials: () => credentials };
      const created = { clients: createClients(asCaller, location, options), credentials };
      byCaller.set(key, created);
      return created;
    },
    used: () => byLocation.values(),
    replaceBackend: (next) => {
      const before = backend;
      backend = next;
      for (const [key, known] of byLocation) {
        const { location } = known;
        const isRemoved =
          !hasAccount(next, location.accountId) || (isServed(before, location) && !isServed(next, location));
        const found = next.credentials(location);
        if (!isRemoved && found === before.credentials(location)) continue;
        destroyLater(known);
        if (isRemoved || !found) {
          byLocation.delete(key);
          continue;
        }
        // AWS's limits hold for the account, whatever the credentials are.
        const { limiters, retryBudget } = known;
        byLocation.set(key, { ...createLocationClients(next, location, options), limiters, retryBudget });
      }
    },
    close: () => {
      for (const { clients } of [...byLocation.values(), ...byCaller.values()]) destroy(clients);
      for (const end of closing) end();
      byLocation.clear();
    },
  };
}

function destroy({ glacier, s3Control, closeS3, transports }: Clients): void {
  closeS3();
  transports.glacier.close();
  transports.s3Control.close();
  glacier.destroy();
  s3Control.destroy();
}

function createLocationClients(backend: Backend, location: Location, options: ClientOptions): LocationClients {
  const { limits, idleClock, callTurns } = options;
  const clients = createClients(backend, location, options);
  const found = backend.credentials(location);
  return {
    location,
    clients,
    limiters: {
      glacier: createLimiter('glacier', limits, idleClock),
      s3Control: createLimiter('s3Control', limits, idleClock),
      s3: createLimiter('s3', limits, idleClock),
    },
    retryBudget: new RetryBudget(),
    turns: callTurns,
    credentials: found instanceof Credentials ? found : undefined,
  };
}

function createLimiter(service: ServiceName, limits: LimiterSettings, idleClock: Pick<Clock, 'now'>): ServiceLimiter {
  return new ServiceLimiter(
    {
      concurrency: serviceConcurrency(service, limits),
      operationConcurrency: operationConcurrency(service, limits),
      rateOf: (operation) => rateOf(operation, service, limits),
      queueLength: limits.queueLength,
    },
    steadyClock,
    idleClock,
  );
}

function createClients(
  { endpoints, credentials }: Backend,
  location: Location,
  { timeouts, egress, collector, bodies, turns }: ClientOptions,
): Clients {
  const found = credentials(location);
  const settings = {
    region: location.region,
    ...(found ? { credentials: found instanceof Credentials ? found.provide : found } : {}),
    // Retries are decided where all attempts are seen: sendCall.ts.
    maxAttempts: 1,
    cacheMiddleware: true,
    streamCollector: createCollector(collector),
  };
  const requestHandler = () => createRequestHandler(egress, timeouts.attempt);
  const { glacier, s3Control, s3 } = endpoints(location);
  const clients = {
    glacier: prepare(
      new GlacierClient({ ...settings, requestHandler: requestHandler(), ...(glacier ? { endpoint: glacier } : {}) }),
    ),
    // By its rules S3 Control puts the account before any host, even an IP address; an endpoint provider does not.
    s3Control: prepare(
      new S3ControlClient({
        ...settings,
        requestHandler: requestHandler(),
        ...(s3Control ? { endpointProvider: () => ({ url: new URL(s3Control) }) } : {}),
      }),
    ),
  };
  const transport = (client: object) =>
    createTransport(client as SigningClient, {
      egress,
      attempt: timeouts.attempt,
      collector,
      bodies,
      turns,
      location: locationKey(location),
    });
  let opened: ReturnType<Clients['s3']> | undefined;
  const openS3 = async () => {
    const sdk = await import('@aws-sdk/client-s3');
    // With an endpoint of its own, a server need not answer for names of buckets as hosts.
    const endpoint = s3 ? { endpoint: s3, forcePathStyle: true } : {};
    const client = prepare(
      new sdk.S3Client({
        ...settings,
        // The SDK keeps the endpoint, which is the bucket's, with the middlewares: of two calls at the same time, the first one
        // would go to the bucket of the second one.
        cacheMiddleware: false,
        requestHandler: requestHandler(),
        ...endpoint,
      }),
    );
    return { client, sdk };
  };
  return {
    ...clients,
    s3: () => {
      if (!opened) {
        opened = openS3();
        // A failure is not kept: the next call may load it.
        opened.catch(() => {
          opened = undefined;
        });
      }
      return opened;
    },
    closeS3: () =>
      void opened?.then(
        ({ client }) => client.destroy(),
        () => undefined,
      ),
    transports: { glacier: transport(clients.glacier), s3Control: transport(clients.s3Control) },
  };
}

type PreparableClient<Input extends object, Output extends object> = Parameters<
  typeof makeAbortable<Input, Output>
>[0] &
  Parameters<typeof repairLists<Input, Output>>[0];

/**
 * What a response passes, from the network on: answerHeld (one that the transport received), keepAcceptance (the headers of a
 * write), refuseForeignResponses, receiveList (keeps the bytes), the SDK's own reading, and repairList (reads a bad list record
 * by record). Of middlewares with one priority, the last one is the closest to the network.
 */
function prepare<Input extends object, Output extends object, Client extends PreparableClient<Input, Output>>(
  client: Client & { middlewareStack: MiddlewareStack<Input, Output> },
): Client {
  // It copies every response for a log that nobody keeps.
  client.middlewareStack.remove('loggerMiddleware');
  makeAbortable<Input, Output>(client);
  attemptHeaders<Input, Output>(client, (input) => !isAnswered(input));
  repairLists<Input, Output>(client);
  refuseForeignResponses<Input, Output>(client);
  keepAcceptance<Input, Output>(client);
  answerHeld<Input, Output>(client);
  return client;
}
