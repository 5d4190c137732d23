// A cursor says where in a list of AWS's an edge stands: the marker of the page that held it and, unless it was the
// page's last, its id. It is bound to the list it comes from, so that it cannot be carried to another. The binding finds
// mistakes; it is no secret, and what a cursor names is only ever asked for where the arguments of the field allow.
import { createHash } from 'node:crypto';
import { InvalidInputError } from '../errors.ts';

export interface Place {
  /** The marker of the page to go on with; null for the first. */
  marker: string | null;
  /** Go on after this one in that page; null from the page's start. */
  after: string | null;
}

const version = 1;
const checkLength = 8;

const checkOf = (scope: string, text: Buffer): Buffer =>
  createHash('sha256').update(scope).update('\n').update(text).digest().subarray(0, checkLength);

/** `scope` names the list and all that it is filtered by. */
export function encodeCursor(scope: string, { marker, after }: Place): string {
  const text = Buffer.from(JSON.stringify([version, marker, after]));
  return Buffer.concat([checkOf(scope, text), text]).toString('base64url');
}

export function decodeCursor(scope: string, cursor: string): Place {
  const bytes = Buffer.from(cursor, 'base64url');
  const text = bytes.subarray(checkLength);
  if (bytes.toString('base64url') !== cursor || !checkOf(scope, text).equals(bytes.subarray(0, checkLength))) {
    throw new InvalidInputError(
      ['after'],
      'after: not a cursor of this list with these arguments. Take one from its edges or pageInfo, or start without.',
    );
  }
  const [, marker, after] = JSON.parse(text.toString()) as [number, string | null, string | null];
  return { marker, after };
}

export const staleCursor = (): InvalidInputError =>
  new InvalidInputError(['after'], 'after: the place of this cursor is gone from the list. Start again without it.');
