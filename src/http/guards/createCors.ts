// Cross-origin rules: pages of the gateway's own origin and of the configured origins may use it. Browser-managed
// credentials are never accepted, so a page sends its own.
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Cors {
  /** True for a page of an allowed origin, and for a request that no page sent. */
  isAllowed(request: IncomingMessage): boolean;
  /** Sets the response headers that let a page of an allowed origin read the response. */
  setHeaders(request: IncomingMessage, response: ServerResponse): void;
  /** True if the request was a preflight and has its response. */
  answerPreflight(request: IncomingMessage, response: ServerResponse): boolean;
}

const allowedHeaders =
  'accept, authorization, content-type, if-none-match, if-range, last-event-id, range, traceparent, x-api-key';
const exposedHeaders = 'content-disposition, content-range, etag, retry-after, x-request-id';
const maxAgeSeconds = '600';

export function createCors(allowed: readonly string[]): Cors {
  const configured = new Set(allowed);
  const isConfigured = ({ headers: { origin } }: IncomingMessage) => origin !== undefined && configured.has(origin);
  return {
    isAllowed: (request) => isConfigured(request) || isSameOrigin(request),
    setHeaders: (request, response) => {
      if (configured.size === 0) return;
      // For every origin: a cache must not give one origin the response to another.
      response.setHeader('vary', 'Origin');
      if (!isConfigured(request)) return;
      response.setHeader('access-control-allow-origin', String(request.headers.origin));
      response.setHeader('access-control-expose-headers', exposedHeaders);
    },
    answerPreflight: (request, response) => {
      if (request.method !== 'OPTIONS' || !isConfigured(request)) return false;
      response.writeHead(204, {
        'access-control-allow-methods': 'GET, HEAD, POST',
        'access-control-allow-headers': allowedHeaders,
        'access-control-max-age': maxAgeSeconds,
      });
      response.end();
      return true;
    },
  };
}

/** No browser lets a page set these headers. Programs other than browsers send none of them. */
function isSameOrigin({ headers: { origin, host, 'sec-fetch-site': site } }: IncomingMessage): boolean {
  // The browser's own statement counts even if a proxy has rewritten the Host header.
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
