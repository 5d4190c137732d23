// Cross-origin requests of known clients, as a browser's preflight asks for them.
import { describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { json, send } from './send.ts';

const app = 'https://app.example';

/** Whether a browser would send the request, as the Fetch standard decides. */
async function isPermitted({ url }: TestGateway, headers: readonly string[], path?: string): Promise<boolean> {
  const preflight = await send(url, {
    method: 'OPTIONS',
    ...(path === undefined ? {} : { path }),
    headers: {
      origin: app,
      'access-control-request-method': 'POST',
      'access-control-request-headers': headers.join(','),
    },
  });
  const allowed = String(preflight.headers['access-control-allow-headers']).split(', ');
  return preflight.status === 204 && headers.every((name) => allowed.includes(name.toLowerCase()));
}

const ofClients: [string, string[]][] = [
  [
    'Apollo Client',
    ['content-type', 'apollographql-client-name', 'apollographql-client-version', 'apollo-require-preflight'],
  ],
  ['Apollo Kotlin and iOS', ['x-apollo-operation-name', 'x-apollo-operation-id', 'x-apollo-operation-type']],
  ['GraphQL over SSE', ['content-type', 'accept', 'x-graphql-event-stream-token', 'last-event-id']],
  ['GraphQL Yoga and Hive', ['x-graphql-yoga-csrf', 'graphql-client-name', 'graphql-client-version']],
  ['OpenTelemetry', ['traceparent', 'tracestate', 'baggage']],
  ['Sentry', ['sentry-trace', 'baggage']],
  ['Datadog', ['x-datadog-trace-id', 'x-datadog-parent-id', 'x-datadog-origin', 'x-datadog-sampling-priority']],
  ['Datadog with tags', ['x-datadog-trace-id', 'x-datadog-tags']],
  ['Zipkin', ['b3', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled', 'x-b3-flags']],
  ['Jaeger', ['uber-trace-id']],
  ['AWS Amplify', ['x-amz-user-agent', 'x-api-key', 'content-type']],
  ['AWS X-Ray', ['x-amzn-trace-id']],
  ['New Relic', ['newrelic', 'traceparent', 'tracestate']],
  ['Dynatrace, AppDynamics and SkyWalking', ['x-dtpc', 'adrum', 'sw8']],
  ['Instana', ['x-instana-t', 'x-instana-s', 'x-instana-l']],
  ['credentials', ['authorization', 'x-api-key']],
  ['downloads', ['range', 'if-range', 'if-match', 'if-none-match']],
];

describe('a preflight', () => {
  test.each(ofClients)('permits the headers of %s', async (_, headers) => {
    await using gateway = await startGateway({ CORS_ORIGINS: [app] });
    expect(await isPermitted(gateway, headers)).toBe(true);
    expect(await isPermitted(gateway, headers, '/outputs/x')).toBe(true);
    expect(await isPermitted(gateway, [...headers, 'x-of-nobody'])).toBe(false);
  });

  test('permits the headers of CORS_HEADERS too', async () => {
    await using gateway = await startGateway({ CORS_ORIGINS: [app], CORS_HEADERS: ['x-tenant'] });
    expect(await isPermitted(gateway, ['x-tenant', 'content-type', 'authorization', 'baggage'])).toBe(true);
    expect(await isPermitted(gateway, ['x-tenants'])).toBe(false);
  });
});

test('a page can read what clients need of a response', async () => {
  await using gateway = await startGateway({
    CORS_ORIGINS: [app],
    REQUESTS_PER_MINUTE: { authenticated: 1, anonymous: 1 },
  });
  const body = JSON.stringify({ query: '{ __typename }' });
  const ask = () => send(gateway.url, { headers: { ...json, origin: app, baggage: 'a=b', 'sentry-trace': 'x' }, body });
  expect((await ask()).json().data).toEqual({ __typename: 'Query' });
  const { status, headers } = await ask();
  expect(status).toBe(429);
  expect(headers['retry-after']).toBeDefined();
  const exposed = String(headers['access-control-expose-headers']).split(', ');
  const needed = ['retry-after', 'etag', 'x-request-id', 'www-authenticate', 'content-range', 'content-disposition'];
  expect(exposed).toEqual(expect.arrayContaining(needed));
});
