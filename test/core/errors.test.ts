import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { errorTable } from '../../src/core/errors.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const section = readme.slice(readme.indexOf('## Errors')).split('\n## ')[0] ?? '';
const rows = [...section.matchAll(/^\| `([A-Z_]+)` \| (yes|no) \| (.+) \|$/gm)];

describe('the error table', () => {
  test.each(Object.entries(errorTable))('%s stands in the README with its meaning', (code, { retryable, meaning }) => {
    expect(rows.map(([, ...row]) => row)).toContainEqual([code, retryable ? 'yes' : 'no', meaning]);
  });

  test('the README lists no code that the gateway does not have', () => {
    expect(rows.map(([, code]) => code).sort()).toEqual(Object.keys(errorTable).sort());
  });
});
