// The HTTP half of the gateway: which path is whose. Paths are exact; nothing of a request is echoed.
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { type Graphql, graphqlPath } from './createGraphql.ts';
import { serveGraphiql, wantsGraphiql } from './graphiql.ts';
import { readBody } from './readBody.ts';

/** Browsers send these from any site without asking first; a mutation must not come in so. */
const isJson = (contentType: string | undefined): boolean =>
  /^application\/(graphql\+)?json\s*(;|$)/i.test(contentType ?? '');

export function createServer(graphql: Graphql, log: Logger): Server {
  const server = createHttpServer((request, response) => {
    const started = process.hrtime.bigint();
    response.on('close', () => {
      const milliseconds = Number((process.hrtime.bigint() - started) / 1_000_000n);
      log.debug({ method: request.method, status: response.statusCode, milliseconds }, 'request');
    });
    route(graphql, request, response).catch((error: unknown) => {
      log.error({ err: error }, 'a request failed');
      if (!response.headersSent) refuse(response, 500, 'INTERNAL_SERVER_ERROR', 'The gateway failed.');
      response.destroy();
    });
  });
  // A client that sends slowly holds a connection no longer than this.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  return server;
}

async function route(graphql: Graphql, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path] = (request.url ?? '').split('?', 1);
  if (path === graphqlPath) return serveGraphql(graphql, request, response);
  if (path === '/healthz' || path === '/readyz') return answer(response, 200, { status: 'ok' });
  return refuse(response, 404, 'NOT_FOUND', `Nothing is here; GraphQL is at ${graphqlPath}.`);
}

async function serveGraphql(graphql: Graphql, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (wantsGraphiql(request)) return serveGraphiql(request, response);
  if (request.method === 'POST') {
    if (request.headers['content-encoding'] !== undefined || !isJson(request.headers['content-type'])) {
      request.resume();
      return refuse(response, 415, 'BAD_USER_INPUT', 'Send application/json, without content-encoding.');
    }
    const body = await readBody(request);
    if (body === null) {
      response.setHeader('connection', 'close');
      return refuse(response, 413, 'BAD_USER_INPUT', 'The body is larger than 1 MiB.');
    }
    if (body === '') return refuse(response, 400, 'BAD_USER_INPUT', 'The body is empty.');
    // Where the adapter finds a body that was read already.
    Object.assign(request, { body });
  }
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('cache-control', 'no-store');
  await graphql(request, response);
}

const refuse = (response: ServerResponse, status: number, code: string, message: string): void =>
  answer(response, status, { errors: [{ message, extensions: { code } }] });

function answer(response: ServerResponse, status: number, content: unknown): void {
  const body = JSON.stringify(content);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(body);
}
