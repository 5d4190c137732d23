import { describe, expect, test } from 'vitest';
import { createStartKeys, type StartScope } from '../../src/starts/createStartKeys.ts';

const keys = createStartKeys('one secret');

const scope: StartScope = {
  callerId: 'ann',
  operation: 'initiateArchiveRetrieval',
  location: { accountId: '111122223333', region: 'us-east-1' },
  key: 'k',
};

const others: Partial<StartScope>[] = [
  { callerId: 'bob' },
  { operation: 'initiateSelect' },
  { location: { accountId: '444455556666', region: 'us-east-1' } },
  { location: { accountId: '111122223333', region: 'us-west-2' } },
  { key: 'l' },
  { part: 'archive' },
  { callerId: 'ann k', key: '' },
];

describe('the id of a start', () => {
  test('is the same on every instance with the same secret', () => {
    const again = createStartKeys('one secret');
    expect(keys.startId(scope)).toBe(again.startId({ ...scope }));
    expect(keys.startId(scope)).toMatch(/^[\w-]{20}$/);
    expect(keys.clientRequestToken(scope)).toBe(again.clientRequestToken(scope));
    expect(keys.clientRequestToken(scope)).toMatch(/^[0-9a-f]{64}$/);
    expect(keys.secretDigest).toBe(again.secretDigest);
  });

  // Another value here would make every gateway forget its jobs after an update.
  test('stays the same from version to version', () => {
    expect(keys.startId(scope)).toBe('NQyy0lxvBjBz_ODtwLE2');
    expect(createStartKeys(null).startId(scope)).toBe('dJ1UjKztInTk_Y0s9tx4');
    expect(keys.fingerprintOf('id', { Type: 'select' })).toBe('vFrKU7Xn');
  });

  test.each(others)('differs with %j', (other) => {
    expect(keys.startId({ ...scope, ...other })).not.toBe(keys.startId(scope));
    expect(keys.clientRequestToken({ ...scope, ...other })).not.toBe(keys.clientRequestToken(scope));
  });

  test.each([['another secret'], [''], [null]])('differs with the secret %j, and so do all other digests', (secret) => {
    const other = createStartKeys(secret);
    expect(other.startId(scope)).not.toBe(keys.startId(scope));
    expect(other.clientRequestToken(scope)).not.toBe(keys.clientRequestToken(scope));
    expect(other.fingerprintOf('id', {})).not.toBe(keys.fingerprintOf('id', {}));
    expect(other.secretDigest).not.toBe(keys.secretDigest);
  });
});

describe('the fingerprint of arguments', () => {
  const fingerprintOf = (parameters: object) => keys.fingerprintOf('id', parameters);

  test('depends on their values, not on their order or on absent members', () => {
    const one = { Type: 'select', Tier: undefined, Csv: { a: 1, b: null, c: [1, 2] } };
    expect(fingerprintOf(one)).toBe(fingerprintOf({ Csv: { c: [1, 2], a: 1 }, Type: 'select' }));
    expect(fingerprintOf(one)).toHaveLength(8);
    expect(fingerprintOf(one)).not.toBe(fingerprintOf({ ...one, Csv: { a: 1, c: [2, 1] } }));
    expect(fingerprintOf(one)).not.toBe(fingerprintOf({ ...one, Tier: 'Bulk' }));
  });

  test('belongs to one start: it cannot be moved to the token of another', () => {
    expect(keys.fingerprintOf('one', { Type: 'select' })).not.toBe(keys.fingerprintOf('other', { Type: 'select' }));
  });
});
