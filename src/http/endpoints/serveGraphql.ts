// GraphQL over HTTP: content negotiation, and the rules of methods and content types, before anything is executed.
// https://graphql.github.io/graphql-over-http/draft/
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Authenticator } from '../../access/authenticator.ts';
import type { Caller } from '../../access/caller.ts';
import type { BatchJobKey } from '../../core/location.ts';
import { andThen, type MaybePromise } from '../../core/maybePromise.ts';
import type { Limits } from '../../limits/createLimits.ts';
import type { ExecutionTurns } from '../../limits/executionTurns.ts';
import { batchJobId } from '../../schema/kit/globalId.ts';
import { acceptedTypes } from '../acceptedTypes.ts';
import type { PersistedDocuments } from '../documents/persistedDocuments.ts';
import { admitToBudget } from '../guards/admitToBudget.ts';
import { authenticate } from '../guards/authenticate.ts';
import type { Cors } from '../guards/createCors.ts';
import { enforceRateLimit } from '../guards/enforceRateLimit.ts';
import { admitToTurns, executeInTurn } from '../guards/executeInTurn.ts';
import { isUtf8Url } from '../guards/isUtf8Url.ts';
import { ownerOf } from '../guards/ownerOf.ts';
import { readBody } from '../guards/readBody.ts';
import { readRequest, type SentRequest } from '../operations/readRequest.ts';
import { sendError, sendJson } from '../sendJson.ts';
import { completeEvent, eventStreamHeaders, nextEvent } from '../subscriptions/eventStreamFormat.ts';
import { type EventStreamServices, serveEventStream, wantsEventStream } from '../subscriptions/serveEventStream.ts';
import { wantsPage } from '../wantsPage.ts';
import { type ExecutionServices, executeRequest } from './executeRequest.ts';
import { serveGraphiql } from './serveGraphiql.ts';

export interface GraphqlServices extends ExecutionServices {
  authenticator: Authenticator;
  events: EventStreamServices;
  cors: Cors;
  /** The limit of a request on every transport. */
  maxBodyBytes: number;
  callerLimits: Limits;
  /** The order of executions. */
  turns: ExecutionTurns;
  graphiql: boolean;
  /** A running job for the example operations; undefined if none is known. */
  exampleBatchJob(): BatchJobKey | undefined;
  /** If there are some, only these documents are executed. */
  persisted(): PersistedDocuments | undefined;
}

/** On the way of a plain request, nothing waits but its body. */
export function serveGraphql(
  services: GraphqlServices,
  request: IncomingMessage,
  response: ServerResponse,
): MaybePromise<void> {
  const { authenticator, cors, graphiql } = services;
  // The page contains no data. Its requests carry credentials.
  if (graphiql && wantsPage(request)) {
    const job = services.exampleBatchJob();
    const content = { needsKey: authenticator.isRequired, jobId: job && batchJobId(job) };
    return serveGraphiql(request, response, content);
  }
  cors.setHeaders(request, response);
  if (cors.answerPreflight(request, response)) return;
  return andThen(authenticateWithinRate(services, request, response), (caller) =>
    caller ? serveCaller(services, request, response, caller) : undefined,
  );
}

/** Null if the request was rejected. */
const authenticateWithinRate = (
  { authenticator, callerLimits }: GraphqlServices,
  request: IncomingMessage,
  response: ServerResponse,
): MaybePromise<Caller | null> =>
  andThen(authenticate(authenticator, request, response), (caller) =>
    caller === null
      ? null
      : andThen(enforceRateLimit(callerLimits, caller, request, response), (isAllowed) => (isAllowed ? caller : null)),
  );

function serveCaller(
  services: GraphqlServices,
  request: IncomingMessage,
  response: ServerResponse,
  caller: Caller,
): MaybePromise<void> {
  const { cors } = services;
  const owner = ownerOf(caller);
  if (!admitToBudget(owner, request, response) || !admitToTurns(services, owner, request, response)) return undefined;
  const isPost = request.method === 'POST';
  const error = negotiationError(request, isPost);
  if (error) {
    request.resume();
    return sendError(response, error.status, 'BAD_USER_INPUT', error.message);
  }
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('cache-control', 'no-store');
  if (!isPost) {
    // CORS keeps a foreign page from reading a response. It does not keep the request from being executed.
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (isRead && !cors.isAllowed(request)) return sendForeignOrigin(response);
    const error = parameterError(request);
    if (error) return sendError(response, 400, 'BAD_USER_INPUT', error);
    return executeInTurn(services, owner, request, response, () =>
      executeWithPresentRights(services, request, response, undefined, caller),
    );
  }
  return readBody(request, response, services.maxBodyBytes, (body) =>
    body === ''
      ? sendError(response, 400, 'BAD_USER_INPUT', 'The body is empty. Send a GraphQL request as JSON.')
      : executeInTurn(services, owner, request, response, () =>
          executeWithPresentRights(services, request, response, body, caller),
        ),
  );
}

/** Browsers send other content types cross-origin without a preflight, so those are not accepted. */
const isJson = (contentType: string): boolean =>
  contentType === 'application/json' ||
  (/^application\/(graphql\+)?json\s*(;|$)/i.test(contentType) && isInUtf8(contentType));

/** JSON has no other encoding, so the parameter says nothing else. */
const isInUtf8 = (contentType: string): boolean =>
  [...contentType.matchAll(/;\s*charset\s*=\s*([^;]*)/gi)].every(([, charset = '']) =>
    /^"?(utf-?8|us-ascii)"?\s*$/i.test(charset),
  );

/** Yoga's own responses to these requests have no message. */
function negotiationError(request: IncomingMessage, isPost: boolean): { status: number; message: string } | null {
  const { headers } = request;
  if (acceptedTypes(headers.accept).json === null && !wantsEventStream(request)) {
    const message = 'Accept application/json, application/graphql-response+json or text/event-stream.';
    return { status: 406, message };
  }
  const contentType = headers['content-type'] ?? (isPost ? '' : 'application/json');
  if (headers['content-encoding'] === undefined && isJson(contentType)) return null;
  return { status: 415, message: 'Send application/json in UTF-8, without content-encoding.' };
}

/** Null if the parameters of the URL can be read. Yoga reports malformed ones as an internal error. */
function parameterError({ url = '' }: IncomingMessage): string | null {
  if (!isUtf8Url(url)) return 'The URL is not valid UTF-8. Percent-encode the parameters as UTF-8.';
  const parameters = new URLSearchParams(url.split('?')[1]);
  try {
    for (const name of ['variables', 'extensions']) JSON.parse(parameters.get(name) || 'null');
    return null;
  } catch {
    return 'The parameters variables and extensions must be JSON.';
  }
}

const sendForeignOrigin = (response: ServerResponse): void =>
  sendError(
    response,
    403,
    'BAD_USER_INPUT',
    'Request refused: the page has another origin. Add its origin to CORS_ORIGINS to allow it.',
  );

/** A client may send its body slowly, and requests have turns. A reload meanwhile holds for what has not begun. */
const executeWithPresentRights = (
  services: GraphqlServices,
  request: IncomingMessage,
  response: ServerResponse,
  body: string | undefined,
  caller: Caller,
): MaybePromise<void> =>
  services.authenticator.isCurrent(caller)
    ? execute(services, request, response, body, caller)
    : andThen(authenticate(services.authenticator, request, response), (present) =>
        present ? execute(services, request, response, body, present) : undefined,
      );

function execute(
  services: GraphqlServices,
  request: IncomingMessage,
  response: ServerResponse,
  body: string | undefined,
  caller: Caller,
): MaybePromise<void> {
  let sent: SentRequest;
  try {
    sent = readRequest(services.persisted(), request, body);
  } catch (error) {
    if (error instanceof GraphQLError) return rejectDocument(request, response, error);
    throw error;
  }
  if (!wantsEventStream(request)) return executeRequest(services, request, response, sent, caller);
  if (!services.cors.isAllowed(request)) return sendForeignOrigin(response);
  return andThen(serveEventStream(services.events, request, response, sent.parameters, caller), (isServed) =>
    isServed ? undefined : executeRequest(services, request, response, sent, caller),
  );
}

/** For a client that accepts only text/event-stream, a status of 200 needs a stream, as for any result. */
function rejectDocument({ headers }: IncomingMessage, response: ServerResponse, error: GraphQLError): void {
  const { http, ...extensions } = error.extensions as { http: { status: number } };
  const content = { errors: [{ message: error.message, extensions }] };
  if (http.status !== 200 || acceptedTypes(headers.accept).json !== null) sendJson(response, http.status, content);
  else response.writeHead(200, eventStreamHeaders).end(nextEvent(JSON.stringify(content)) + completeEvent);
}
