// Which web pages may use the gateway: those of its own origin, and those of the origins configured. No credentials of a
// browser's are ever asked for, so a page has to send its own.
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Cors {
  /** Whether it comes from a page of these origins, or from no page at all. */
  isAllowed(request: IncomingMessage): boolean;
  /** Tells the browser which page may read the answer. */
  setHeaders(request: IncomingMessage, response: ServerResponse): void;
  /** Whether it was a browser's question what a page may send, and was answered. */
  answerPreflight(request: IncomingMessage, response: ServerResponse): boolean;
}

const allowedHeaders =
  'accept, authorization, content-type, if-none-match, if-range, last-event-id, range, traceparent, x-api-key';
const exposedHeaders = 'content-disposition, content-range, etag, retry-after, x-request-id';
const seconds = '600';

export function createCors(allowed: readonly string[]): Cors {
  const known = new Set(allowed);
  const isKnown = ({ headers: { origin } }: IncomingMessage) => origin !== undefined && known.has(origin);
  return {
    isAllowed: (request) => isKnown(request) || isOfThisOrigin(request),
    setHeaders: (request, response) => {
      if (known.size === 0) return;
      // Of other origins, too: what is kept of an answer to one must not be given to another.
      response.setHeader('vary', 'Origin');
      if (!isKnown(request)) return;
      response.setHeader('access-control-allow-origin', String(request.headers.origin));
      response.setHeader('access-control-expose-headers', exposedHeaders);
    },
    answerPreflight: (request, response) => {
      if (request.method !== 'OPTIONS' || !isKnown(request)) return false;
      response.writeHead(204, {
        'access-control-allow-methods': 'GET, HEAD, POST',
        'access-control-allow-headers': allowedHeaders,
        'access-control-max-age': seconds,
      });
      response.end();
      return true;
    },
  };
}

/** No browser lets a page choose these headers; programs send none of them. */
function isOfThisOrigin({ headers: { origin, host, 'sec-fetch-site': site } }: IncomingMessage): boolean {
  // What the browser knows holds, also where a proxy between has given the request another Host.
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
