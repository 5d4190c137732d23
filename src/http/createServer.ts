// The HTTP half of the gateway: which path is whose. Paths are exact; nothing of a request is echoed.
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { Authenticator } from '../access/authenticator.ts';
import type { Caller } from '../access/caller.ts';
import type { Limits } from '../limits/createLimits.ts';
import { outputsPath } from '../outputs/downloads/createOutputLinks.ts';
import type { SnsReceiver } from '../sns/createSnsReceiver.ts';
import type { RequestObserver } from '../telemetry/requestObserver.ts';
import { type Graphql, graphqlPath } from './createGraphql.ts';
import type { PersistedDocuments } from './documents/persistedDocuments.ts';
import { bodyWithPersisted, urlWithPersisted } from './documents/readPersisted.ts';
import { serveGraphiql, wantsGraphiql } from './endpoints/graphiql.ts';
import { executeRequest } from './endpoints/graphql.ts';
import type { Health } from './endpoints/health.ts';
import { type OutputServices, serveOutput } from './endpoints/outputs.ts';
import { serveSns, snsPath } from './endpoints/sns.ts';
import { acceptsJson } from './guards/acceptsJson.ts';
import { allowedHosts } from './guards/allowedHosts.ts';
import { authenticate } from './guards/authenticate.ts';
import type { Cors } from './guards/cors.ts';
import { enforceRateLimit } from './guards/enforceRateLimit.ts';
import { hasDuplicateHeaders } from './guards/hasDuplicateHeaders.ts';
import { ignoreUpgrade, offersOtherProtocol } from './guards/ignoreUpgrade.ts';
import { readBody } from './guards/readBody.ts';
import { refuseConnection } from './guards/refuseConnection.ts';
import { rejectConnection } from './guards/rejectConnection.ts';
import { observeRequest } from './lifecycle/observeRequest.ts';
import type { Overload } from './lifecycle/overload.ts';
import { sendError } from './sendJson.ts';
import { type EventStreamServices, serveEventStream, wantsEventStream } from './subscriptions/serveEventStream.ts';
import type { WebSockets } from './subscriptions/webSockets.ts';

/** What else there is, browsers send from any site without asking first: nothing must come in so. */
const isJson = (contentType: string): boolean => /^application\/(graphql\+)?json\s*(;|$)/i.test(contentType);

/** Who answers what. */
export interface Handlers {
  authenticator: Authenticator;
  graphql: Graphql;
  events: EventStreamServices;
  sockets: WebSockets;
  /** Undefined where no topic is configured. */
  downloads: OutputServices;
  sns?: SnsReceiver | undefined;
  health: Health;
  overload: Overload;
  /** Told of each request. */
  observers: readonly RequestObserver[];
  cors: Cors;
  callerLimits: Limits;
  graphiql: boolean;
  /** All that may be executed; anything where left out. */
  persisted?: PersistedDocuments | undefined;
}

const saidTwice = 'Send Host once, and Authorization and Content-Type at most once.';

/** In milliseconds. */
export interface Timeouts {
  headers: number;
  request: number;
  /** Connections that outstay the others are looked for as often; by itself, Node does so only twice a minute. */
  checkInterval: number;
}

const patience: Timeouts = { headers: 10_000, request: 25_000, checkInterval: 5_000 };

export function createServer(
  handlers: Handlers,
  host: string,
  log: Logger,
  { headers, request: whole, checkInterval: lookEvery } = patience,
): Server {
  const answers = allowedHosts(host);
  // Node's own refusal of a request without a Host is empty.
  const options = { connectionsCheckingInterval: lookEvery, requireHostHeader: false };
  const server = createHttpServer(options, (request, response) => {
    observeRequest({ observers: handlers.observers, log }, request, response, () => {
      if (hasDuplicateHeaders(request)) {
        request.resume();
        sendError(response, 400, 'BAD_USER_INPUT', saidTwice);
        return;
      }
      if (!answers(request.headers.host)) {
        request.resume();
        sendError(response, 400, 'BAD_USER_INPUT', 'The Host header does not name this server.');
        return;
      }
      route(handlers, request, response).catch((error: unknown) => {
        // The caller went away while sending.
        if (response.destroyed) return;
        log.error({ err: error }, 'a request failed');
        if (!response.headersSent) sendError(response, 500, 'INTERNAL_SERVER_ERROR', 'The gateway failed.');
        response.destroy();
      });
    });
  });
  server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    if (offersOtherProtocol(request)) return ignoreUpgrade(server, request, connection, head);
    connection.on('error', () => connection.destroy());
    const [path] = (request.url ?? '').split('?', 1);
    if (hasDuplicateHeaders(request)) return rejectConnection(connection, '400 Bad Request', { message: saidTwice });
    const isWelcome = path === graphqlPath && answers(request.headers.host) && handlers.cors.isAllowed(request);
    if (!isWelcome) {
      return rejectConnection(connection, '403 Forbidden', {
        code: 'FORBIDDEN',
        message: 'No WebSocket is for you here.',
      });
    }
    if (!handlers.overload.isMemoryLow) return handlers.sockets.upgrade(request, connection, head);
    const message = 'The gateway has no room for another stream.';
    const headers = 'retry-after: 1\r\n';
    rejectConnection(connection, '503 Service Unavailable', { code: 'SERVICE_UNAVAILABLE', message, headers });
  });
  // By itself, Node closes these without a word, or without one that says why.
  server.on('connect', (_, connection: Duplex) => {
    connection.on('error', () => connection.destroy());
    rejectConnection(connection, '405 Method Not Allowed', {
      message: 'This is no proxy.',
      headers: 'allow: GET, POST\r\n',
    });
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    request.resume();
    sendError(response, 417, 'BAD_USER_INPUT', 'Expect 100-continue, or nothing.');
  });
  server.on('clientError', refuseConnection);
  // A client that sends slowly holds a connection no longer than this.
  server.headersTimeout = headers;
  server.requestTimeout = whole;
  return server;
}

async function route(handlers: Handlers, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path] = (request.url ?? '').split('?', 1);
  if (handlers.health.handle(path, response)) return undefined;
  const reason = reasonToTurnAway(handlers, request, path);
  if (reason !== null) return turnAway(handlers, request, response, reason);
  if (path === graphqlPath) return serveGraphql(handlers, request, response);
  if (path === snsPath && handlers.sns) return serveSns(handlers.sns, request, response);
  if (path?.startsWith(outputsPath)) {
    handlers.cors.setHeaders(request, response);
    if (handlers.cors.answerPreflight(request, response)) return undefined;
    return serveOutput(handlers, request, response);
  }
  return sendError(response, 404, 'NOT_FOUND', `Nothing is here; GraphQL is at ${graphqlPath}.`);
}

/** Null for what is taken. What stays for long needs room, not only a turn. */
function reasonToTurnAway({ health, overload }: Handlers, request: IncomingMessage, path = ''): string | null {
  if (health.isShuttingDown) return 'The gateway is ending; ask another one, or again in a moment.';
  if (overload.isEventLoopDelayed) return 'The gateway has too much to do; ask again in a moment.';
  const stays = wantsEventStream(request) || path.startsWith(outputsPath);
  return overload.isMemoryLow && stays ? 'The gateway has no room for another stream.' : null;
}

/** Who follows something comes again by itself, and a browser not if it were refused. */
function turnAway(
  { events, cors: origins }: Handlers,
  request: IncomingMessage,
  response: ServerResponse,
  reason: string,
): void {
  request.resume();
  // A page that may not read it takes it for a refusal, and its EventSource ends for good.
  origins.setHeaders(request, response);
  if (wantsEventStream(request)) events.streams.reject(response);
  else {
    response.setHeader('connection', 'close');
    response.setHeader('retry-after', '1');
    sendError(response, 503, 'SERVICE_UNAVAILABLE', reason);
  }
}

/** Yoga takes it for its own fault when they are not. */
function hasJsonParameters({ url = '' }: IncomingMessage): boolean {
  const parameters = new URLSearchParams(url.split('?')[1]);
  try {
    for (const name of ['variables', 'extensions']) JSON.parse(parameters.get(name) || 'null');
    return true;
  } catch {
    return false;
  }
}

async function serveGraphql(handlers: Handlers, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { authenticator, cors: origins, graphiql } = handlers;
  // The page itself holds nothing; what it asks comes with credentials.
  if (graphiql && wantsGraphiql(request)) return serveGraphiql(request, response, authenticator.isNeeded);
  origins.setHeaders(request, response);
  if (origins.answerPreflight(request, response)) return;
  const caller = await authenticate(authenticator, request, response);
  if (!caller || !(await enforceRateLimit(handlers.callerLimits, caller, request, response))) return;
  // Yoga refuses without a word what is neither.
  if (!acceptsJson(request.headers.accept) && !wantsEventStream(request)) {
    request.resume();
    const offers = 'application/json, application/graphql-response+json or text/event-stream';
    return sendError(response, 406, 'BAD_USER_INPUT', `Accept ${offers}.`);
  }
  const isPost = request.method === 'POST';
  const contentType = request.headers['content-type'] ?? (isPost ? '' : 'application/json');
  if (request.headers['content-encoding'] !== undefined || !isJson(contentType)) {
    request.resume();
    return sendError(response, 415, 'BAD_USER_INPUT', 'Send application/json, without content-encoding.');
  }
  const headers = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (!isPost) {
    // CORS keeps a page elsewhere from reading an answer, but not from having it made.
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (isRead && !origins.isAllowed(request)) return refuseElsewhere(response);
    if (hasJsonParameters(request)) return answerOperation(handlers, request, response, undefined, caller);
    return sendError(response, 400, 'BAD_USER_INPUT', 'The parameters variables and extensions must be JSON.');
  }
  const body = await readBody(request);
  if (body === null) {
    response.setHeader('connection', 'close');
    return sendError(response, 413, 'BAD_USER_INPUT', 'The body is larger than 1 MiB.');
  }
  if (body === '') return sendError(response, 400, 'BAD_USER_INPUT', 'The body is empty.');
  return answerOperation(handlers, request, response, body, caller);
}

const refuseElsewhere = (response: ServerResponse): void =>
  sendError(response, 403, 'BAD_USER_INPUT', 'Not for pages of other origins.');

async function answerOperation(
  { graphql, events, cors: origins, persisted }: Handlers,
  request: IncomingMessage,
  response: ServerResponse,
  sent: string | undefined,
  caller: Caller,
): Promise<void> {
  let body = sent;
  if (persisted) {
    try {
      if (sent === undefined) request.url = urlWithPersisted(persisted, request);
      else body = bodyWithPersisted(persisted, sent);
    } catch (error) {
      if (error instanceof GraphQLError) return sendError(response, 400, 'BAD_USER_INPUT', error.message);
      throw error;
    }
  }
  if (wantsEventStream(request)) {
    if (!origins.isAllowed(request)) return refuseElsewhere(response);
    if (await serveEventStream(events, request, response, body, caller)) return;
  }
  return executeRequest(graphql, request, response, body, caller);
}
