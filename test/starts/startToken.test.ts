// The start token in a description: it is read back, and no text of a caller is lost or mistaken for one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  descriptionRoom,
  readStartToken,
  startTokenLength,
  writeStartToken,
} from '../../src/aws/glacier/startToken.ts';
import { equal } from '../support/equal.ts';

const token = fc
  .array(fc.constantFrom(...'ABCXYZabcxyz0189_-'), { minLength: startTokenLength, maxLength: startTokenLength })
  .map((characters) => characters.join(''));
const ascii = fc
  .array(fc.integer({ min: 0x20, max: 0x7e }), { maxLength: descriptionRoom })
  .map((codes) => String.fromCharCode(...codes));

describe('a start token', () => {
  test('is read back with the unchanged text, within the length that AWS accepts', () => {
    fc.assert(
      fc.property(ascii, token, (text, its) => {
        const written = writeStartToken(text, its);
        equal([written.length <= 1024, /^[\x20-\x7e]*$/.test(written)], [true, true]);
        equal(readStartToken(written), { text, token: its });
      }),
    );
  });

  test('is read back without a text, and with an empty one', () => {
    const its = 'a'.repeat(startTokenLength);
    expect(readStartToken(writeStartToken(undefined, its))).toEqual({ text: null, token: its });
    expect(readStartToken(writeStartToken('', its))).toEqual({ text: '', token: its });
    expect(readStartToken(null)).toEqual({ text: null, token: null });
    expect(readStartToken(undefined)).toEqual({ text: null, token: null });
  });

  test(`is removed once: a token in the caller's own text is kept`, () => {
    fc.assert(
      fc.property(ascii, token, token, (text, inner, outer) => {
        fc.pre(text.length < 900);
        const forged = writeStartToken(text, inner);
        equal(readStartToken(writeStartToken(forged, outer)), { text: forged, token: outer });
      }),
    );
  });

  test('is not recognised after another text, nor is a text that only looks like one', () => {
    fc.assert(
      fc.property(ascii, ascii, token, (text, other, its) => {
        fc.pre(text.trim() !== other.trim());
        const copied = `${other} ${writeStartToken(undefined, its)}`;
        const suffix = writeStartToken(text, its).slice(text.length);
        for (const description of [`${other}${suffix}`, ...(other.trim() === '' ? [] : [copied])]) {
          equal(readStartToken(description), { text: description, token: null });
        }
      }),
    );
    for (const text of ['', ' ', ']', '[gg:]', 'plain', `x[gg:${'a'.repeat(32)}]`, `[gg:${'a'.repeat(32)}]`]) {
      expect(readStartToken(text)).toEqual({ text, token: null });
    }
  });

  test('is recognised if AWS trims the spaces around the text', () => {
    const its = 'b'.repeat(startTokenLength);
    expect(readStartToken(writeStartToken('  text', its).trimStart()).token).toBe(its);
    expect(readStartToken(writeStartToken('', its).trimStart()).token).toBe(its);
  });
});
