// Metrics as a collector receives them: the same values as at /metrics.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { createEgress } from '../../src/egress/createEgress.ts';
import { createMetricsExport } from '../../src/telemetry/createMetricsExport.ts';
import { startGateway } from '../support/startGateway.ts';

interface Point {
  attributes: { key: string; value: { stringValue: string } }[];
  asDouble?: number;
  count?: string;
  sum?: number;
  bucketCounts?: string[];
  explicitBounds?: number[];
}
type Kind = 'sum' | 'gauge' | 'histogram';
interface Metric
  extends Partial<Record<Kind, { dataPoints: Point[]; aggregationTemporality?: number; isMonotonic?: boolean }>> {
  name: string;
}

async function startCollector(status = 200) {
  const exports: { services: string[]; metrics: Map<string, Metric> }[] = [];
  const paths = new Set<string | undefined>();
  const server = createServer(async (request, response) => {
    paths.add(request.url);
    const body = await text(request);
    if (request.url === '/v1/metrics') {
      const [{ resource, scopeMetrics }] = JSON.parse(body).resourceMetrics;
      const metrics: Metric[] = scopeMetrics[0].metrics;
      exports.push({
        services: resource.attributes.map(({ value }: Point['attributes'][number]) => value.stringValue),
        metrics: new Map(metrics.map((metric) => [metric.name, metric])),
      });
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    exports,
    paths,
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const labelsOf = ({ attributes }: Point) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));

test('the last export has the totals of all metrics, with the names and labels of Prometheus', async () => {
  await using collector = await startCollector();
  await using gateway = await startGateway({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_SERVICE_NAME: 'archive-gateway',
    OTEL_METRICS_EXPORTER: 'otlp',
  });
  expect(gateway.adminUrl).toBeNull();
  await gateway.data('{ vault(name: "media-masters") { name } }');
  await gateway.close();
  expect(collector.paths).toContain('/v1/metrics');
  const [last] = collector.exports;
  expect(last?.services).toContain('archive-gateway');
  const calls = last?.metrics.get('glacier_graphql_aws_calls_total')?.sum;
  expect(calls).toMatchObject({ aggregationTemporality: 2, isMonotonic: true });
  expect(calls?.dataPoints.map((point) => ({ ...labelsOf(point), value: point.asDouble }))).toEqual([
    { operation: 'glacier.DescribeVault', account: '111122223333', region: 'us-east-1', result: 'OK', value: 1 },
  ]);
  expect(last?.metrics.get('glacier_graphql_watches')?.gauge?.dataPoints).toMatchObject([{ asDouble: 0 }]);
  const [duration] = last?.metrics.get('glacier_graphql_aws_call_seconds')?.histogram?.dataPoints ?? [];
  expect(duration?.count).toBe('1');
  // One more bucket than bounds, and each value in one bucket.
  expect(duration?.bucketCounts).toHaveLength((duration?.explicitBounds?.length ?? 0) + 1);
  expect(duration?.bucketCounts?.reduce((sum, count) => sum + Number(count), 0)).toBe(1);
});

test('an export follows each interval, and failures are one log line until it works again', async () => {
  await using collector = await startCollector(503);
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line)) });
  const clock = createClock({ speed: 0 });
  const options = { endpoint: collector.url, serviceName: 'any', interval: 60_000, egress: createEgress(), clock };
  const exporting = createMetricsExport(options, { values: async () => [] }, log);
  for (const expected of [1, 2]) {
    await expect
      .poll(() => {
        if (collector.exports.length < expected) clock.advance(60_000);
        return collector.exports.length;
      })
      .toBe(expected);
  }
  await exporting.close();
  expect(collector.exports).toHaveLength(3);
  expect(lines).toMatchObject([{ level: 40, msg: 'metrics export failed', reason: 'the collector answered 503' }]);
});
