// Metrics of the Prometheus registry as a request of OTLP, in its JSON encoding. Names, labels and values are the same as at
// /metrics. Pure.
// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
import type { MetricObjectWithValues, MetricValue, MetricValueWithName } from 'prom-client';

export type RegistryMetric = MetricObjectWithValues<MetricValue<string>>;

export interface OtlpSource {
  serviceName: string;
  version: string;
  /** When counting began, and now, in milliseconds since 1970. */
  startedAt: number;
  now: number;
}

type Labels = MetricValue<string>['labels'];

/** Values are totals since the start. */
const cumulative = 2;

/** In the encoding, integers of 64 bits are texts. */
const nanoseconds = (milliseconds: number): string => String(BigInt(Math.round(milliseconds)) * 1_000_000n);

const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });

const attributesOf = (labels: Labels) =>
  Object.entries(labels).flatMap(([key, value]) => (value === undefined ? [] : [attribute(key, String(value))]));

export function otlpMetrics(
  metrics: readonly RegistryMetric[],
  { serviceName, version, startedAt, now }: OtlpSource,
): object {
  const times = { startTimeUnixNano: nanoseconds(startedAt), timeUnixNano: nanoseconds(now) };
  const scope = { name: 'glacier-graphql', version };
  const attributes = [attribute('service.name', serviceName), attribute('service.version', version)];
  const written = metrics.filter(({ values }) => values.length > 0).map((metric) => metricOf(metric, times));
  return { resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ scope, metrics: written }] }] };
}

type Times = { startTimeUnixNano: string; timeUnixNano: string };

function metricOf({ name, help, type, values }: RegistryMetric, times: Times): object {
  const described = { name, description: help };
  // prom-client declares its types as an enum, and writes texts.
  const kind = String(type);
  if (kind === 'histogram') {
    const dataPoints = histogramPoints(values as MetricValueWithName<string>[], times);
    return { ...described, histogram: { dataPoints, aggregationTemporality: cumulative } };
  }
  const dataPoints = values.map(({ labels, value }) => ({
    attributes: attributesOf(labels),
    ...times,
    asDouble: value,
  }));
  if (kind === 'gauge') return { ...described, gauge: { dataPoints } };
  return { ...described, sum: { dataPoints, aggregationTemporality: cumulative, isMonotonic: true } };
}

interface HistogramPoint {
  attributes: object[];
  startTimeUnixNano: string;
  timeUnixNano: string;
  count: string;
  sum: number;
  bucketCounts: string[];
  explicitBounds: number[];
}

/** Prometheus counts a value in each bucket that it fits in, and OTLP only in the first one. */
function histogramPoints(values: readonly MetricValueWithName<string>[], times: Times): HistogramPoint[] {
  const points = new Map<string, { point: HistogramPoint; below: number }>();
  for (const { labels, metricName = '', value } of values) {
    const { le, ...others } = labels as Record<string, string | number>;
    const key = JSON.stringify(others);
    const known = points.get(key) ?? { point: emptyPoint(others, times), below: 0 };
    points.set(key, known);
    const { point } = known;
    if (metricName.endsWith('_sum')) point.sum = value;
    else if (metricName.endsWith('_count')) point.count = String(value);
    else {
      point.bucketCounts.push(String(value - known.below));
      if (le !== '+Inf') point.explicitBounds.push(Number(le));
      known.below = value;
    }
  }
  return [...points.values()].map(({ point }) => point);
}

const emptyPoint = (labels: Labels, times: Times): HistogramPoint => ({
  attributes: attributesOf(labels),
  ...times,
  count: '0',
  sum: 0,
  bucketCounts: [],
  explicitBounds: [],
});
