// Start tokens, which identify the job of a start. InitiateJob has no idempotency token, but AWS returns a job's description
// with the job. So the token is appended to the caller's description, and removed wherever a description is read. Only
// the last one is removed, and only if its checksum matches the text before it: no caller's text is lost.
import { createHash } from 'node:crypto';

/** In characters of base64url. */
export const startTokenLength = 28;

const checksumLength = 4;
const opening = '[gg:';
const suffixLength = opening.length + startTokenLength + checksumLength + 1;

/** AWS's limit of a description. */
const maxDescription = 1024;
/** What the token leaves of it for the caller's text. */
export const descriptionRoom = maxDescription - suffixLength - 1;

// AWS may trim spaces.
const checksumOf = (text: string, token: string): string =>
  createHash('sha256').update(`${token} ${text.trim()}`).digest('base64url').slice(0, checksumLength);

/** The description to send; `text` is the caller's own, if any. */
export function writeStartToken(text: string | undefined, token: string): string {
  const suffix = `${opening}${token}${checksumOf(text ?? '', token)}]`;
  return text === undefined ? suffix : `${text} ${suffix}`;
}

export interface ReadDescription {
  /** The caller's text. */
  text: string | null;
  /** Null for a job that was not started by a gateway. */
  token: string | null;
}

export function readStartToken(description: string | null | undefined): ReadDescription {
  if (description == null) return { text: null, token: null };
  const unchanged = { text: description, token: null };
  const start = description.length - suffixLength;
  if (start < 0 || !description.endsWith(']') || !description.startsWith(opening, start)) return unchanged;
  const before = description.slice(0, start);
  if (before !== '' && !before.endsWith(' ')) return unchanged;
  const token = description.slice(start + opening.length, start + opening.length + startTokenLength);
  const text = before.slice(0, -1);
  const checksum = description.slice(start + opening.length + startTokenLength, -1);
  if (checksum !== checksumOf(text, token)) return unchanged;
  return { text: before === '' ? null : text, token };
}
