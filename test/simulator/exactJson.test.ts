// JSON with 64-bit integers. JSON.parse and JSON.stringify of the platform are the reference for everything else.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExactJson, writeExactJson } from '../../src/simulator/codec/exactJson.ts';
import { parseLong, toLong } from '../../src/simulator/codec/long.ts';

const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const beyond = long.filter((value) => !Number.isSafeInteger(Number(value)));

test('a document with 64-bit integers is read and written without loss, at any place in it', () => {
  // After an object with a key that ends in a backslash, V8 13.6 (Node 24.21.0) reads the key `"` of another object as that key.
  const key = fc
    .oneof(fc.string(), fc.constantFrom('9223372036854775807', '\\n'))
    .filter((name) => !name.endsWith('\\'));
  const { document } = fc.letrec((tie) => ({
    document: fc.oneof(
      { maxDepth: 4 },
      beyond,
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
      fc.string(),
      // Strings that look like integers, and like the ends of strings.
      fc.constantFrom(
        '9223372036854775807',
        '"9223372036854775807"',
        '\\',
        '\\"',
        ':9223372036854775807',
        '1234567890123456',
      ),
      fc.constant(null),
      fc.boolean(),
      fc.array(tie('document'), { maxLength: 4 }),
      fc.dictionary(key, tie('document'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(fc.array(document), (values) => {
      // A double of 16 digits or more is written as an integer, and read as the integer that it is.
      const exactly = (value: unknown): unknown => {
        if (typeof value === 'number' && /^-?\d{16,}$/.test(String(value))) return BigInt(String(value));
        if (Array.isArray(value)) return value.map(exactly);
        if (typeof value !== 'object' || value === null) return value;
        return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, exactly(each)]));
      };
      expect(parseExactJson(writeExactJson(values))).toEqual(values.map(exactly));
    }),
    { numRuns: 500 },
  );
});

test('text that is no JSON is refused as JSON.parse refuses it', () => {
  for (const text of [
    '{"a":01234567890123456789}',
    '{1234567890123456789:1}',
    '[1234567890123456789',
    '[+1234567890123456789]',
    '[1234567890123456789.]',
    '1234567890123456789n',
    '"1234567890123456789',
  ]) {
    expect(() => JSON.parse(text), text).toThrow(SyntaxError);
    expect(() => parseExactJson(text), text).toThrow(SyntaxError);
  }
});

test.each([
  ['[0.12345678901234567890]', [Number('0.1234567890123456789')]],
  ['[12345678901234567890.5]', [Number('12345678901234567890.5')]],
  ['[1234567890123456789e2]', [Number('1234567890123456789e2')]],
  ['[1e1234567890123456]', [Number.POSITIVE_INFINITY]],
  ['[-9223372036854775808,9223372036854775807]', [-(2n ** 63n), 2n ** 63n - 1n]],
  ['{"a\\"":"1234567890123456789","b":1234567890123456789}', { 'a"': '1234567890123456789', b: 1234567890123456789n }],
  ['1234567890123456789', 1234567890123456789n],
])('%s is read as it is written', (text, value) => {
  expect(parseExactJson(text)).toEqual(value);
});

test('a 64-bit integer is a number if a number holds it, and nothing else is one', () => {
  fc.assert(
    fc.property(long, (value) => {
      const read = parseLong(String(value));
      expect(read).toBe(Number.isSafeInteger(Number(value)) ? Number(value) : value);
      expect(String(read)).toBe(String(value));
    }),
  );
  for (const text of [
    String(2n ** 63n),
    String(-(2n ** 63n) - 1n),
    '',
    '-',
    '1.0',
    '1e3',
    ' 1',
    '+1',
    '0x10',
    'ten',
    '９',
  ]) {
    expect(parseLong(text), text).toBeUndefined();
  }
  expect(parseLong('007')).toBe(7);
  expect(parseLong('-0')).toBe(0);
  for (const value of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e19])
    expect(toLong(value), String(value)).toBeUndefined();
  expect(toLong(1e18)).toBe(10n ** 18n);
});
