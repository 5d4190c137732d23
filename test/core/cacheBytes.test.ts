// The limits of all caches: a container of 512 MB has room for them, and docs/limits.md lists them.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cacheBytes } from '../../src/core/cacheBytes.ts';

const mebibyte = 1024 ** 2;

test('all caches together leave a third of the heap that Node uses in a container of 512 MB', () => {
  const { starts, ownStarts, ...others } = cacheBytes;
  const sum = Object.values(others).reduce((total, bytes) => total + bytes, 0);
  expect(sum + Math.max(starts, ownStarts)).toBeLessThanOrEqual((256 * 2 * mebibyte) / 3);
});

test('the documentation lists every cache with its limit, and no other', () => {
  const page = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8');
  const documented = [...page.matchAll(/^\| `(\w+)` \| (\d+) MB \|/gm)].map(([, name, size]) => [name, Number(size)]);
  expect(documented).toEqual(Object.entries(cacheBytes).map(([name, bytes]) => [name, bytes / mebibyte]));
});
