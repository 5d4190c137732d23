// Patterns of names, such as those of vaults in a policy.

/** A name pattern. * matches any number of characters. */
export interface Pattern {
  readonly text: string;
  /** How specific it is: a plain name before any pattern, and a pattern by its number of literal characters. */
  readonly specificity: number;
  matches(name: string): boolean;
}

/** Matching takes one pass without backtracking: each piece between stars can be matched as early as possible. */
export function createPattern(written: string): Pattern {
  const text = written.replace(/\*+/g, '*');
  const [start = '', ...pieces] = text.split('*');
  const end = pieces.pop();
  if (end === undefined) return { text, specificity: Number.POSITIVE_INFINITY, matches: (name) => name === text };
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
  return { text, specificity: text.replaceAll('*', '').length, matches };
}
