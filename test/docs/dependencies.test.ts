// docs/dependencies.md says of each package what it is for, and of no other.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { textOf } from './blocks.ts';

const { devDependencies, overrides } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as Record<'devDependencies' | 'overrides', Record<string, string>>;

const [tables = '', prose = ''] = textOf('docs/dependencies.md').split('## Overrides');

test('each package has its purpose', () => {
  const rows = [...tables.matchAll(/^\| (`.+`) \| \S.* \|$/gm)].map(([, names = '']) => names);
  const named = rows.flatMap((names) => [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  expect(named.sort()).toEqual(Object.keys(devDependencies).sort());
});

test('each override is explained', () => {
  for (const name of Object.keys(overrides)) expect(prose).toContain(`\`${name}\``);
});
