// The claims of a token by name or path. A claim may be a string, a list, or for scopes a string of words.

export type Claims = Readonly<Record<string, unknown>>;

/** https://www.rfc-editor.org/rfc/rfc8693#section-4.2; `scp` is the same in tokens of Entra and Okta. */
const listsOfWords: ReadonlySet<string> = new Set(['scope', 'scp']);

/**
 * The value under a name, such as `https://example.com/roles`; if the token has no claim of that name, under a path, such as
 * `realm_access.roles`. In a path, `\.` is a dot within a name.
 */
export function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const step of path.split(/(?<!\\)\./)) {
    const name = step.replaceAll('\\.', '.');
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
      return undefined;
    value = (value as Claims)[name];
  }
  return value;
}

/** Whether the claim is the expected string or a list that contains it. A scope has to contain all its words, in any order. */
export function hasClaim(claims: Claims, path: string, expected: string): boolean {
  const value = claimAt(claims, path);
  if (!listsOfWords.has(path)) return value === expected || (Array.isArray(value) && value.includes(expected));
  const actual = new Set(wordsOf(value));
  const required = wordsOf(expected);
  return required.length > 0 && required.every((word) => actual.has(word));
}

/** A list may contain strings of several words. */
const wordsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value])
    .filter((each): each is string => typeof each === 'string')
    .flatMap((each) => each.split(' '))
    .filter((word) => word !== '');
