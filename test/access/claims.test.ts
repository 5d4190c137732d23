// Claims by name and path, and scopes as words.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claimAt, hasClaim } from '../../src/access/claims.ts';

const claims = {
  sub: 'ann',
  realm_access: { roles: ['archivist', 'admin'] },
  resource_access: { 'glacier.graphql': { roles: ['starter'] }, list: [{ roles: ['x'] }] },
  'https://glacier.example/roles': ['archivist'],
  'flat.name': 'whole',
  flat: { name: 'nested', other: 'nested' },
  scope: 'openid cold:read  cold:start ',
  scp: ['openid', 'cold.read'],
  name: 'admin user',
  permissions: 'a b',
  age: 7,
  nothing: null,
};

describe('a claim', () => {
  test.each<[string, unknown]>([
    ['sub', 'ann'],
    ['realm_access.roles', ['archivist', 'admin']],
    ['https://glacier.example/roles', ['archivist']],
    ['resource_access.glacier\\.graphql.roles', ['starter']],
    ['flat.name', 'whole'],
    ['flat.other', 'nested'],
    ['resource_access.glacier.graphql.roles', undefined],
    ['resource_access.list.0.roles', undefined],
    ['absent', undefined],
    ['sub.length', undefined],
    ['nothing.x', undefined],
    ['__proto__.constructor', undefined],
    ['constructor', undefined],
    ['realm_access.toString', undefined],
    ['', undefined],
    ['.', undefined],
  ])('%s is found under its name first, and then along its path', (path, value) => {
    expect(claimAt(claims, path)).toEqual(value);
  });

  test('with any name is found by its path with escaped dots, at any depth', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => !text.includes('\\'));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
        const nested = names.reduceRight<unknown>((inner, key) => Object.fromEntries([[key, inner]]), 'found');
        const path = names.map((key) => key.replaceAll('.', '\\.')).join('.');
        expect(claimAt(nested as Record<string, unknown>, path)).toBe('found');
      }),
    );
  });
});

describe('the text of a policy', () => {
  test.each<[string, string]>([
    ['sub', 'ann'],
    ['realm_access.roles', 'admin'],
    ['https://glacier.example/roles', 'archivist'],
    ['scope', 'cold:read'],
    ['scope', 'cold:start openid'],
    ['scope', 'openid cold:read  cold:start '],
    ['scp', 'cold.read'],
    ['name', 'admin user'],
  ])('%s: %s applies', (path, text) => {
    expect(hasClaim(claims, path, text)).toBe(true);
  });

  test.each<[string, string]>([
    ['sub', 'an'],
    ['realm_access.roles', 'adm'],
    ['realm_access.roles', 'archivist admin'],
    ['scope', 'cold'],
    ['scope', 'cold:read cold:delete'],
    ['scope', 'Cold:read'],
    ['scope', ''],
    ['scope', ' '],
    ['scp', 'cold.write'],
    // Only scopes are lists of words: a name is one text.
    ['name', 'admin'],
    ['permissions', 'a'],
    ['age', '7'],
    ['nothing', 'null'],
    ['absent', 'undefined'],
  ])('%s: %s does not apply', (path, text) => {
    expect(hasClaim(claims, path, text)).toBe(false);
  });
});
