// Changes of a text that is known only when it is sent, such as a download link: the corpus keeps the changes.
import { oddText } from './mutate.ts';
import type { Random } from './random.ts';

export interface Edit {
  /** A position; modulo the length of the text. */
  at: number;
  remove: number;
  insert: string;
}

export const applyEdits = (text: string, edits: readonly Edit[]): string =>
  edits.reduce((result, { at, remove, insert }) => {
    const from = at % (result.length + 1);
    return result.slice(0, from) + insert + result.slice(from + remove);
  }, text);

/** With another edit, with one edit less, or with none. */
export function mutateEdits(random: Random, edits: readonly Edit[], words: readonly string[] = []): Edit[] {
  const draw = random.below(10);
  if (draw === 0) return [];
  if (draw === 1) return edits.slice(1);
  const letter = String.fromCharCode(random.between(48, 122));
  const insert = random.pick([
    () => '',
    () => letter,
    () => letter,
    () => oddText(random),
    () => (words.length > 0 ? random.pick(words) : letter),
  ])();
  const remove = random.chance(0.7) ? random.below(3) : random.pick([8, 50, 1_000]);
  return [...edits.slice(0, 3), { at: random.below(2_000), remove, insert }];
}
