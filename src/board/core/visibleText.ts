// Text that somebody else wrote, with a visible form of what cannot be seen in it: names may differ in that alone. Pure.

/** Joiners and variation selectors shape many scripts and emoji. Anywhere else they only hide a difference. */
const shaper = String.raw`(?:\u200c|\u200d|\ufe0e|\ufe0f)`;
const shaped = String.raw`[\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]|[^\P{L}\p{Script=Latin}]`;
/** Controls, formats such as zero-width spaces and changes of direction, lone surrogates, private use, unusual spaces. */
const invisible = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{DI}]|(?! )\p{Zs}`;
const hidden = new RegExp(`(?<!${shaped})${shaper}|(?!${shaper})(?:${invisible})`, 'gu');
/** Scripts need up to four on a letter. More of them reach into other lines. */
const manyMarks = /(\p{M}{4})(\p{M}+)/gu;

const numberOf = (character: string): string =>
  `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;

/** The text with the number of each character that cannot be seen: "⟨U+202E⟩". */
export const visibleText = (text: string): string =>
  text.replace(manyMarks, (_, kept: string, more: string) => `${kept}⟨+${[...more].length}⟩`).replace(hidden, numberOf);

/** For names in titles and labels, which nobody reads to the end. */
const longestName = 120;

/** The same, cut to the length of a name. */
export function shortText(text: string): string {
  const characters = [...text.slice(0, 2 * longestName)];
  const isCut = characters.length > longestName || text.length > 2 * longestName;
  return visibleText(isCut ? `${characters.slice(0, longestName).join('')}…` : text);
}
