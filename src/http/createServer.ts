// The HTTP server of the gateway: routes, and the checks that hold for every request. Paths are exact. No response repeats
// anything of the request.
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { SignIn } from '../access/createSignIn.ts';
import { type MaybePromise, settle } from '../core/maybePromise.ts';
import { outputsPath } from '../outputs/downloads/createOutputLinks.ts';
import type { SnsReceiver } from '../sns/createSnsReceiver.ts';
import type { RequestObserver } from '../telemetry/requestObserver.ts';
import { graphqlPath } from './createGraphql.ts';
import type { Health } from './endpoints/createHealth.ts';
import { isBoardRequest, serveBoard } from './endpoints/serveBoard.ts';
import { redirectToGraphiql } from './endpoints/serveGraphiql.ts';
import { type GraphqlServices, serveGraphql } from './endpoints/serveGraphql.ts';
import { type OutputServices, serveOutput } from './endpoints/serveOutput.ts';
import { serveSns, snsPath } from './endpoints/serveSns.ts';
import { allowedHosts, wrongHost } from './guards/allowedHosts.ts';
import type { TrustedProxies } from './guards/createTrustedProxies.ts';
import type { UpgradeLog } from './guards/createUpgradeLog.ts';
import { duplicateHeaders, hasDuplicateHeaders } from './guards/hasDuplicateHeaders.ts';
import { ignoreUpgrade } from './guards/ignoreUpgrade.ts';
import { inTurn } from './guards/inTurn.ts';
import { isHandshake } from './guards/isHandshake.ts';
import { rejectClientError, rejectConnection } from './guards/rejectConnection.ts';
import { removedUpgrade, upgradeRefusal } from './guards/upgradeRefusal.ts';
import { useOriginForm } from './guards/useOriginForm.ts';
import type { Overload } from './lifecycle/createOverload.ts';
import { observeRequest } from './lifecycle/observeRequest.ts';
import { sendUnavailable, unavailableReason } from './lifecycle/unavailable.ts';
import { pathOf } from './pathOf.ts';
import { sendError } from './sendJson.ts';
import { sendNotFound } from './sendNotFound.ts';
import type { WebSockets } from './subscriptions/createWebSockets.ts';
import { wantsRootPage } from './wantsPage.ts';

/** The services behind the routes. */
export interface Handlers extends GraphqlServices {
  sockets: WebSockets;
  downloads: OutputServices;
  /** Undefined without configured topics. */
  sns?: SnsReceiver | undefined;
  health: Health;
  overload: Overload;
  proxies: TrustedProxies;
  logUpgrade: UpgradeLog;
  /** Whether browsers receive the jobs board. */
  board: boolean;
  /** How users of the board sign in with the token issuer; undefined if they use an API key or a token. */
  signIn?: SignIn | undefined;
  /** The base URL that callers use. */
  publicUrl?: string | undefined;
  /** Called for each request. */
  observers: readonly RequestObserver[];
}

/** In milliseconds. */
export interface Timeouts {
  headers: number;
  request: number;
  /** How often Node looks for connections beyond the other two; its default is 30 seconds. */
  checkInterval: number;
  /** How long an idle connection stays open. Node counts `headers` from the first byte of a request, so this may be longer. */
  keepAlive: number;
}

const defaultTimeouts = { headers: 10_000, request: 25_000, checkInterval: 5_000 };

/** Not for a request that `ignoreUpgrade` has passed on: that has no offer any more. */
const offersUpgrade = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade !== undefined && /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(headers.connection ?? '');

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

export function createServer(handlers: Handlers, host: string, log: Logger, timeouts: Partial<Timeouts> = {}): Server {
  const { headers, request: whole, checkInterval, keepAlive } = { ...defaultTimeouts, ...timeouts };
  const { proxies, observers, logUpgrade } = handlers;
  const isAllowedHost = allowedHosts(host, handlers.publicUrl);
  // Node's own response to a request without a Host header has no body.
  const options = {
    connectionsCheckingInterval: checkInterval,
    requireHostHeader: false,
    // Node 22 and later ask here, and Node 26 emits `upgrade` without the body of the request. After an offer that is declined
    // here, Node parses nothing more of the connection: see `respond`. Offers without a body go the way of Node 20.
    shouldUpgradeCallback: (request: IncomingMessage) => isHandshake(request) || !hasBody(request),
  };
  const respond = (request: IncomingMessage, response: ServerResponse) => {
    useOriginForm(request, isAllowedHost);
    // Another request on this connection would never be answered.
    if (offersUpgrade(request)) response.setHeader('connection', 'close');
    observeRequest({ observers, log, proxies }, request, response, () => {
      const error = hasDuplicateHeaders(request)
        ? duplicateHeaders
        : isAllowedHost(request.headers.host)
          ? null
          : wrongHost;
      if (error !== null) {
        request.resume();
        sendError(response, 400, 'BAD_USER_INPUT', error);
        return;
      }
      const removed = removedUpgrade(request);
      if (removed !== null) {
        logUpgrade(request, removed);
        request.resume();
        response.setHeader('upgrade', 'websocket');
        response.setHeader('connection', 'upgrade, close');
        sendError(response, removed.status, 'BAD_USER_INPUT', removed.message);
        return;
      }
      settle(
        () => route(handlers, request, response),
        () => undefined,
        (error) => {
          // The client disconnected while it was sending.
          if (response.destroyed) return;
          log.error({ err: error }, 'request failed with an internal error');
          if (!response.headersSent) sendError(response, 500, 'INTERNAL_SERVER_ERROR', 'The gateway failed.');
          response.destroy();
        },
      );
    });
  };
  const server = createHttpServer(options, (request, response) => {
    inTurn(request.socket, response, () => respond(request, response));
  });
  server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    if (!isHandshake(request)) return ignoreUpgrade(server, request, connection, head);
    useOriginForm(request, isAllowedHost);
    connection.on('error', () => connection.destroy());
    const refusal = upgradeRefusal(handlers, isAllowedHost, request);
    if (!refusal) return handlers.sockets.upgrade(request, connection, head);
    logUpgrade(request, refusal);
    rejectConnection(connection, refusal.status, refusal);
  });
  // Without these listeners Node closes such connections without a response, or with one that has no reason.
  server.on('connect', (_, connection: Duplex) => {
    connection.on('error', () => connection.destroy());
    rejectConnection(connection, 405, {
      message: 'CONNECT is not supported: the gateway is not a proxy. Use GET or POST.',
      headers: 'allow: GET, POST\r\n',
    });
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    request.resume();
    sendError(response, 417, 'BAD_USER_INPUT', 'Only "Expect: 100-continue" is supported. Send that, or no Expect.');
  });
  server.on('clientError', rejectClientError);
  // These bound how long a client that sends slowly holds a connection.
  server.headersTimeout = headers;
  server.requestTimeout = whole;
  if (keepAlive !== undefined) server.keepAliveTimeout = keepAlive;
  return server;
}

function route(handlers: Handlers, request: IncomingMessage, response: ServerResponse): MaybePromise<void> {
  const path = pathOf(request);
  if (handlers.health.handle(path, response)) return undefined;
  const reason = unavailableReason(handlers, request, path);
  if (reason !== null) return sendUnavailable(handlers, request, response, reason);
  if (path === graphqlPath) return serveGraphql(handlers, request, response);
  if (handlers.board && isBoardRequest(request, path)) return serveBoard(request, response, path, handlers);
  if (path === '/' && handlers.graphiql && wantsRootPage(request)) return redirectToGraphiql(request, response);
  if (path === snsPath && handlers.sns) return serveSns(handlers.sns, request, response);
  if (path.startsWith(outputsPath)) {
    handlers.cors.setHeaders(request, response);
    if (handlers.cors.answerPreflight(request, response)) return undefined;
    return serveOutput(handlers, request, response);
  }
  return sendNotFound(response);
}
