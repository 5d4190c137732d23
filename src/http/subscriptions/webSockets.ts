// GraphQL over WebSocket on GraphQL's own path, by the library graphql-ws: it keeps the protocol's life, and the events of
// subscriptions are written past it, because it would make JSON of each for each reader.
// https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, type ExecutionResult, GraphQLError, parse } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Caller } from '../../access/caller.ts';
import { systemClock } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { schema } from '../../schema/index.ts';
import { withUsage } from '../awsUsage.ts';
import { grace } from '../createDrain.ts';
import type { Graphql } from '../createGraphql.ts';
import { type PersistedDocuments, withPersisted } from '../documents/persistedDocuments.ts';
import { createMaskError } from '../maskError.ts';
import { maxBodyBytes } from '../readBody.ts';
import type { Broadcast } from './broadcast.ts';
import type { Broadcasts, Operation } from './createBroadcasts.ts';
import type { StreamLimits } from './eventStreams.ts';
import { SocketSubscription } from './socketSubscription.ts';
import { withoutStatus } from './withoutStatus.ts';

export interface WebSockets {
  /** Takes over a connection that asks to become a WebSocket. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer, caller: Caller): void;
  /** Tells all clients to come again elsewhere, each as soon as it has its answers; resolves when all have them. */
  close(): Promise<void>;
}

/** A connection. */
class Client {
  /** Subscriptions with news that wait until the client has taken what was sent. */
  readonly waiting = new Set<SocketSubscription>();
  /** Queries and mutations under way: a client that is sent away before their answers sends them again elsewhere. */
  readonly unanswered = new Set<string>();
  readonly gone = new AbortController();
  hasAnswered = true;

  constructor(
    readonly socket: WebSocket,
    readonly caller: Caller,
  ) {}
}

const goingAway = 1001;
const goodbye = 'Going away';
const internalError = 4500;

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
  { caller, gone: { signal } }: Client,
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
  { heartbeatSeconds, drainSeconds, persisted }: StreamLimits & { persisted: PersistedDocuments | undefined },
  log: Logger,
): WebSockets {
  const maskError = createMaskError(log);
  const masked = (error: GraphQLError) => withoutStatus(maskError(error) as GraphQLError);
  const clients = new Set<Client>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxBodyBytes,
    perMessageDeflate: false,
    handleProtocols,
  });
  let heartbeatAt = 0;
  let isClosed = false;
  let cancel = () => {};

  let allAnswered = () => {};

  const isUnanswered = (client: Client) => client.unanswered.size > 0;

  const sendAway = ({ socket }: Client) => {
    socket.close(goingAway, goodbye);
    // The library itself waits for half a minute.
    systemClock.after(grace, () => socket.terminate());
  };

  const answered = (client: Client, id: string) => {
    if (!client.unanswered.delete(id) || !isClosed || isUnanswered(client)) return;
    setImmediate(() => {
      sendAway(client);
      if (![...clients].some(isUnanswered)) allAnswered();
    });
  };

  const protocol = makeServer<Record<string, unknown>, Client>({
    onSubscribe: async ({ extra: client }, id, payload) => {
      let { query, operationName, variables } = payload;
      if (persisted) {
        try {
          ({ query } = withPersisted(persisted, { ...payload }) as { query: string });
        } catch (error) {
          return [masked(error as GraphQLError)];
        }
      }
      const operation = { query, operationName, variables };
      const prepared = await broadcasts.prepare(operation, client.caller);
      if (prepared === null) {
        client.unanswered.add(id);
        const execution = await executionOf(graphql, operation, client, masked);
        if (Array.isArray(execution)) answered(client, id);
        return execution;
      }
      if ('errors' in prepared) return prepared.errors;
      const { broadcast } = prepared;
      if (client.gone.signal.aborted) broadcast.endIfUnread();
      return { schema, document: someSubscription, contextValue: { client, id, broadcast } satisfies Subscribing };
    },
    // The answer is on its way, and that it was the last one will be within this turn.
    onComplete: ({ extra: client }, id) => answered(client, id),
    subscribe: ({ contextValue }) => {
      const { client, id, broadcast } = contextValue as Subscribing;
      return new SocketSubscription(client.socket, id, broadcast, client.waiting);
    },
    execute: async (args) => {
      const result = (await graphql.getEnveloped({}).execute(args)) as ExecutionResult;
      return withUsage(result, args.contextValue as Context);
    },
  });

  const look = () => {
    const now = systemClock.now();
    const beats = now >= heartbeatAt;
    if (beats) heartbeatAt = now + heartbeatSeconds * 1000;
    for (const client of clients) {
      const isStuck = [...client.waiting].some(({ waitsSince }) => now - waitsSince > drainSeconds * 1000);
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

  const opened = (socket: WebSocket, caller: Caller) => {
    const client = new Client(socket, caller);
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
            receive(String(data)).catch((error: unknown) => {
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
      for (const id of client.unanswered) answered(client, id);
      void closed(code, String(reason));
    });
    if (isClosed) socket.close(goingAway, goodbye);
  };

  return {
    upgrade: (request, connection, head, caller) => {
      server.handleUpgrade(request, connection, head, (socket) => opened(socket, caller));
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
