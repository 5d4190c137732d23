// Dates in bytes: found exactly where the regular expression of parseDate finds them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlainDate } from '../../src/core/isPlainDate.ts';
import { plainDate } from '../../src/core/parseDate.ts';

const isFound = (text: string): boolean => {
  const bytes = Buffer.from(`"${text}"`);
  return isPlainDate(bytes, 1, bytes.length - 1);
};

test('finds each day of each month, and no other', () => {
  for (let month = 0; month <= 13; month += 1) {
    for (let day = 0; day <= 32; day += 1) {
      const text = `2016-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}T08:30:00Z`;
      expect([text, isFound(text)]).toEqual([text, plainDate.test(text)]);
    }
  }
});

test('finds in any text what the regular expression matches', () => {
  const valid = fc.constantFrom(
    '2026-01-15T08:30:00Z',
    '0001-12-31T23:59:59.123Z',
    '0000-01-01T00:00:00Z',
    '9999-10-30T00:00:00.1234567Z',
  );
  const piece = fc.constantFrom('', ...'0123456789-:.TZtz+ ', '00', '24', '60', '.5', '\xff');
  fc.assert(
    fc.property(valid, fc.nat(30), fc.nat(3), piece, (text, at, removed, inserted) => {
      const changed = text.slice(0, at) + inserted + text.slice(at + removed);
      expect([changed, isFound(changed)]).toEqual([changed, plainDate.test(changed)]);
    }),
    { numRuns: 5_000 },
  );
});
