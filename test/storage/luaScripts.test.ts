// The Lua scripts: what each of their files says of itself, and who loads it. The build is tested in build.slow.test.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { luaScripts } from '../../scripts/luaScripts.ts';

const src = resolve(import.meta.dirname, '../../src');

const scripts = Object.entries(luaScripts());

describe('the Lua scripts', () => {
  test.each(scripts)('%s begins with its purpose, keys, arguments and result', (_, text) => {
    const header = text.slice(0, text.search(/^[^-]/m));
    const [purpose, ...rest] = header.trimEnd().split('\n');
    expect(purpose).toMatch(/^-- [A-Z].*\.$/);
    for (const label of ['KEYS: ', 'ARGV: ', 'Returns: ']) {
      expect(rest.filter((line) => line.startsWith(`-- ${label}`))).toHaveLength(1);
    }
  });

  test('each is loaded by exactly one file, and every file that is loaded exists', () => {
    const loaded = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => {
        const calls = readFileSync(join(src, file), 'utf8').matchAll(/luaScript\(([^)]*)\)/g);
        const names = [...calls].flatMap(([, files = '']) => [...files.matchAll(/'([^']+)'/g)].map(([, name]) => name));
        return [...new Set(names)];
      });
    expect(scripts.length).toBeGreaterThan(5);
    expect(loaded.toSorted()).toEqual(scripts.map(([name]) => name).toSorted());
  });
});
