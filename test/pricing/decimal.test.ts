import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountOf, decimal, inverse, product, sum, whole } from '../../src/pricing/decimal.ts';

describe('a decimal number', () => {
  test.each([
    ['0', '0.00'],
    ['1', '1.00'],
    ['0.3', '0.30'],
    ['0.0025', '0.0025'],
    ['10.00', '10.00'],
    ['000.500', '0.50'],
    ['999999999999.999999999999', '999999999999.999999999999'],
  ])('%s is shown as %s', (text, shown) => expect(amountOf(decimal(text))).toBe(shown));

  test.each([[''], ['.5'], ['5.'], ['-1'], ['+1'], ['1e3'], ['1,5'], [' 1'], ['0x1'], ['Infinity'], ['1'.repeat(13)]])(
    '%j is none',
    (text) => expect(() => decimal(text)).toThrow(RangeError),
  );

  test('three times 0.1 is exactly 0.3, unlike with floats', () => {
    expect(amountOf(sum(decimal('0.1'), decimal('0.1'), decimal('0.1')))).toBe('0.30');
    expect(amountOf(product(decimal('0.1'), decimal('0.2'), whole(3)))).toBe('0.06');
    expect(amountOf(sum())).toBe('0.00');
  });

  test.each([[1n], [2n], [5n], [1000n], [1_000_000n], [2n ** 30n]])('%s times its inverse is one', (value) => {
    const { units, places } = inverse(value);
    expect(units * value).toBe(10n ** BigInt(places));
  });

  test('an inverse without a finite expansion is rejected', () => expect(() => inverse(3n)).toThrow(RangeError));

  const numbers = fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }), fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }))
    .map(([before, after]) => ({
      text: `${before}.${String(after).padStart(12, '0')}`,
      units: before * 10n ** 12n + after,
    }));

  test('sums and products agree with those of whole numbers', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const total = sum(decimal(a.text), decimal(b.text));
        expect(total.units * 10n ** BigInt(12 - total.places)).toBe(a.units + b.units);
        expect(product(decimal(a.text), decimal(b.text))).toEqual({ units: a.units * b.units, places: 24 });
      }),
    );
  });
});
