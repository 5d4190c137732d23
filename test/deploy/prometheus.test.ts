// deploy/prometheus with promtool: its configuration, its alerts, and the unit tests of the alerts.
import { readFileSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../scripts/bundles.ts';
import { textOf } from '../docs/blocks.ts';
import { describeWith } from '../support/describeWith.ts';
import { runChild } from '../support/startChild.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { panels } from './dashboard.ts';
import { faultsOf } from './promql.ts';

const folder = join(root, 'deploy/prometheus');
const unitTests = join(import.meta.dirname, 'alerts.promtool.yml');

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
}

const groups: { rules: Rule[] }[] = parse(readFileSync(join(folder, 'alerts.yml'), 'utf8')).groups;
const rules = groups.flatMap((group) => group.rules);
const alerts = rules.map(({ alert }) => alert);

test.each(rules)('$alert reads metrics that exist', ({ expr }) => expect(faultsOf(expr)).toEqual([]));

test('each alert has a unit test in which it fires', () => {
  const tests: { alert_rule_test: { alertname: string; exp_alerts: object[] }[] }[] = parse(
    readFileSync(unitTests, 'utf8'),
  ).tests;
  const fired = tests
    .flatMap((each) => each.alert_rule_test)
    .filter((each) => each.exp_alerts.length > 0)
    .map((each) => each.alertname);
  expect(new Set(fired)).toEqual(new Set(alerts));
});

test('docs/alerts.md says of each alert what to do, and of no other', () => {
  const rows = [...textOf('docs/alerts.md').matchAll(/^\| `(\w+)` \| (\w+) \|/gm)];
  expect(rows.map(([, alert, severity]) => [alert, severity])).toEqual(
    rules.map(({ alert, labels }) => [alert, labels.severity]),
  );
});

describeWith('promtool', 'promtool', (promtool = '') => {
  test('accepts the configuration and the alerts', async () => {
    const { stdout } = await runChild(promtool, ['check', 'config', join(folder, 'prometheus.yml')]);
    expect(stdout).toContain(`${rules.length} rules found`);
  });

  test('sees each alert quiet and then firing', async () => {
    await using copy = await temporaryFolder();
    await copyFile(join(folder, 'alerts.yml'), join(copy.path, 'alerts.yml'));
    await copyFile(unitTests, join(copy.path, 'tests.yml'));
    const { stdout } = await runChild(promtool, ['test', 'rules', join(copy.path, 'tests.yml')]);
    expect(stdout).toContain('SUCCESS');
  });

  test('can read the queries of the dashboard', async () => {
    await using copy = await temporaryFolder();
    const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    const rules = expressions.map((expr, index) => ({
      record: `dashboard:${index}`,
      expr: expr.replace(/\$__(rate_interval|range)/g, '5m').replace(/\$\w+/g, '.*'),
    }));
    const file = join(copy.path, 'rules.yml');
    await writeFile(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    const { stdout } = await runChild(promtool, ['check', 'rules', file]);
    expect(stdout).toContain(`${rules.length} rules found`);
  });
});
