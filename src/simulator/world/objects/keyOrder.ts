// Order of keys in S3's lists: by their UTF-8 bytes. JavaScript compares UTF-16 units, which puts surrogates before U+E000.

/** Negative if `a` comes first. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const unit = a.charCodeAt(at);
    const other = b.charCodeAt(at);
    if (unit !== other) return rank(unit) - rank(other);
  }
  return a.length - b.length;
}

/** Moves the surrogates behind all other units. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);
