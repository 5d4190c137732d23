// What a program printed, without what looks like a key or a token: a helper may print the credentials that it has got, or the
// request that failed. Recognized by form, as no name need be beside it. Names, paths, ARNs and messages stay.

const hidden = '***';

const secretLength = 40;

/** A path, or a word that is long enough. An ID of a key has 20 characters, a secret key 40, a session token hundreds. */
const words = /(?<![\w+/=.~-])[.~]{0,2}\/[^\s"']*|[A-Za-z\d+/=_-]{16,}/g;

/** A secret key can start with a slash, as a path does. */
const isSecretKey = (word: string): boolean =>
  /^[A-Za-z\d+/]{40}(?![\w+/])/.test(word) && /[A-Z]/.test(word) && /[a-z]/.test(word);

const isPath = (word: string): boolean => /^[.~]*\//.test(word);

const isToken = (word: string): boolean => !isPath(word) && /[A-Z]/.test(word) && /\d/.test(word);

export const hideKeys = (text: string): string =>
  text.replace(words, (word) => {
    if (isSecretKey(word)) return hidden + word.slice(secretLength);
    return isToken(word) ? hidden : word;
  });
