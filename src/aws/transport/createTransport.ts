// The transport of hot reads: a third of the SDK's CPU time for a call. It guarantees:
// - A request is the SDK's: endpoint, headers and signature are compared with those of the SDK (prepareOperation.ts).
// - One call is one request, whoever reads its response. A stream is handed on as it comes. What the own readers do not fully
//   recognise, and every error, is read by the SDK from the bytes that were received (heldOutcomes.ts), with all middlewares
//   of the client.
// - Limits, retries, breakers, permissions, records and translated errors are above it (sendCall.ts) and do not know of it.
// - What it cannot send as the SDK would, the SDK sends: another input, a proxy, a client with other headers; and all later
//   calls of an operation whose response undici did not understand.
import { randomUUID } from 'node:crypto';
import { AwsSdkSigV4Signer } from '@aws-sdk/core/httpAuthSchemes';
import type { MetadataBearer } from '@smithy/types';
import { systemClock } from '../../core/clock.ts';
import type { WorkInTurns } from '../../core/workInTurns.ts';
import type { ConnectionPool } from '../../egress/connectionPool.ts';
import type { Egress } from '../../egress/createEgress.ts';
import { nextAttempt } from '../client/attemptHeaders.ts';
import type { CollectorOptions } from '../client/createCollector.ts';
import type { AwsOperation } from '../client/defineOperation.ts';
import { isNotUnderstood } from './connectionError.ts';
import { exchange, type Outcome, type Received } from './exchange.ts';
import { readBySdk, type SdkCommand } from './heldOutcomes.ts';
import type { KnownBodies } from './knownBodies.ts';
import { type PreparedOperation, prepareOperation, type SigningClient } from './prepareOperation.ts';
import type { ReadBody } from './readJson.ts';
import { isStreamed, type ResponseHead } from './streamedOutput.ts';

export interface TransportOptions {
  egress: Egress;
  /** Milliseconds until the headers of a response. */
  attempt: number;
  collector: CollectorOptions;
  /** Shared by the transports of all locations. */
  bodies: KnownBodies;
  turns: WorkInTurns;
  /** Distinguishes the location from all others. */
  location: string;
}

export interface Transport {
  /** Sends a read. Rejects as the client would. */
  send(operation: AwsOperation, command: SdkCommand, signal: AbortSignal): Promise<MetadataBearer>;
  close(): void;
}

/** How often an operation is prepared: the first time, the credentials may have changed between both signatures. */
const maxPreparations = 3;

/** In bytes. What is made of the records of so many, some hundreds, is work for another turn of the event loop. */
const longBody = 96 * 1024;

/** An operation with the connections to its endpoint. */
interface Route extends PreparedOperation {
  pool: ConnectionPool;
}

export const createTransport = (client: SigningClient, options: TransportOptions): Transport =>
  new LeanTransport(client, options);

class LeanTransport implements Transport {
  readonly #client: SigningClient;
  readonly #options: TransportOptions;
  /** By the id of the operation. Null: the SDK sends. */
  readonly #routes = new Map<string, Route | null>();
  /** Those that the first call of an operation is preparing. */
  readonly #pending = new Map<string, Promise<Route | null>>();
  /** How often an operation could not be prepared. */
  readonly #misses = new Map<string, number>();
  /** By origin. */
  readonly #pools = new Map<string, Promise<ConnectionPool | null>>();
  /** The SDK's own rule for the difference of clocks. */
  readonly #clock = new AwsSdkSigV4Signer();
  #isClosed = false;

  constructor(client: SigningClient, options: TransportOptions) {
    this.#client = client;
    this.#options = options;
  }

  async send(operation: AwsOperation, command: SdkCommand, signal: AbortSignal): Promise<MetadataBearer> {
    const { config } = this.#client;
    const known = this.#routes.get(operation.id);
    const route = known === undefined ? await this.#prepare(operation, command) : known;
    const target = route?.targetOf(command.input);
    // Without credentials, the SDK reports why.
    const credentials = target && (await config.credentials().catch(() => null));
    if (!route || !target || !credentials) return this.#client.send(command);
    const { attempt: timeout, collector, turns } = this.#options;
    const sentAt = systemClock.now();
    const offset = config.systemClockOffset;
    const request = route.sign(target, nextAttempt(command.input, randomUUID), credentials, sentAt + offset);
    const outcome = await exchange(route.pool, request, {
      ...{ signal, timeout, host: route.host, collector, turns },
      isStreamed: route.readStreamed ? isStreamed : undefined,
    });
    if ('stream' in outcome) {
      this.#clock.successHandler(outcome, { config, _requestSentAt: sentAt });
      return withMetadata(outcome, route.readStreamed?.(outcome, outcome.stream) ?? {});
    }
    if ('failure' in outcome && isNotUnderstood(outcome.failure)) this.#routes.set(operation.id, null);
    const output = readOutcome(outcome, this.#readerOf(operation, route, request.path));
    if (!output) return readBySdk(this.#client, command, outcome, offset);
    const received = outcome as Received;
    this.#clock.successHandler(received, { config, _requestSentAt: sentAt });
    if (received.body.length >= longBody) await turns.take(received.body.length);
    return output;
  }

  close(): void {
    this.#isClosed = true;
    const ignore = () => undefined;
    for (const pool of this.#pools.values()) void pool.then((opened) => opened?.destroy(), ignore);
    this.#pools.clear();
    this.#routes.clear();
  }

  /** Of a list, known bytes are not read again. */
  #readerOf({ id, list }: AwsOperation, { read }: Route, path: string): ReadBody {
    const { bodies, location } = this.#options;
    return list === undefined ? read : (body) => bodies.read(`${location} ${id} ${path}`, body, read);
  }

  async #prepare(operation: AwsOperation, command: SdkCommand): Promise<Route | null> {
    const { id } = operation;
    const pending = this.#pending.get(id) ?? this.#createRoute(operation, command);
    this.#pending.set(id, pending);
    try {
      return await pending;
    } catch {
      // The SDK reports why it cannot send this call. The next one is prepared again.
      return null;
    } finally {
      this.#pending.delete(id);
    }
  }

  async #createRoute(operation: AwsOperation, command: SdkCommand): Promise<Route | null> {
    const prepared = await prepareOperation(this.#client, operation, command);
    const pool = prepared && (await this.#poolFor(prepared.origin));
    const route = pool ? { ...prepared, pool } : null;
    const misses = (this.#misses.get(operation.id) ?? 0) + (route ? 0 : 1);
    this.#misses.set(operation.id, misses);
    if (route || misses === maxPreparations) this.#routes.set(operation.id, route);
    return route;
  }

  #poolFor(url: URL): Promise<ConnectionPool | null> {
    if (this.#isClosed) return Promise.resolve(null);
    const known = this.#pools.get(url.origin);
    if (known) return known;
    const { egress, attempt } = this.#options;
    const pool = egress.pool(url, { connectTimeout: attempt });
    this.#pools.set(url.origin, pool);
    // A failure is not kept: the next call may load it.
    pool.catch(() => this.#pools.delete(url.origin));
    return pool;
  }
}

/** The output of a plain success; null for everything else. */
function readOutcome(outcome: Outcome, read: ReadBody): MetadataBearer | null {
  if (!('statusCode' in outcome) || 'failure' in outcome || outcome.statusCode !== 200) return null;
  const { headers, body } = outcome;
  if ('content-encoding' in headers || !isData(headers['content-type'])) return null;
  try {
    return withMetadata(outcome, read(body));
  } catch {
    return null;
  }
}

const withMetadata = ({ statusCode, headers }: ResponseHead, output: object): MetadataBearer =>
  ({ ...output, $metadata: { httpStatusCode: statusCode, requestId: requestIdOf(headers) } }) as MetadataBearer;

/** Without a type, the bytes alone say what it is, as for the SDK. */
const isData = (type: string | undefined): boolean =>
  type === undefined || /^application\/(?:json|xml)\b|^text\/xml\b/i.test(type);

const requestIdOf = (headers: Readonly<Record<string, string>>): string | undefined =>
  headers['x-amzn-requestid'] ?? headers['x-amzn-request-id'] ?? headers['x-amz-request-id'];
