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

describe('the API keys of a file', () => {
  const keys = keysOf({
    ann: [{ sha256: sha256('new') }, { sha256: sha256('old'), expiresAt: '2026-01-16T00:00:00Z' }],
    bob: [{ sha256: sha256('expired'), expiresAt: '2026-01-15T00:00:00Z' }],
  });

  test('are found by their hash, and one name may have several', () => {
    expect(keys.find('new', now)).toMatchObject({ name: 'ann', expiresAt: null });
    expect(keys.find('old', now)).toMatchObject({ name: 'ann', expiresAt: Date.UTC(2026, 0, 16) });
    expect(keys.find('other', now)).toBeUndefined();
    expect(keys.find(sha256('new'), now)).toBeUndefined();
    expect(keys.find('', now)).toBeUndefined();
  });

  test('expire at their time', () => {
    expect(keys.find('expired', now)).toBeUndefined();
    expect(keys.find('old', Date.UTC(2026, 0, 16))).toBeUndefined();
  });

  test('are identified by an id that does not reveal the key, until they expire', () => {
    const { id = '' } = keys.find('old', now) ?? {};
    expect(keys.get(id, now)).toMatchObject({ name: 'ann' });
    expect(keys.get(id, Date.UTC(2026, 0, 17))).toBeUndefined();
    expect(keysOf({ ann: [{ sha256: sha256('new') }] }).get(id, now)).toBeUndefined();
  });

  test('are rejected with every error of the file', () => {
    const file = {
      ann: [{ sha256: 'x' }, { sha256: sha256('a'), expires: 1 }],
      'a b': [{ sha256: sha256('b') }],
      bob: [],
      cat: [{ sha256: sha256('c'), expiresAt: 'tomorrow' }],
      dan: sha256('d'),
    };
    expect(parseApiKeys(JSON.stringify(file))).toEqual({
      faults: [
        'ann.0.sha256 is invalid or missing. Allowed: a SHA-256 hash, 64 characters of 0-9 a-f.',
        'ann.1.expires is not a known property. Allowed: sha256 and expiresAt.',
        'a b is not a valid name. Allowed: 1 to 64 characters of A-Z a-z 0-9 _ . @ -.',
        'bob is invalid. Allowed: a list of at least one {"sha256", "expiresAt"}.',
        'cat.0.expiresAt is invalid. Allowed: a time such as 2027-01-31T00:00:00Z.',
        'dan is invalid. Allowed: a list of at least one {"sha256", "expiresAt"}.',
      ],
    });
    const duplicate = { ann: [{ sha256: sha256('a') }], bob: [{ sha256: sha256('a') }] };
    expect(parseApiKeys(JSON.stringify(duplicate))).toEqual({ faults: ['A key of bob is listed twice; remove one.'] });
    expect(parseApiKeys('{}')).toEqual({ faults: ['The file contains no key; add at least one.'] });
    expect(parseApiKeys('[]')).toEqual({
      faults: ['The file must contain an object of names, each with a list of keys.'],
    });
    expect(parseApiKeys('x')).toEqual({ faults: ['The file is not valid JSON.'] });
  });
});
