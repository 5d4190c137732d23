// The estimate of a JSON text against what estimateBytes() says of the values that are parsed from it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateBytes } from '../../src/core/estimateBytes.ts';
import { estimateJsonBytes } from '../../src/core/estimateJsonBytes.ts';

const estimateOf = (value: unknown) => estimateJsonBytes(Buffer.from(JSON.stringify(value)));

describe('the estimate of a JSON text', () => {
  test.each<[string, unknown]>([
    ['empty objects', Array(1000).fill({})],
    ['empty arrays', Array(1000).fill([])],
    ['numbers', Array.from({ length: 1000 }, (_, index) => index % 10)],
    ['short strings', Array.from({ length: 1000 }, (_, index) => String(index))],
    ['nested arrays', JSON.parse('['.repeat(30) + ']'.repeat(30))],
    ['objects', Array.from({ length: 100 }, (_, index) => ({ archiveId: 'a'.repeat(138), index }))],
    ['one long string', 'a'.repeat(10_000)],
  ])('of %s is at least what the values take, and at most four times as much', (_, value) => {
    const copy = JSON.parse(JSON.stringify(value));
    expect(estimateOf(value)).toBeGreaterThanOrEqual(estimateBytes(copy));
    expect(estimateOf(value)).toBeLessThan(4 * estimateBytes(copy) + 100);
  });

  test('of any value is at least what the value takes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(estimateOf(value) + 64).toBeGreaterThanOrEqual(estimateBytes(JSON.parse(JSON.stringify(value))));
      }),
    );
  });

  test('counts each of its characters once, whether there are few or many', () => {
    const each: Record<string, number> = { '{': 56, '[': 64, ',': 16, ':': 8, '"': 8 };
    const letters = fc.oneof({ weight: 60, arbitrary: fc.constant('a') }, fc.constantFrom(...'{}[],:"é'));
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 400 }), (text) => {
        const counted = text.reduce((sum, letter) => sum + (each[letter] ?? 0), 0);
        const bytes = Buffer.from(text.join(''));
        expect(estimateJsonBytes(bytes)).toBe(2 * bytes.length + counted);
        expect(estimateJsonBytes(new Uint8Array(bytes))).toBe(2 * bytes.length + counted);
      }),
    );
  });
});
