// Whether an answer as the documentation shows it is one that the program gives: the same members of the same kinds.
// Numbers, booleans and words in capitals are equal; other texts, and what "..." stands for, may differ.
function isShapedLike(shown: unknown, given: unknown): boolean {
  if (typeof shown === 'string') {
    if (/^[A-Z_]+$/.test(shown)) return shown === given;
    return typeof given === 'string';
  }
  if (Array.isArray(shown)) {
    if (!Array.isArray(given)) return false;
    const items = shown.filter((item) => item !== '...');
    return items.length <= given.length && items.every((item, index) => isShapedLike(item, given[index]));
  }
  if (shown === null || typeof shown !== 'object') return shown === given;
  if (given === null || typeof given !== 'object' || Array.isArray(given)) return false;
  return Object.entries(shown).every(
    ([name, value]) => Object.hasOwn(given, name) && isShapedLike(value, (given as Record<string, unknown>)[name]),
  );
}

/** Whether it is that, or holds something that is. */
export function hasShape(shown: unknown, given: unknown): boolean {
  if (isShapedLike(shown, given)) return true;
  return given !== null && typeof given === 'object' && Object.values(given).some((inner) => hasShape(shown, inner));
}
