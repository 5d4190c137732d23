// GraphQL over WebSocket on the GraphQL path: the upgrade of a connection, and its messages in the time and memory that a
// client may use.
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, handleProtocols, MessageType } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { type Clock, steadyClock } from '../../core/clock.ts';
import { estimateJsonBytes } from '../../core/estimateJsonBytes.ts';
import { newScope, requestScope } from '../../telemetry/requestScope.ts';
import { credentialsOf } from '../guards/authenticate.ts';
import type { TrustedProxies } from '../guards/createTrustedProxies.ts';
import type { UpgradeLog } from '../guards/createUpgradeLog.ts';
import { rejectConnection } from '../guards/rejectConnection.ts';
import { holderOf } from '../lifecycle/followConnections.ts';
import type { StreamLimits } from './createEventStreams.ts';
import { createSocketProtocol, type ProtocolServices } from './createSocketProtocol.ts';
import { OpenSockets } from './openSockets.ts';
import type { Review } from './review.ts';
import { WebSocketClient } from './webSocketClient.ts';

export interface WebSockets {
  /** Upgrades a connection to a WebSocket. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void;
  /** After a reload: see OpenSockets. */
  review(review: Review): void;
  /** Closes each WebSocket when its queries and mutations are answered, so that clients reconnect elsewhere. */
  close(): Promise<void>;
}

export interface WebSocketServices extends ProtocolServices {
  proxies: TrustedProxies;
  logUpgrade: UpgradeLog;
  /** The largest message. */
  maxBodyBytes: number;
}

const handshakeRefused = 'WebSocket upgrade refused: send a WebSocket handshake by GET.';

const invalidPayload = 1007;
const internalError = 4500;

/** https://www.rfc-editor.org/rfc/rfc6455#section-5.5 */
const maxReasonBytes = 123;

/** Milliseconds from the upgrade to connection_init, as in the library. */
const initTimeout = 3_000;
const initTimeoutReason = 'Connection initialisation timeout';

/** `clock`: the time of heartbeats and of the handshake. */
export function createWebSockets(
  services: WebSocketServices,
  limits: StreamLimits,
  log: Logger,
  clock: Clock = steadyClock,
): WebSockets {
  const { proxies, logUpgrade, maxBodyBytes } = services;
  const sockets = new OpenSockets(limits, clock);
  const protocol = createSocketProtocol(services, sockets, log);
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxBodyBytes,
    perMessageDeflate: false,
    autoPong: false,
    handleProtocols,
  });
  // The library's own error response is HTML.
  server.on('wsClientError', ({ message: reason }, connection, request) => {
    logUpgrade(request, { status: 400, message: `${handshakeRefused} ${reason}.` });
    rejectConnection(connection, 400, { message: handshakeRefused });
  });

  const receive = async (client: WebSocketClient, data: Buffer, handle: (message: string) => Promise<void>) => {
    // The library keeps the message until its operation ends.
    const message = client.charge(estimateJsonBytes(data));
    const scope = newScope('graphql', client.address);
    try {
      await requestScope.run(scope, () => handle(data.toString('utf8')));
    } catch (error) {
      if (isOfServer(data)) {
        client.socket.close(CloseCode.BadRequest, 'Invalid message received');
        return;
      }
      log.error({ err: error }, 'WebSocket message failed with an internal error');
      client.socket.close(internalError, 'Internal server error');
    } finally {
      message?.release();
      scope.execution?.end();
    }
  };

  const open = (client: WebSocketClient) => {
    const { socket } = client;
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
        // The library's reason for an id that is used twice contains the id.
        close: (code, reason = '') => socket.close(code, Buffer.byteLength(reason) > maxReasonBytes ? '' : reason),
        onMessage: (handle) =>
          socket.on('message', (data: Buffer, isBinary) =>
            client.inTurn(() => {
              // The gateway has closed it, and sends no answer any more.
              if (socket.readyState !== socket.OPEN) return;
              // The library checks text messages itself.
              if (isBinary && !isUtf8(data)) socket.close(invalidPayload, 'Invalid UTF-8');
              else void receive(client, data, handle);
            }),
          ),
      },
      client,
    );
    socket.once('close', (code, reason) => {
      sockets.delete(client);
      cancelInit();
      client.disconnect.abort();
      for (const end of client.subscriptions.values()) end();
      for (const id of client.pendingRequests) sockets.requestFinished(client, id);
      void closed(code, String(reason));
    });
    sockets.add(client);
  };

  return {
    upgrade: (request, connection, head) => {
      const credentials = credentialsOf(request.headers);
      const address = proxies.clientAddress(request);
      // The library takes no list, although the header is one.
      request.headers.upgrade = 'websocket';
      const peer = { connection, holder: holderOf(connection), credentials, address };
      server.handleUpgrade(request, connection, head, (socket) => open(new WebSocketClient(socket, peer)));
    },
    review: (review) => sockets.review(review),
    close: () => sockets.close(),
  };
}

const serverTypes: readonly string[] = [MessageType.ConnectionAck, MessageType.Next, MessageType.Error];

/** Whether a message that the library has parsed is one that only servers send. The library throws for it. */
function isOfServer(message: Buffer): boolean {
  const { type } = JSON.parse(message.toString('utf8')) as { type: string };
  return serverTypes.includes(type);
}
