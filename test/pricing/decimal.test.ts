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
    ['0.000001', '0.000001'],
    ['0.000000000001', '0.000001'],
    ['0.000001000001', '0.000002'],
    ['0.299999000001', '0.30'],
    ['999999999999.999999999999', '1000000000000.00'],
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

  /** In millionths. */
  const decimalUnits = (amount: string) => {
    const [whole = '', fraction = ''] = amount.split('.');
    return BigInt(whole + fraction.padEnd(6, '0'));
  };

  const numbers = fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }), fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }))
    .map(([before, after]) => ({
      text: `${before}.${String(after).padStart(12, '0')}`,
      units: before * 10n ** 12n + after,
    }));

  test('an amount has two to six decimals, is not below the exact value, and exceeds it by less than 0.000001', () => {
    fc.assert(
      fc.property(numbers, fc.nat({ max: 20 }), ({ text, units }, shift) => {
        const exact = product(decimal(text), { units: 1n, places: shift });
        const amount = amountOf(exact);
        expect(amount).toMatch(/^\d+\.\d{2,6}$/);
        const excess = decimalUnits(amount) * 10n ** BigInt(exact.places - 6) - units;
        expect(excess >= 0n && excess < 10n ** BigInt(exact.places - 6)).toBe(true);
        if (units > 0n) expect(decimalUnits(amount)).not.toBe(0n);
      }),
    );
  });

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
