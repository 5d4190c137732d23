import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseApiKeys } from '../../src/access/apiKeys.ts';

const now = Date.UTC(2026, 0, 15);
const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');
const keysOf = (file: unknown) => {
  const parsed = parseApiKeys(JSON.stringify(file));
  if ('faults' in parsed) throw new Error(parsed.faults.join('\n'));
  return parsed.keys;
};

describe('API keys', () => {
  const keys = keysOf({
    ann: [{ sha256: sha256('new') }, { sha256: sha256('old'), expiresAt: '2026-01-16T00:00:00Z' }],
    bob: [{ sha256: sha256('over'), expiresAt: '2026-01-15T00:00:00Z' }],
  });

  test('are known by their hash, several of one name side by side', () => {
    expect(keys.find('new', now)).toMatchObject({ name: 'ann', expiresAt: null });
    expect(keys.find('old', now)).toMatchObject({ name: 'ann', expiresAt: Date.UTC(2026, 0, 16) });
    expect(keys.find('other', now)).toBeUndefined();
    expect(keys.find(sha256('new'), now)).toBeUndefined();
    expect(keys.find('', now)).toBeUndefined();
  });

  test('end at their time', () => {
    expect(keys.find('over', now)).toBeUndefined();
    expect(keys.find('old', Date.UTC(2026, 0, 16))).toBeUndefined();
  });

  test('can be asked for by an id that is not the key, for as long as they are good', () => {
    const { id = '' } = keys.find('old', now) ?? {};
    expect(keys.has(id, now)).toBe(true);
    expect(keys.has(id, Date.UTC(2026, 0, 17))).toBe(false);
    expect(keysOf({ ann: [{ sha256: sha256('new') }] }).has(id, now)).toBe(false);
  });

  test('have every fault of their file named', () => {
    const file = {
      ann: [{ sha256: 'x' }, { sha256: sha256('a'), expires: 1 }],
      'a b': [{ sha256: sha256('b') }],
      bob: [],
      cat: [{ sha256: sha256('c'), expiresAt: 'tomorrow' }],
      dan: sha256('d'),
    };
    expect(parseApiKeys(JSON.stringify(file))).toEqual({
      faults: [
        'ann.0.sha256 is wrong or missing; it may be a SHA-256 hash, 64 of the characters 0-9 a-f.',
        'ann.1.expires is not a member.',
        'a b is no name; it may be 1 to 64 of the characters A-Z a-z 0-9 _ . @ -.',
        'bob is wrong; it may be a list of {"sha256", "expiresAt"}, at least one.',
        'cat.0.expiresAt is wrong; it may be a time such as 2027-01-31T00:00:00Z.',
        'dan is wrong; it may be a list of {"sha256", "expiresAt"}, at least one.',
      ],
    });
    const twice = { ann: [{ sha256: sha256('a') }], bob: [{ sha256: sha256('a') }] };
    expect(parseApiKeys(JSON.stringify(twice))).toEqual({ faults: ['a key of bob stands twice.'] });
    expect(parseApiKeys('{}')).toEqual({ faults: ['no key.'] });
    expect(parseApiKeys('[]')).toEqual({ faults: ['an object of names, each with a list of keys.'] });
    expect(parseApiKeys('x')).toEqual({ faults: ['not JSON.'] });
  });
});
