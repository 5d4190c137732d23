// Cross-origin rules: pages of the gateway's own origin and of the configured origins may use it. Browser-managed
// credentials are never accepted, so a page sends its own.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TrustedProxies } from './createTrustedProxies.ts';
import { normalizeOrigin } from './normalizeOrigin.ts';

export interface Cors {
  /** True for a page of an allowed origin, and for a request that no page sent. */
  isAllowed(request: IncomingMessage): boolean;
  /** Sets the response headers that let a page of an allowed origin read the response. */
  setHeaders(request: IncomingMessage, response: ServerResponse): void;
  /** True if the request was a preflight and has its response. */
  answerPreflight(request: IncomingMessage, response: ServerResponse): boolean;
}

export interface CorsOptions {
  origins: readonly string[];
  /** Further request headers, besides those that the gateway reads and those of known clients. */
  headers: readonly string[];
  /** Its origin is the gateway's own, whatever Host a proxy sends. */
  publicUrl: string | undefined;
  proxies: TrustedProxies;
}

/** The request headers that the gateway reads. */
const ownHeaders =
  'accept, authorization, content-type, if-match, if-none-match, if-range, last-event-id, range, traceparent, x-api-key';

/** What clients and tracing libraries send by themselves. Without permission a browser would send none of their requests. */
const clientHeaders = [
  // Apollo Client, Apollo Kotlin and iOS.
  'apollo-require-preflight, apollographql-client-name, apollographql-client-version',
  'x-apollo-operation-id, x-apollo-operation-name, x-apollo-operation-type',
  // GraphQL Yoga, Hive, graphql-sse and others.
  'graphql-client-name, graphql-client-version, graphql-require-preflight',
  'x-graphql-client-name, x-graphql-client-version, x-graphql-event-stream-token, x-graphql-yoga-csrf',
  // AWS Amplify.
  'x-amz-user-agent',
  // OpenTelemetry, Sentry, Zipkin and Jaeger.
  'tracestate, baggage, sentry-trace, b3, x-b3-traceid, x-b3-spanid, x-b3-parentspanid, x-b3-sampled, x-b3-flags',
  'uber-trace-id',
  // Datadog, New Relic, Elastic, Dynatrace, AppDynamics, Instana and SkyWalking.
  'x-datadog-trace-id, x-datadog-parent-id, x-datadog-origin, x-datadog-sampling-priority, x-datadog-tags',
  'newrelic, elastic-apm-traceparent, x-dtpc, adrum, x-instana-t, x-instana-s, x-instana-l, sw8',
  // Application Insights, AWS X-Ray and Google Cloud.
  'request-id, request-context, x-amzn-trace-id, x-cloud-trace-context',
  // HTTP libraries.
  'x-request-id, x-correlation-id, x-requested-with, idempotency-key, cache-control, pragma',
];
const exposedHeaders =
  'accept-ranges, content-disposition, content-range, etag, ratelimit, ratelimit-policy, repr-digest, retry-after, www-authenticate, x-request-id, x-sha256-tree-hash';
const maxAgeSeconds = '600';

export function createCors({ origins, headers, publicUrl, proxies }: CorsOptions): Cors {
  const configured = new Set(origins);
  const publicOrigin = publicUrl === undefined ? null : normalizeOrigin(publicUrl);
  const allowedHeaders = [ownHeaders, ...clientHeaders, ...headers].join(', ');
  const isConfigured = ({ headers: { origin } }: IncomingMessage) =>
    origin !== undefined &&
    (configured.has(origin) || (publicOrigin !== null && normalizeOrigin(origin) === publicOrigin));

  /** No browser lets a page set these headers. Programs other than browsers send none of them. */
  const isSameOrigin = (request: IncomingMessage): boolean => {
    const { origin, 'sec-fetch-site': site } = request.headers;
    // The browser's own statement counts even if a proxy has rewritten the Host header.
    if (site !== undefined) return site === 'same-origin' || site === 'none';
    if (origin === undefined) return true;
    const page = normalizeOrigin(origin);
    if (page === null) return false;
    const { host, scheme = new URL(origin).protocol.slice(0, -1) } = proxies.requested(request);
    return normalizeOrigin(`${scheme}://${host}`) === page;
  };

  return {
    isAllowed: (request) => isConfigured(request) || isSameOrigin(request),
    setHeaders: (request, response) => {
      if (configured.size === 0 && publicOrigin === null) return;
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
