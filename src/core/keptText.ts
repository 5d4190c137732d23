// The text of a key, for maps. Keys that are used again and again keep theirs: to build a text of 140 characters and to hash it
// takes half a microsecond, which is most of a look-up.

export interface KeptText<Key extends object> {
  (key: Key): string;
  /** From now on the object has its text. Only for an object that nobody changes. */
  keep(key: Key): void;
}

export function keptText<Key extends object>(textOf: (key: Key) => string): KeptText<Key> {
  const texts = new WeakMap<Key, string>();
  const find = (key: Key): string => texts.get(key) ?? textOf(key);
  return Object.assign(find, { keep: (key: Key) => void texts.set(key, textOf(key)) });
}
