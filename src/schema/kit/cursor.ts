// Cursors: the position of an edge in its list. A checksum binds a cursor to its list and detects mistakes. It is not a
// secret: a cursor is only resolved within what the arguments of the field allow.
import { createHash, type Hash } from 'node:crypto';
import { InvalidInputError } from '../../core/errors.ts';
import { parseJson } from '../../core/parseJson.ts';

/** What a list needs to find a position again. */
export type CursorPosition = readonly (string | number | null)[];

const version = 1;
const checkLength = 8;

/** That of the last scope. A filter can be as long as a request, and each edge of a page has a cursor. */
let hashed: { scope: string; hash: Hash } | null = null;

function hashOf(scope: string): Hash {
  if (hashed?.scope !== scope) hashed = { scope, hash: createHash('sha256').update(scope).update('\n') };
  return hashed.hash.copy();
}

const checkOf = (scope: string, text: Buffer): Buffer => hashOf(scope).update(text).digest().subarray(0, checkLength);

/** `scope` identifies the list and its filter. */
export function encodeCursor(scope: string, position: CursorPosition): string {
  const text = Buffer.from(JSON.stringify([version, ...position]));
  return Buffer.concat([checkOf(scope, text), text]).toString('base64url');
}

/**
 * The position that encodeCursor was given for the same scope; InvalidInputError for any other cursor. Callers can compute the
 * checksum, so a list checks the members of its positions itself.
 */
export function decodeCursor(scope: string, cursor: string): CursorPosition {
  const bytes = Buffer.from(cursor, 'base64url');
  const text = bytes.subarray(checkLength);
  const isOfScope =
    bytes.toString('base64url') === cursor && checkOf(scope, text).equals(bytes.subarray(0, checkLength));
  const position = isOfScope ? parsePosition(text.toString()) : null;
  if (position) return position;
  throw new InvalidInputError(
    ['after'],
    'after: this is not a cursor of this list with these arguments. Use a cursor from its edges or pageInfo, or omit it.',
  );
}

function parsePosition(text: string): CursorPosition | null {
  const parsed = parseJson(text);
  if (!Array.isArray(parsed)) return null;
  const [written, ...members] = parsed as unknown[];
  const isPosition = written === version && members.every((member) => member === null || isTextOrNumber(member));
  return isPosition ? (members as CursorPosition) : null;
}

const isTextOrNumber = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

export const staleCursor = (): InvalidInputError =>
  new InvalidInputError(
    ['after'],
    'after: the position of this cursor no longer exists. Start again without a cursor.',
  );
