// The workflows of GitHub: they run commands that exist, and a release checks what docs/release.md promises.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../scripts/bundles.ts';

const folder = join(root, '.github/workflows');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

interface Workflow {
  jobs: Record<string, { steps: { run?: string; uses?: string; with?: Record<string, unknown> }[] }>;
}

const workflows = readdirSync(folder).map((name) => {
  const workflow: Workflow = parse(readFileSync(join(folder, name), 'utf8'));
  return { name, jobs: Object.values(workflow.jobs) };
});

const commandsOf = (jobs: Workflow['jobs'][string][]): string[] =>
  jobs.flatMap(({ steps }) => steps.flatMap(({ run = '' }) => run.split(/&&|\|\|/).map((command) => command.trim())));

test.each(workflows)('$name runs scripts that exist', ({ jobs }) => {
  const named = commandsOf(jobs).flatMap(
    (command) => /^npm (?:run )?(?:--silent )?(?!ci|publish)([\w:]+)/.exec(command)?.[1] ?? [],
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

test('a release is published after all checks and tests', () => {
  const [release] = workflows.filter(({ name }) => name === 'release.yml');
  const commands = commandsOf(release?.jobs ?? []);
  const at = (command: string) => commands.indexOf(command);
  const order = ['npm run check', 'npm test', 'npm run test:slow', 'npm publish --provenance --access public'].map(at);
  expect(order).not.toContain(-1);
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

test('whatever compares the schema has the tags', () => {
  const comparing = workflows.flatMap(({ jobs }) => jobs).filter((job) => commandsOf([job]).includes('npm run check'));
  expect(comparing).toHaveLength(2);
  for (const { steps } of comparing) {
    expect(steps.find(({ uses }) => uses?.startsWith('actions/checkout'))?.with).toEqual({ 'fetch-depth': 0 });
  }
});
