// Any well-formed Unicode text. The unit 'binary' of fast-check does the same, after a second in which it builds a table of
// all code points.
import fc from 'fast-check';

function codePointOf(character: unknown): number {
  const [point, ...others] = typeof character === 'string' ? character : '';
  const code = point?.codePointAt(0);
  if (code === undefined || others.length > 0) throw new Error('not one character');
  return code;
}

const characters = (min: number, max: number) =>
  fc.integer({ min, max }).map((code) => String.fromCodePoint(code), codePointOf);

/** All but the surrogates, which are half a character. */
const character = fc.oneof(characters(0, 0xd7ff), characters(0xe000, 0x10ffff));

export const anyText = (constraints: { maxLength?: number } = {}): fc.Arbitrary<string> =>
  fc.string({ ...constraints, unit: character });
