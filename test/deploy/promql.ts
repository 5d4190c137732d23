// Which metrics a PromQL expression reads, with which labels, and what docs/metrics.md lists.
import { textOf } from '../docs/blocks.ts';

interface Metric {
  type: string;
  labels: string[];
}

/** Of Prometheus itself. */
const own: [string, Metric][] = [['up', { type: 'gauge', labels: [] }]];
/** Prometheus adds them to every series. */
const addedLabels = ['job', 'instance'];

export const metrics = new Map<string, Metric>([
  ...[...textOf('docs/metrics.md').matchAll(/^\| `(\w+)` \| (\w+) \| ([^|]*) \|/gm)].map(
    ([, name = '', type = '', labels = '']): [string, Metric] => [
      name,
      { type, labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label) },
    ],
  ),
  ...own,
]);

/** A histogram has series of its own names. */
const nameOf = (series: string): string => {
  const histogram = series.replace(/_(bucket|count|sum)$/, '');
  return metrics.get(histogram)?.type === 'histogram' ? histogram : series;
};

const names = /\b(?:glacier_graphql|nodejs|process)_\w+|\bup\b/g;

export const metricsIn = (expression: string): string[] =>
  [...expression.matchAll(names)].map(([series]) => nameOf(series));

/** What is wrong with an expression: metrics that do not exist, and labels that they do not have. */
export function faultsOf(expression: string): string[] {
  const unknown = metricsIn(expression).filter((name) => !metrics.has(name));
  const selectors = [...expression.matchAll(/(\w+)\{([^}]*)\}/g)].flatMap(([, series = '', matchers = '']) => {
    const known = [...(metrics.get(nameOf(series))?.labels ?? []), ...addedLabels];
    const labels = [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label);
    return labels.filter((label) => !known.includes(label)).map((label) => `${series} has no label ${label}`);
  });
  const histograms = [...expression.matchAll(names)]
    .map(([series]) => series)
    .filter((series) => metrics.get(series)?.type === 'histogram')
    .map((series) => `${series} is a histogram: it has _bucket, _count and _sum`);
  return [...unknown.map((name) => `${name} does not exist`), ...selectors, ...histograms];
}
