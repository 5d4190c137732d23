// The queries of the dashboard read metrics that docs/metrics.md lists, and its panels have a place of their own.
import { expect, test } from 'vitest';
import { dashboard, panels } from './dashboard.ts';
import { faultsOf, metrics, metricsIn } from './promql.ts';

const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

test.each(panels)('$title reads metrics that exist', ({ description, targets }) => {
  expect(description).not.toBe('');
  for (const { expr, legendFormat } of targets) {
    expect(faultsOf(expr)).toEqual([]);
    // A legend names labels that the query keeps.
    const legend = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
    for (const label of legend.filter((each) => each !== 'instance'))
      expect(expr).toMatch(new RegExp(`by \\([^)]*\\b${label}\\b`));
  }
});

test('a query of a metric or a label that does not exist is found', () => {
  expect(faultsOf('glacier_graphql_starts{region="a"}')).toEqual([
    'glacier_graphql_starts does not exist',
    'glacier_graphql_starts has no label region',
  ]);
  expect(faultsOf('rate(glacier_graphql_starts_total{region="a"}[5m])')).toEqual([
    'glacier_graphql_starts_total has no label region',
  ]);
  expect(faultsOf('rate(glacier_graphql_request_seconds{kind="graphql"}[5m])')).toHaveLength(1);
});

test('the variables of the queries are those of the dashboard, and read metrics that exist', () => {
  const variables = dashboard.templating.list;
  const used = expressions.flatMap((expr) => [...expr.matchAll(/\$([a-z]\w*)/g)].map(([, name]) => name));
  expect(new Set(used)).toEqual(new Set(variables.map(({ name }) => name).filter((name) => name !== 'datasource')));
  for (const { query } of variables) if (typeof query !== 'string') expect(faultsOf(query.query)).toEqual([]);
});

/** Figures that a graph does not help with. */
const leftOut = [
  'glacier_graphql_aws_requests_total',
  'glacier_graphql_aws_queue_seconds',
  'glacier_graphql_held_bytes_max',
  'glacier_graphql_refused_callers',
  'glacier_graphql_notification_route_off',
  'process_uptime_seconds',
  'glacier_graphql_info',
  'up',
];

test('each other metric is on the dashboard', () => {
  const shown = new Set(expressions.flatMap(metricsIn));
  expect([...metrics.keys()].filter((name) => !shown.has(name)).sort()).toEqual([...leftOut].sort());
});

test('the panels have ids of their own and do not overlap', () => {
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  for (const { gridPos } of dashboard.panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
});
