// JSON without loss of digits: an integer beyond 2^53 - 1 is a bigint, in both directions. JSON.parse would round it to a double,
// and JSON.stringify would throw. Node 20 passes neither the text of a number to a reviver nor raw text from a replacer.
// So such integers pass through both as strings with a tag that no caller can guess.
import { randomUUID } from 'node:crypto';

const tag = `${randomUUID()}:`;
const tagged = new RegExp(`"${tag}(-?\\d+)"`, 'g');

/** In a valid document: a string, or an integer of 16 digits or more. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\w.+-])-?\d{16,}(?![\d.eE])/g;

/** Throws a SyntaxError, as JSON.parse does. */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!/\d{16}/.test(text)) return value;
  const quoted = text.replace(tokens, (token) => (token.startsWith('"') ? token : `"${tag}${token}"`));
  return JSON.parse(quoted, (_, each: unknown) =>
    typeof each === 'string' && each.startsWith(tag) ? BigInt(each.slice(tag.length)) : each,
  );
}

export function writeExactJson(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    // A bigint, which is rare. A replacer is called for every value, so it is used only then.
    const tagging = (_: string, each: unknown) => (typeof each === 'bigint' ? `${tag}${each}` : each);
    return JSON.stringify(value, tagging).replace(tagged, '$1');
  }
}
