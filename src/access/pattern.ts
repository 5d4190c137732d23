// Patterns of names, in which * stands for any number of characters. Matched in one pass, whatever the pattern: there is
// nothing to go back for, as each piece between stars may as well lie as early as it can.

export interface Pattern {
  readonly text: string;
  /** The higher, the tighter: a name by itself before a pattern, and a pattern by how many characters it fixes. */
  readonly weight: number;
  matches(name: string): boolean;
}

export function createPattern(written: string): Pattern {
  const text = written.replace(/\*+/g, '*');
  const [start = '', ...pieces] = text.split('*');
  const end = pieces.pop();
  if (end === undefined) return { text, weight: Number.POSITIVE_INFINITY, matches: (name) => name === text };
  const matches = (name: string): boolean => {
    if (name.length < start.length + end.length || !name.startsWith(start) || !name.endsWith(end)) return false;
    const limit = name.length - end.length;
    let at = start.length;
    for (const piece of pieces) {
      const found = name.indexOf(piece, at);
      if (found < 0 || found + piece.length > limit) return false;
      at = found + piece.length;
    }
    return true;
  };
  return { text, weight: text.replaceAll('*', '').length, matches };
}
