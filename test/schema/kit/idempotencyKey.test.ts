// Which texts are idempotency keys, and which of them are the same key.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkIdempotencyKey } from '../../../src/schema/kit/idempotencyKey.ts';
import { equal } from '../../support/equal.ts';

const messageOf = (key: string): string => {
  try {
    checkIdempotencyKey(key);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`accepted: ${JSON.stringify(key)}`);
};

describe('an idempotency key', () => {
  test.each([
    ['a', 'a'],
    ['order 4711', 'order 4711'],
    ['a  b', 'a  b'],
    ['"\\\'{}<>', '"\\\'{}<>'],
    ['Schl\u00fcssel', 'Schl\u00fcssel'],
    ['Schlu\u0308ssel', 'Schl\u00fcssel'],
    ['\u212b', '\u00c5'],
    ['\ud55c\uae00', '\ud55c\uae00'],
    ['\u1112\u1161\u11ab\u1100\u1173\u11af', '\ud55c\uae00'],
    ['\u{1f9ca}', '\u{1f9ca}'],
    // Equal only in the compatibility forms, which change the meaning.
    ['\ufb01', '\ufb01'],
    ['x\u00b2', 'x\u00b2'],
    ['\u{1f9ca}'.repeat(256), '\u{1f9ca}'.repeat(256)],
    // 512 characters that are 256 in NFC.
    ['e\u0301'.repeat(256), '\u00e9'.repeat(256)],
  ])('%j is accepted', (given, key) => expect(checkIdempotencyKey(given)).toBe(key));

  test('may be null or omitted', () => {
    expect(checkIdempotencyKey(null)).toBeNull();
    expect(checkIdempotencyKey(undefined)).toBeNull();
  });

  const length = /^input\.idempotencyKey: a key has 1 to 256 characters, and this one has \d+\.$/;
  const unseen = (code: string) =>
    `input.idempotencyKey: control, invisible and unassigned characters are not allowed, and this key has ${code}.`;
  const ends = 'input.idempotencyKey: a key must not begin or end with white space.';
  test.each([
    ['nothing', '', length],
    ['257 characters', 'k'.repeat(257), length],
    ['257 characters of two units', '\u{1f9ca}'.repeat(257), length],
    ['a megabyte', 'k'.repeat(2 ** 20), length],
    // U+1D160 is six units in NFC.
    ['86 characters that are 258 in NFC', '\u{1d160}'.repeat(86), length],
    ['a zero', 'a\0', unseen('U+0000')],
    ['a line break', 'a\r\nb', unseen('U+000D')],
    ['a tab', 'a\tb', unseen('U+0009')],
    ['a delete', 'a\x7f', unseen('U+007F')],
    ['a control of Latin-1', 'a\x85b', unseen('U+0085')],
    ['a line separator', 'a\u2028b', unseen('U+2028')],
    ['a zero-width space', 'a\u200bb', unseen('U+200B')],
    ['a variation selector', 'a\ufe0fb', unseen('U+FE0F')],
    ['a grapheme joiner', 'a\u034fb', unseen('U+034F')],
    ['a Hangul filler', 'a\u3164b', unseen('U+3164')],
    ['a Mongolian variation selector', 'a\u180bb', unseen('U+180B')],
    ['a soft hyphen', 'a\u00adb', unseen('U+00AD')],
    ['a byte order mark', '\ufeffa', unseen('U+FEFF')],
    ['an override of the direction', 'a\u202eb', unseen('U+202E')],
    ['half of a pair', 'a\ud83e', unseen('U+D83E')],
    ['a character that Unicode has not assigned', 'a\u0378', unseen('U+0378')],
    ['a tag', 'a\u{e0041}', unseen('U+E0041')],
    ['a space', ' ', ends],
    ['a space before', ' a', ends],
    ['a space after', 'a ', ends],
    ['a no-break space after', 'a\u00a0', ends],
    ['an ideographic space before', '\u3000a', ends],
  ])('of %s is refused', (_, key, message) => {
    if (typeof message === 'string') expect(messageOf(key)).toBe(message);
    else expect(messageOf(key)).toMatch(message);
  });

  test('in any form of Unicode is the same key, within its limits', () => {
    let accepted = 0;
    const text = fc.string({ unit: fc.constantFrom(...'aé\u0301\u0327ÅoÖ ﬁ한\u1100\u1161\u{1f9ca}'), maxLength: 300 });
    fc.assert(
      fc.property(text, (given) => {
        const forms = [given, given.normalize('NFC'), given.normalize('NFD')];
        const results = forms.map((form) => {
          try {
            return checkIdempotencyKey(form);
          } catch (error) {
            return (error as Error).message;
          }
        });
        equal(new Set(results).size, 1);
        const [key = ''] = results;
        if (key === null || key.startsWith('input.')) return;
        accepted += 1;
        expect(checkIdempotencyKey(key)).toBe(key);
        expect([...key].length).toBeLessThanOrEqual(256);
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
      }),
      { seed: 1511, numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
