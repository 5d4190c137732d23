// The one way to AWS. Every call has a deadline, a retry rule, a translation of its errors, and is counted; equal reads
// under way at the same moment are one call.

import type { GlacierClientResolvedConfig } from '@aws-sdk/client-glacier';
import { GlacierClient, type ServiceInputTypes, type ServiceOutputTypes } from '@aws-sdk/client-glacier';
import type { Command } from '@smithy/types';
import { deadline } from '../clock.ts';
import { type GatewayError, IndeterminateError } from '../errors.ts';
import type { Backend } from './backend.ts';
import { Flights } from './flights.ts';
import { type Location, locationKey } from './location.ts';
import { createReadRetry, createStartRetry, neverSent } from './retry.ts';
import { attemptsOf, translateError } from './translateError.ts';

/** What a request has cost upstream so far. */
export interface AwsUsage {
  /** Requests sent to AWS, repeats included. */
  calls: number;
  byOperation: Record<string, number>;
  /** Answers that were kept from an earlier call. */
  cached: number;
  /** Answers of calls that another request had under way. */
  coalesced: number;
}

type GlacierCommand<I extends ServiceInputTypes, O extends ServiceOutputTypes> = Command<
  ServiceInputTypes,
  I,
  ServiceOutputTypes,
  O,
  GlacierClientResolvedConfig
>;

/** AWS as one request of a caller sees it: its calls are counted on it and end with it. */
export interface AwsSession {
  readonly usage: AwsUsage;
  /** Sends a read; `map` turns the answer into our record, once for all who share the call. */
  read<I extends ServiceInputTypes, O extends ServiceOutputTypes, R>(
    operation: string,
    location: Location,
    command: GlacierCommand<I, O>,
    map: (output: O) => R,
  ): Promise<R>;
  /** Sends a write that AWS lets be repeated without effect. */
  write<I extends ServiceInputTypes, O extends ServiceOutputTypes>(
    operation: string,
    location: Location,
    command: GlacierCommand<I, O>,
  ): Promise<O>;
  /** Sends a write that must not happen twice: once sent, it is never sent again, and a lost answer is INDETERMINATE. */
  start<I extends ServiceInputTypes, O extends ServiceOutputTypes>(
    operation: string,
    location: Location,
    command: GlacierCommand<I, O>,
  ): Promise<O>;
}

export interface Aws {
  session(signal: AbortSignal): AwsSession;
  close(): void;
}

export interface AwsTimeouts {
  /** Milliseconds for one try of a call. */
  attempt: number;
  /** Milliseconds for a call with all its tries. */
  call: number;
}

/** The signal of a call that no caller ends. */
const never = new AbortController().signal;

interface Clients {
  reads: GlacierClient;
  starts: GlacierClient;
}

export function createAws(backend: Backend, timeouts: AwsTimeouts): Aws {
  const flights = new Flights();
  const clients = new Map<string, Clients>();

  const clientsOf = (location: Location): Clients => {
    const key = locationKey(location);
    const known = clients.get(key);
    if (known) return known;
    const made = createClients(backend, location, timeouts);
    clients.set(key, made);
    return made;
  };

  return {
    session: (signal) => {
      const usage: AwsUsage = { calls: 0, byOperation: {}, cached: 0, coalesced: 0 };
      const count = (operation: string, requests: number) => {
        usage.calls += requests;
        usage.byOperation[operation] = (usage.byOperation[operation] ?? 0) + requests;
      };

      const send = async <I extends ServiceInputTypes, O extends ServiceOutputTypes>(
        operation: string,
        client: GlacierClient,
        command: GlacierCommand<I, O>,
        caller: AbortSignal,
      ): Promise<O> => {
        try {
          const output = await client.send<I, O>(command, {
            abortSignal: AbortSignal.any([caller, deadline(timeouts.call)]),
          });
          count(operation, output.$metadata.attempts ?? 1);
          return output;
        } catch (error) {
          count(operation, attemptsOf(error));
          caller.throwIfAborted();
          throw error;
        }
      };

      return {
        usage,
        async read(operation, location, command, map) {
          const place = locationKey(location);
          const { answer, joined } = flights.board(
            `${place} ${operation} ${JSON.stringify(command.input)}`,
            signal,
            async (shared) => {
              try {
                return map(await send(operation, clientsOf(location).reads, command, shared));
              } catch (error) {
                shared.throwIfAborted();
                throw translateError(error);
              }
            },
          );
          if (joined) usage.coalesced += 1;
          return answer;
        },
        async write(operation, location, command) {
          // A caller who has gone away starts nothing, but does not end a write under way: it would be done all the same.
          signal.throwIfAborted();
          try {
            return await send(operation, clientsOf(location).reads, command, never);
          } catch (error) {
            throw translateError(error);
          } finally {
            flights.close(locationKey(location));
          }
        },
        async start(operation, location, command) {
          signal.throwIfAborted();
          try {
            return await send(operation, clientsOf(location).starts, command, never);
          } catch (error) {
            const translated = translateError(error);
            throw certainlyNotExecuted(error, translated) ? translated : lostAnswer(translated);
          } finally {
            flights.close(locationKey(location));
          }
        },
      };
    },
    close: () => {
      for (const { reads, starts } of clients.values()) {
        reads.destroy();
        starts.destroy();
      }
      clients.clear();
    },
  };
}

function createClients(backend: Backend, location: Location, timeouts: AwsTimeouts): Clients {
  const reads = new GlacierClient({
    region: location.region,
    ...backend.clientConfig(location),
    retryStrategy: createReadRetry(),
    // Without throwOnRequestTimeout the SDK only warns, and without any of these a silent server is waited for for ever.
    requestHandler: {
      connectionTimeout: timeouts.attempt,
      requestTimeout: timeouts.attempt,
      throwOnRequestTimeout: true,
    },
    cacheMiddleware: true,
  });
  const starts = new GlacierClient({
    region: location.region,
    ...backend.clientConfig(location),
    retryStrategy: createStartRetry(),
    // A start has one try, so the try may take as long as the call.
    requestHandler: { connectionTimeout: timeouts.attempt, requestTimeout: timeouts.call, throwOnRequestTimeout: true },
    cacheMiddleware: true,
  });
  return { reads, starts };
}

/** AWS refused it with an answer of its own, or the request never left. */
function certainlyNotExecuted(thrown: unknown, error: GatewayError): boolean {
  const { code } = thrown as { code?: unknown };
  if (typeof code === 'string' && neverSent.has(code)) return true;
  if (error.code === 'SERVICE_UNAVAILABLE' || error.code === 'DEADLINE_EXCEEDED') return false;
  return error.awsCode !== null || error.code === 'FORBIDDEN';
}

const lostAnswer = (cause: GatewayError): IndeterminateError =>
  new IndeterminateError(
    'The start was sent, but its answer is lost: the job may have been started. Look for it in the jobs of the vault before starting it again.',
    { awsCode: cause.awsCode, awsRequestId: cause.awsRequestId },
  );
