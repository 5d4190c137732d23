// GraphQL over WebSocket on the GraphQL path. The library graphql-ws implements the protocol. Events of subscriptions bypass it,
// because it would serialize each event once per subscriber.
// https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionResult, type GraphQLError, parse } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { type Authenticator, hasCredentials } from '../../access/authenticator.ts';
import type { Context } from '../../context.ts';
import { type Clock, steadyClock, systemClock } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import { estimateJsonBytes } from '../../core/estimateJsonBytes.ts';
import type { Limits } from '../../limits/createLimits.ts';
import { schema } from '../../schema/index.ts';
import type { RequestObserver } from '../../telemetry/requestObserver.ts';
import { newScope, requestScope } from '../../telemetry/requestScope.ts';
import type { Graphql } from '../createGraphql.ts';
import { type PersistedDocuments, withPersisted } from '../documents/persistedDocuments.ts';
import { credentialsOf } from '../guards/authenticate.ts';
import type { TrustedProxies } from '../guards/createTrustedProxies.ts';
import { createUpgradeLog } from '../guards/createUpgradeLog.ts';
import { maxBodyBytes } from '../guards/readBody.ts';
import { rejectConnection } from '../guards/rejectConnection.ts';
import { closeTimeoutMs } from '../lifecycle/createDrain.ts';
import type { Overload } from '../lifecycle/createOverload.ts';
import { holderOf } from '../lifecycle/followConnections.ts';
import { observeMessage } from '../lifecycle/observeRequest.ts';
import type { MaskError } from '../plugins/createMaskError.ts';
import { withUsage } from '../plugins/useAwsUsage.ts';
import type { Broadcast } from './broadcast.ts';
import { ConnectionTimer } from './connectionTimer.ts';
import type { Broadcasts } from './createBroadcasts.ts';
import type { StreamLimits } from './createEventStreams.ts';
import { omitHttpStatus } from './omitHttpStatus.ts';
import { prepareExecution } from './prepareExecution.ts';
import { SocketSubscription } from './socketSubscription.ts';
import { credentialsIn, WebSocketClient } from './webSocketClient.ts';

export interface WebSockets {
  /** Upgrades a connection to a WebSocket. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void;
  /** Closes each WebSocket when its queries and mutations are answered, so that clients reconnect elsewhere. */
  close(): Promise<void>;
}

export interface WebSocketOptions extends StreamLimits {
  maskError: MaskError;
  /** If given, only these documents are executed. */
  persisted: PersistedDocuments | undefined;
  overload: Pick<Overload, 'isEventLoopDelayed' | 'isMemoryLow'>;
  callerLimits: Limits;
  proxies: TrustedProxies;
  /** Called for each query and mutation. */
  observers: readonly RequestObserver[];
  /** The time of heartbeats; real time if undefined. */
  clock: Clock | undefined;
}

const overloaded = new GatewayError('SERVICE_UNAVAILABLE', 'The gateway is overloaded. Retry in a moment.');

/** The limit of one connection; a client can open more connections. */
const maxOperations = 2_000;
const tooManyOperations = new GatewayError(
  'LIMIT_EXCEEDED',
  `A connection may have at most ${maxOperations} operations in flight. Open another connection.`,
);

/** Ids of clients are UUIDs or numbers. The gateway keeps each one while its operation lives. */
const maxIdLength = 256;
const idTooLong = new GatewayError('BAD_USER_INPUT', `The id of an operation has at most ${maxIdLength} characters.`);

const handshakeRefused = 'WebSocket upgrade refused: send a WebSocket handshake by GET.';

const goingAway = 1001;
const goingAwayReason = 'Going away';
const invalidPayload = 1007;
const internalError = 4500;
const tryAgainLater = 1013;
const unauthorizedReason = 'Unauthorized';
const duplicateIdReason = 'Subscriber already exists';
const idTooLongReason = 'Operation id too long';
const expiredReason = 'The credentials have expired';

/** Milliseconds from the upgrade to connection_init, as in the library. */
const initTimeout = 3_000;
const initTimeoutReason = 'Connection initialisation timeout';

interface Subscribing {
  client: WebSocketClient;
  id: string;
  broadcast: Broadcast;
}

/** The library reads only the kind of operation from the document. */
const placeholderDocument = parse('subscription { any }');

export function createWebSockets(
  graphql: Graphql,
  broadcasts: Broadcasts,
  authenticator: Authenticator,
  {
    heartbeatSeconds,
    slowReaderTimeoutSeconds,
    maskError,
    persisted,
    overload,
    callerLimits,
    proxies,
    observers,
    clock = steadyClock,
  }: WebSocketOptions,
  log: Logger,
): WebSockets {
  const masked = (error: GraphQLError) => omitHttpStatus(maskError(error));
  const clients = new Set<WebSocketClient>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxBodyBytes,
    perMessageDeflate: false,
    autoPong: false,
    handleProtocols,
  });
  // The library's own error response is HTML.
  const logUpgrade = createUpgradeLog(log, proxies);
  server.on('wsClientError', ({ message: reason }, connection, request) => {
    logUpgrade(request, { status: 400, message: `${handshakeRefused} ${reason}.` });
    rejectConnection(connection, 400, { message: handshakeRefused });
  });
  let isClosed = false;
  let resolveClose = () => {};

  const isPending = (client: WebSocketClient) => client.pendingRequests.size > 0;

  const closeClient = ({ socket }: WebSocketClient) => {
    socket.close(goingAway, goingAwayReason);
    // The library itself waits for 30 seconds.
    systemClock.after(closeTimeoutMs(slowReaderTimeoutSeconds), () => socket.terminate());
  };

  const requestFinished = (client: WebSocketClient, id: string) => {
    if (!client.pendingRequests.delete(id) || !isClosed || isPending(client)) return;
    setImmediate(() => {
      closeClient(client);
      if (![...clients].some(isPending)) resolveClose();
    });
  };

  /** The operation to execute, or its errors. */
  const admit = async (client: WebSocketClient, id: string, payload: SubscribePayload) => {
    let { query, variables } = payload;
    // See useOperationName.ts.
    const operationName = payload.operationName || null;
    if (overload.isEventLoopDelayed || client.isRefused) return [overloaded];
    if (client.inFlight.size > maxOperations) return [tooManyOperations];
    try {
      await callerLimits.enforceRequestRate(client.authenticatedCaller, client.address);
    } catch (error) {
      return [masked(error as GraphQLError)];
    }
    try {
      ({ query } = withPersisted(persisted, { ...payload }) as { query: string });
    } catch (error) {
      return [masked(error as GraphQLError)];
    }
    const operation = { query, operationName, variables };
    const prepared = await broadcasts.prepare(operation, client.authenticatedCaller);
    if (prepared === null) {
      client.pendingRequests.add(id);
      const execution = await prepareExecution(graphql, operation, client, masked);
      if (Array.isArray(execution)) requestFinished(client, id);
      else await client.takeTurn();
      return execution;
    }
    if ('errors' in prepared) return prepared.errors;
    const { broadcast } = prepared;
    if (overload.isMemoryLow) {
      broadcast.endIfUnused();
      return [overloaded];
    }
    try {
      const end = await callerLimits.acquireSubscription(client.authenticatedCaller, client.address);
      if (client.disconnect.signal.aborted) {
        end();
        broadcast.endIfUnused();
      } else client.subscriptions.set(id, end);
    } catch (error) {
      broadcast.endIfUnused();
      return [masked(error as GraphQLError)];
    }
    return { schema, document: placeholderDocument, contextValue: { client, id, broadcast } satisfies Subscribing };
  };

  const protocol = makeServer<Record<string, unknown>, WebSocketClient>({
    // The library's own timer comes before the input that arrived during a pause of the process. See onOpen.
    connectionInitWaitTimeout: 0,
    onConnect: async ({ connectionParams, extra: client }) => {
      client.isInitialized = true;
      const inUpgrade = hasCredentials(client.credentials);
      try {
        client.caller = await authenticator.authenticate(
          inUpgrade ? client.credentials : credentialsIn(connectionParams ?? {}),
        );
        return true;
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        if (error.retryable) client.socket.close(tryAgainLater, 'Try again later');
        // A client repeats the credentials of its upgrade unchanged, so it must not retry. For connection_init the library
        // sends Forbidden.
        else if (inUpgrade && error.code === 'UNAUTHENTICATED')
          client.socket.close(CloseCode.Unauthorized, unauthorizedReason);
        return false;
      }
    },
    onSubscribe: async ({ extra: client }, id, payload) => {
      // The library identifies operations by id only: of two with the same id one would never end.
      if (client.inFlight.has(id)) {
        client.socket.close(CloseCode.SubscriberAlreadyExists, duplicateIdReason);
        return [new GatewayError('BAD_USER_INPUT', 'Another operation in flight has this id. Use unique ids.')];
      }
      if (id.length > maxIdLength) {
        client.socket.close(CloseCode.BadRequest, idTooLongReason);
        return [idTooLong];
      }
      client.inFlight.add(id);
      const admitted = await admit(client, id, payload);
      if (Array.isArray(admitted)) client.inFlight.delete(id);
      return admitted;
    },
    // The result is sent already; the library sends `complete` within this turn.
    onComplete: ({ extra: client }, id) => {
      client.subscriptions.get(id)?.();
      client.subscriptions.delete(id);
      client.inFlight.delete(id);
      requestFinished(client, id);
    },
    subscribe: ({ contextValue }) => {
      const { client, id, broadcast } = contextValue as Subscribing;
      const subscription = new SocketSubscription(client, id, broadcast);
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

  const timer = new ConnectionTimer(
    heartbeatSeconds,
    (isHeartbeatDue) => {
      const now = systemClock.now();
      for (const client of clients) {
        const expiresAt = client.caller?.expiresAt ?? null;
        if (expiresAt !== null && now >= expiresAt) client.socket.close(CloseCode.Forbidden, expiredReason);
        if (!isHeartbeatDue) continue;
        // A client that has something to read is judged by that: its pong would come after it.
        if (!client.isReading) client.isAlive = true;
        else if (!client.isAlive) client.socket.terminate();
        else {
          client.isAlive = false;
          client.socket.ping();
        }
      }
    },
    clock,
  );

  const onOpen = (client: WebSocketClient) => {
    const { socket } = client;
    clients.add(client);
    if (clients.size === 1) timer.start();
    const cancelInit = clock.after(initTimeout, () => {
      if (!client.isInitialized) socket.close(CloseCode.ConnectionInitialisationTimeout, initTimeoutReason);
    });
    socket.on('error', (error) => log.debug({ err: error }, 'WebSocket error'));
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        // The library would keep the result as objects until the client has read it.
        send: (data) => void client.send(data),
        onPing: (payload) => client.pong(payload),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) =>
          socket.on('message', (data: Buffer, isBinary) => {
            // The gateway has closed it, and sends no answer any more.
            if (socket.readyState !== socket.OPEN) return;
            // The library checks text messages itself.
            if (isBinary && !isUtf8(data)) return socket.close(invalidPayload, 'Invalid UTF-8');
            // The library keeps the message until its operation ends.
            const message = client.charge(estimateJsonBytes(data));
            requestScope
              .run(newScope('graphql', client.address), () => receive(data.toString('utf8')))
              .catch((error: unknown) => {
                log.error({ err: error }, 'WebSocket message failed with an internal error');
                socket.close(internalError, 'Internal server error');
              })
              .finally(() => message?.release());
          }),
      },
      client,
    );
    socket.once('close', (code, reason) => {
      clients.delete(client);
      if (clients.size === 0) timer.stop();
      cancelInit();
      client.disconnect.abort();
      for (const end of client.subscriptions.values()) end();
      for (const id of client.pendingRequests) requestFinished(client, id);
      void closed(code, String(reason));
    });
    if (isClosed) socket.close(goingAway, goingAwayReason);
  };

  return {
    upgrade: (request, connection, head) => {
      const credentials = credentialsOf(request.headers);
      const address = proxies.clientAddress(request);
      // The library takes no list, although the header is one.
      request.headers.upgrade = 'websocket';
      const peer = { connection, holder: holderOf(connection), credentials, address };
      server.handleUpgrade(request, connection, head, (socket) => onOpen(new WebSocketClient(socket, peer)));
    },
    close: () =>
      new Promise((resolve) => {
        isClosed = true;
        resolveClose = resolve;
        for (const client of clients) if (!isPending(client)) closeClient(client);
        if (![...clients].some(isPending)) resolve();
      }),
  };
}
