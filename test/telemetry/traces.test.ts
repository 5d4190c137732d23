// Traces as a collector receives them.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startGateway } from '../support/startGateway.ts';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: { key: string; value: Record<string, unknown> }[];
}

/** `status` is null for a collector that never answers. */
async function startCollector(status: number | null = 200) {
  const spans: Span[] = [];
  const services = new Set<unknown>();
  const paths = new Set<string | undefined>();
  const server = createServer(async (request, response) => {
    paths.add(request.url);
    const { resourceSpans } = JSON.parse(await text(request));
    for (const { resource, scopeSpans } of resourceSpans) {
      services.add(resource.attributes.find(({ key }: { key: string }) => key === 'service.name').value.stringValue);
      for (const scope of scopeSpans) spans.push(...scope.spans);
    }
    if (status === null) return;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    spans,
    services,
    paths,
    config: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/`, OTEL_SERVICE_NAME: 'archive-gateway' },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const attributesOf = ({ attributes }: Span) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

const traceId = '0af7651916cd43dd8448eb211c80319c';

const ask = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: 'query Named { vault(name: "media-masters") { name } }' }),
  }).then((response) => response.json());

test("traces have a span of the request below the client's span, and below it one for each AWS call", async () => {
  await using collector = await startCollector();
  await using gateway = await startGateway(collector.config);
  await ask(gateway.url, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
  await ask(gateway.url);
  // The remaining spans are sent at the end.
  await gateway.close();
  expect([...collector.paths]).toEqual(['/v1/traces']);
  expect([...collector.services]).toEqual(['archive-gateway']);
  const [server, call] = [2, 3].map((kind) =>
    collector.spans.find((span) => span.kind === kind && span.traceId === traceId),
  );
  if (!server || !call) throw new Error(JSON.stringify(collector.spans));
  expect(server).toMatchObject({ name: 'query', parentSpanId: 'b7ad6b7169203331' });
  expect(attributesOf(server)).toMatchObject({
    'http.request.method': 'POST',
    'http.response.status_code': 200,
    'graphql.operation.name': 'Named',
    'glacier_graphql.aws_calls': 1,
  });
  expect(call).toMatchObject({ name: 'Glacier.DescribeVault', parentSpanId: server.spanId });
  expect(attributesOf(call)).toMatchObject({
    'rpc.system': 'aws-api',
    'rpc.service': 'Glacier',
    'rpc.method': 'DescribeVault',
    'cloud.region': 'us-east-1',
    'aws.request_id': expect.any(String),
  });
  const others = collector.spans.filter((span) => span.traceId !== traceId);
  expect(new Set(others.map((span) => span.traceId)).size).toBe(1);
});

test('traces are not recorded if the client did not sample them', async () => {
  await using collector = await startCollector();
  await using gateway = await startGateway(collector.config);
  await ask(gateway.url, { traceparent: `00-${traceId}-b7ad6b7169203331-00` });
  await gateway.close();
  expect(collector.spans).toEqual([]);
});

test.each([
  ['is not there', async () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })],
  ['refuses', async () => (await startCollector(500)).config],
  ['never answers', async () => (await startCollector(null)).config],
])('traces affect neither requests nor the shutdown when their collector %s', async (_, config) => {
  const gateway = await startGateway(await config());
  for (let count = 0; count < 20; count += 1) {
    expect((await ask(gateway.url)).data).toEqual({ vault: { name: 'media-masters' } });
  }
  await gateway[Symbol.asyncDispose]();
});
