// Cursors: the position of an edge in its list. A checksum binds a cursor to its list and detects mistakes. It is not a
// secret: a cursor is only resolved within what the arguments of the field allow.
import { createHash } from 'node:crypto';
import { InvalidInputError } from '../../core/errors.ts';

/** What a list needs to find a position again. */
export type CursorPosition = readonly (string | number | null)[];

const version = 1;
const checkLength = 8;

const checkOf = (scope: string, text: Buffer): Buffer =>
  createHash('sha256').update(scope).update('\n').update(text).digest().subarray(0, checkLength);

/** `scope` identifies the list and its filter. */
export function encodeCursor(scope: string, position: CursorPosition): string {
  const text = Buffer.from(JSON.stringify([version, ...position]));
  return Buffer.concat([checkOf(scope, text), text]).toString('base64url');
}

/** The position that encodeCursor was given for the same scope; InvalidInputError for any other cursor. */
export function decodeCursor<P extends CursorPosition>(scope: string, cursor: string): P {
  const bytes = Buffer.from(cursor, 'base64url');
  const text = bytes.subarray(checkLength);
  if (bytes.toString('base64url') !== cursor || !checkOf(scope, text).equals(bytes.subarray(0, checkLength))) {
    throw new InvalidInputError(
      ['after'],
      'after: this is not a cursor of this list with these arguments. Use a cursor from its edges or pageInfo, or omit it.',
    );
  }
  const [, ...position] = JSON.parse(text.toString()) as CursorPosition;
  return position as CursorPosition as P;
}

export const staleCursor = (): InvalidInputError =>
  new InvalidInputError(
    ['after'],
    'after: the position of this cursor no longer exists. Start again without a cursor.',
  );
