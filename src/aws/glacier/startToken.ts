// How a start is known again. InitiateJob has no idempotency token, but whatever lists a job gives its description back:
// so the token stands there, behind the caller's own text, and is taken off again wherever a description is read. What
// is taken off is the last one only, and only with the right sum over the text before it: nobody's text is lost.
import { createHash } from 'node:crypto';

/** A token is as long as this, of the characters of base64url. */
export const startTokenLength = 28;

const sumLength = 4;
const opening = '[gg:';
const suffixLength = opening.length + startTokenLength + sumLength + 1;

/** What AWS takes, and what of it is the caller's. */
const longest = 1024;
export const descriptionRoom = longest - suffixLength - 1;

// AWS may cut spaces off.
const sumOf = (text: string, token: string): string =>
  createHash('sha256').update(`${token} ${text.trim()}`).digest('base64url').slice(0, sumLength);

/** The description to send; `text` is the caller's own, if any. */
export function writeStartToken(text: string | undefined, token: string): string {
  const suffix = `${opening}${token}${sumOf(text ?? '', token)}]`;
  return text === undefined ? suffix : `${text} ${suffix}`;
}

export interface ReadDescription {
  /** The caller's own text. */
  text: string | null;
  /** Null for a job that was not started here. */
  token: string | null;
}

export function readStartToken(description: string | null | undefined): ReadDescription {
  if (description == null) return { text: null, token: null };
  const untouched = { text: description, token: null };
  const start = description.length - suffixLength;
  if (start < 0 || !description.endsWith(']') || !description.startsWith(opening, start)) return untouched;
  const before = description.slice(0, start);
  if (before !== '' && !before.endsWith(' ')) return untouched;
  const token = description.slice(start + opening.length, start + opening.length + startTokenLength);
  const text = before.slice(0, -1);
  const sum = description.slice(start + opening.length + startTokenLength, -1);
  if (sum !== sumOf(text, token)) return untouched;
  return { text: before === '' ? null : text, token };
}
