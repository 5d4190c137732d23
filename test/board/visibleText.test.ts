// Text of others on the board: what cannot be seen has a visible form, and what is ordinary stays as it is.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortText, visibleText } from '../../src/board/core/visibleText.ts';
import { anyText } from '../support/anyText.ts';

test.each([
  ['reels/2019 (1).mov — ½ "a" <b>', 'reels/2019 (1).mov — ½ "a" <b>'],
  ['ארכיון ١٢٣ देवनागरी क्‍ष', 'ארכיון ١٢٣ देवनागरी क्‍ष'],
  ['می‌خواهم 👩‍👩‍👧‍👦 👍🏽 🏳️‍🌈 e\u0301', 'می‌خواهم 👩‍👩‍👧‍👦 👍🏽 🏳️‍🌈 e\u0301'],
  ['a\u0000b\nc\td\u007fe\u0085', 'a⟨U+0000⟩b⟨U+000A⟩c⟨U+0009⟩d⟨U+007F⟩e⟨U+0085⟩'],
  ['gpj.\u202Eexe.mov', 'gpj.⟨U+202E⟩exe.mov'],
  ['va\u200bult va\u200dult \ufeff va\u00adult', 'va⟨U+200B⟩ult va⟨U+200D⟩ult ⟨U+FEFF⟩ va⟨U+00AD⟩ult'],
  ['a\u00a0b\u2003c\u2028d', 'a⟨U+00A0⟩b⟨U+2003⟩c⟨U+2028⟩d'],
  ['\ud800a\udc00\ue000', '⟨U+D800⟩a⟨U+DC00⟩⟨U+E000⟩'],
  [`Z${'\u0301'.repeat(50)}`, `Z${'\u0301'.repeat(4)}⟨+46⟩`],
])('%j is shown as %j', (text, shown) => {
  expect(visibleText(text)).toBe(shown);
});

test('any text becomes one line of whole characters, and what is shown stays as it is', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      const shown = visibleText(text);
      expect(shown.isWellFormed()).toBe(true);
      expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
      expect(visibleText(shown)).toBe(shown);
    }),
  );
});

test('a long text is cut between characters for labels', () => {
  expect(shortText('👍'.repeat(119))).toBe('👍'.repeat(119));
  expect(shortText('👍'.repeat(10_000))).toBe(`${'👍'.repeat(120)}…`);
  expect(shortText('a'.repeat(120))).toBe('a'.repeat(120));
  expect(shortText('a'.repeat(121))).toBe(`${'a'.repeat(120)}…`);
});
