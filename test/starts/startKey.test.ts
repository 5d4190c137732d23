import { describe, expect, test } from 'vitest';
import { clientRequestToken, fingerprintOf, type StartScope, startId } from '../../src/starts/startKey.ts';

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
  test('is the same on every instance', () => {
    expect(startId(scope)).toBe(startId({ ...scope }));
    expect(startId(scope)).toBe('oW_8UCq7198Kav3rcipM');
    expect(clientRequestToken(scope)).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each(others)('differs with %j', (other) => {
    expect(startId({ ...scope, ...other })).not.toBe(startId(scope));
    expect(clientRequestToken({ ...scope, ...other })).not.toBe(clientRequestToken(scope));
  });
});

describe('the fingerprint of arguments', () => {
  test('depends on their values, not on their order or on absent members', () => {
    const one = { Type: 'select', Tier: undefined, Csv: { a: 1, b: null, c: [1, 2] } };
    expect(fingerprintOf(one)).toBe(fingerprintOf({ Csv: { c: [1, 2], a: 1 }, Type: 'select' }));
    expect(fingerprintOf(one)).toHaveLength(8);
    expect(fingerprintOf(one)).not.toBe(fingerprintOf({ ...one, Csv: { a: 1, c: [2, 1] } }));
    expect(fingerprintOf(one)).not.toBe(fingerprintOf({ ...one, Tier: 'Bulk' }));
  });
});
