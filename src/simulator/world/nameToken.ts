// Tokens of lists that are sorted by name. A token is the name of the last entry of its page. It stays valid when that entry is
// deleted: a caller can delete all entries page by page.

/** Opaque to callers, and in plain base64: its +, / and = must survive URL encoding. */
export const writeNameToken = (name: string): string => Buffer.from(tokenStart + name).toString('base64');

/** Undefined for a text that is no token. */
export function readNameToken(token: string): string | undefined {
  const text = Buffer.from(token, 'base64').toString('utf8');
  const name = text.slice(tokenStart.length);
  // The decoder skips what is not base64: only the text that was written is a token.
  return text.startsWith(tokenStart) && writeNameToken(name) === token ? name : undefined;
}

const tokenStart = '1/';
