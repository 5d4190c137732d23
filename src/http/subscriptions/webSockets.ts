// GraphQL over WebSocket on GraphQL's own path, by the library graphql-ws: it keeps the protocol's life, and the events of
// subscriptions are written past it, because it would make JSON of each for each reader.
// https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, type ExecutionResult, GraphQLError, parse } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Authenticator, type Credentials, hasCredentials } from '../../access/authenticator.ts';
import type { Caller } from '../../access/caller.ts';
import type { Context } from '../../context.ts';
import { systemClock } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { Limits } from '../../limits/createLimits.ts';
import { schema } from '../../schema/index.ts';
import type { RequestObserver } from '../../telemetry/requestObserver.ts';
import { newScope, requestScope } from '../../telemetry/requestScope.ts';
import type { Graphql } from '../createGraphql.ts';
import { type PersistedDocuments, withPersisted } from '../documents/persistedDocuments.ts';
import { credentialsOf } from '../guards/authenticate.ts';
import { maxBodyBytes } from '../guards/readBody.ts';
import { rejectConnection } from '../guards/rejectConnection.ts';
import { closeTimeoutMs } from '../lifecycle/drain.ts';
import { observeMessage } from '../lifecycle/observeRequest.ts';
import type { Overload } from '../lifecycle/overload.ts';
import { createMaskError } from '../plugins/createMaskError.ts';
import { withUsage } from '../plugins/useAwsUsage.ts';
import type { Broadcast } from './broadcast.ts';
import type { Broadcasts, Operation } from './createBroadcasts.ts';
import type { StreamLimits } from './eventStreams.ts';
import { omitHttpStatus } from './omitHttpStatus.ts';
import { SocketSubscription } from './socketSubscription.ts';

export interface WebSockets {
  /** Takes over a connection that asks to become a WebSocket. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void;
  /** Tells all clients to come again elsewhere, each as soon as it has its answers; resolves when all have them. */
  close(): Promise<void>;
}

export interface WebSocketOptions extends StreamLimits {
  /** All that may be executed; anything where undefined. */
  persisted: PersistedDocuments | undefined;
  overload: Pick<Overload, 'isEventLoopDelayed' | 'isMemoryLow'>;
  callerLimits: Limits;
  /** Told of each query and mutation. */
  observers: readonly RequestObserver[];
}

const tooMuch = new GatewayError('SERVICE_UNAVAILABLE', 'The gateway has too much to do; ask again in a moment.');

/** On one connection: whoever wants more opens another. */
const operationsAtOnce = 2_000;
const tooManyOperations = new GatewayError(
  'LIMIT_EXCEEDED',
  `A connection may have ${operationsAtOnce} operations at once.`,
);

/** A connection. */
class Client {
  /** Subscriptions with changes that wait until the client has taken what was sent. */
  readonly waiting = new Set<SocketSubscription>();
  /** Ids of operations that have not come to their end, also where the client has said that it wants no more of one. */
  readonly underWay = new Set<string>();
  /** Queries and mutations under way: a client that is sent away before their answers sends them again elsewhere. */
  readonly unanswered = new Set<string>();
  /** How to end each subscription, and what it takes of the caller's allowance. */
  readonly subscriptions = new Map<string, () => void>();
  readonly gone = new AbortController();
  hasAnswered = true;
  /** Known once the protocol has been agreed on. */
  caller: Caller | null = null;

  constructor(
    readonly socket: WebSocket,
    /** Of the upgrade; where it had none, connection_init is to have them, for browsers can send them nowhere else. */
    readonly credentials: Credentials,
  ) {}

  /** The protocol lets nobody ask before. */
  get known(): Caller {
    if (!this.caller) throw new Error('a WebSocket was asked before it knew by whom');
    return this.caller;
  }
}

const goingAway = 1001;
const goodbye = 'Going away';
const internalError = 4500;
const tryAgainLater = 1013;
const badCredentials = 'Unauthorized';
const idInUse = 'Subscriber already exists';
const over = 'The credentials are over';

/** How often the timer looks at the clients, in milliseconds. */
const tick = 1000;

interface Subscribing {
  client: Client;
  id: string;
  broadcast: Broadcast;
}

/** The library looks at the document for the kind of operation, and for nothing else. */
const someSubscription = parse('subscription { any }');

/** How to execute what is no subscription, or why that cannot be. */
async function executionOf(
  graphql: Graphql,
  { query, operationName, variables }: Operation,
  { known: caller, gone: { signal } }: Client,
  masked: (error: GraphQLError) => GraphQLError,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { parse, validate, contextFactory } = graphql.getEnveloped({ caller, request: { signal } });
  try {
    const document = parse(query);
    const faults = validate(schema, document) as readonly GraphQLError[];
    if (faults.length > 0) return faults.map(masked);
    return { schema, document, operationName, variableValues: variables, contextValue: await contextFactory() };
  } catch (error) {
    if (error instanceof GraphQLError) return [masked(error)];
    throw error;
  }
}

export function createWebSockets(
  graphql: Graphql,
  broadcasts: Broadcasts,
  authenticator: Authenticator,
  { heartbeatSeconds, slowReaderTimeoutSeconds, persisted, overload, callerLimits, observers }: WebSocketOptions,
  log: Logger,
): WebSockets {
  const maskError = createMaskError(log);
  const masked = (error: GraphQLError) => omitHttpStatus(maskError(error) as GraphQLError);
  const clients = new Set<Client>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxBodyBytes,
    perMessageDeflate: false,
    handleProtocols,
  });
  // The library's own refusal is HTML.
  server.on('wsClientError', (_, connection) =>
    rejectConnection(connection, '400 Bad Request', { message: 'An upgrade is to a WebSocket, by GET.' }),
  );
  let heartbeatAt = 0;
  let isClosed = false;
  let cancel = () => {};

  let allAnswered = () => {};

  const isUnanswered = (client: Client) => client.unanswered.size > 0;

  const sendAway = ({ socket }: Client) => {
    socket.close(goingAway, goodbye);
    // The library itself waits for half a minute.
    systemClock.after(closeTimeoutMs, () => socket.terminate());
  };

  const answered = (client: Client, id: string) => {
    if (!client.unanswered.delete(id) || !isClosed || isUnanswered(client)) return;
    setImmediate(() => {
      sendAway(client);
      if (![...clients].some(isUnanswered)) allAnswered();
    });
  };

  /** What to execute, or why nothing is. */
  const begin = async (client: Client, id: string, payload: SubscribePayload) => {
    let { query, operationName, variables } = payload;
    if (overload.isEventLoopDelayed) return [tooMuch];
    if (client.underWay.size > operationsAtOnce) return [tooManyOperations];
    try {
      await callerLimits.enforceRequestRate(client.known);
    } catch (error) {
      return [masked(error as GraphQLError)];
    }
    if (persisted) {
      try {
        ({ query } = withPersisted(persisted, { ...payload }) as { query: string });
      } catch (error) {
        return [masked(error as GraphQLError)];
      }
    }
    const operation = { query, operationName, variables };
    const prepared = await broadcasts.prepare(operation, client.known);
    if (prepared === null) {
      client.unanswered.add(id);
      const execution = await executionOf(graphql, operation, client, masked);
      if (Array.isArray(execution)) answered(client, id);
      return execution;
    }
    if ('errors' in prepared) return prepared.errors;
    const { broadcast } = prepared;
    if (overload.isMemoryLow) {
      broadcast.endIfUnused();
      return [tooMuch];
    }
    try {
      const end = await callerLimits.acquireSubscription(client.known);
      if (client.gone.signal.aborted) {
        end();
        broadcast.endIfUnused();
      } else client.subscriptions.set(id, end);
    } catch (error) {
      broadcast.endIfUnused();
      return [masked(error as GraphQLError)];
    }
    return { schema, document: someSubscription, contextValue: { client, id, broadcast } satisfies Subscribing };
  };

  const protocol = makeServer<Record<string, unknown>, Client>({
    onConnect: async ({ connectionParams, extra: client }) => {
      const inUpgrade = hasCredentials(client.credentials);
      try {
        client.caller = await authenticator.authenticate(
          inUpgrade ? client.credentials : credentialsIn(connectionParams ?? {}),
        );
        return true;
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        if (error.retryable) client.socket.close(tryAgainLater, 'Try again later');
        // What stands in the upgrade, a client sends again as it is; of connection_init the library says Forbidden.
        else if (inUpgrade && error.code === 'UNAUTHENTICATED')
          client.socket.close(CloseCode.Unauthorized, badCredentials);
        return false;
      }
    },
    onSubscribe: async ({ extra: client }, id, payload) => {
      // The library goes by ids alone: of two under one it would take each for the other, and one would never end.
      if (client.underWay.has(id)) {
        client.socket.close(CloseCode.SubscriberAlreadyExists, idInUse);
        return [new GatewayError('BAD_USER_INPUT', 'The id of another operation that is still under way.')];
      }
      client.underWay.add(id);
      const begun = await begin(client, id, payload);
      if (Array.isArray(begun)) client.underWay.delete(id);
      return begun;
    },
    // The answer is on its way, and that it was the last one will be within this turn.
    onComplete: ({ extra: client }, id) => {
      client.subscriptions.get(id)?.();
      client.subscriptions.delete(id);
      client.underWay.delete(id);
      answered(client, id);
    },
    subscribe: ({ contextValue }) => {
      const { client, id, broadcast } = contextValue as Subscribing;
      const subscription = new SocketSubscription(client.socket, id, broadcast, client.waiting);
      const end = client.subscriptions.get(id);
      if (end) {
        client.subscriptions.set(id, () => {
          end();
          void subscription.return();
        });
      }
      return subscription;
    },
    execute: (args) =>
      observeMessage({ observers, log }, async () => {
        const result = (await graphql.getEnveloped({}).execute(args)) as ExecutionResult;
        return withUsage(result, args.contextValue as Context);
      }),
  });

  const look = () => {
    const now = systemClock.now();
    const beats = now >= heartbeatAt;
    if (beats) heartbeatAt = now + heartbeatSeconds * 1000;
    for (const client of clients) {
      const expiresAt = client.caller?.expiresAt ?? null;
      if (expiresAt !== null && now >= expiresAt) client.socket.close(CloseCode.Forbidden, over);
      const isStuck = [...client.waiting].some(
        ({ blockedSince }) => now - blockedSince > slowReaderTimeoutSeconds * 1000,
      );
      if (isStuck || (beats && !client.hasAnswered)) client.socket.terminate();
      else if (beats) {
        client.hasAnswered = false;
        client.socket.ping();
      }
    }
    again();
  };
  const again = () => {
    cancel();
    if (clients.size > 0) cancel = systemClock.after(Math.min(tick, heartbeatSeconds * 1000), look);
  };

  const opened = (socket: WebSocket, credentials: Credentials) => {
    const client = new Client(socket, credentials);
    clients.add(client);
    if (clients.size === 1) {
      heartbeatAt = systemClock.now() + heartbeatSeconds * 1000;
      again();
    }
    socket.on('pong', () => {
      client.hasAnswered = true;
    });
    socket.on('error', (error) => log.debug({ err: error }, 'a WebSocket failed'));
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => new Promise((resolve) => socket.send(data, () => resolve())),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) =>
          socket.on('message', (data) => {
            requestScope
              .run(newScope('graphql'), () => receive(String(data)))
              .catch((error: unknown) => {
                log.error({ err: error }, 'a message over WebSocket failed');
                socket.close(internalError, 'Internal server error');
              });
          }),
      },
      client,
    );
    socket.once('close', (code, reason) => {
      clients.delete(client);
      if (clients.size === 0) cancel();
      client.gone.abort();
      for (const end of client.subscriptions.values()) end();
      for (const id of client.unanswered) answered(client, id);
      void closed(code, String(reason));
    });
    if (isClosed) socket.close(goingAway, goodbye);
  };

  return {
    upgrade: (request, connection, head) => {
      const credentials = credentialsOf(request.headers);
      server.handleUpgrade(request, connection, head, (socket) => opened(socket, credentials));
    },
    close: () =>
      new Promise((resolve) => {
        isClosed = true;
        allAnswered = resolve;
        for (const client of clients) if (!isUnanswered(client)) sendAway(client);
        if (![...clients].some(isUnanswered)) resolve();
      }),
  };
}

/** Clients write the names of headers as they like. */
function credentialsIn(parameters: Readonly<Record<string, unknown>>): Credentials {
  const named = (name: string) => Object.entries(parameters).find(([key]) => key.toLowerCase() === name)?.[1];
  return { authorization: named('authorization'), 'x-api-key': named('x-api-key') };
}
