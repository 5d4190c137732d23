// A cursor says where in a list an edge stands. It is bound to the list it comes from, so that it cannot be carried to
// another. The binding finds mistakes; it is no secret, and what a cursor names is only ever asked for where the
// arguments of the field allow.
import { createHash } from 'node:crypto';
import { InvalidInputError } from '../../core/errors.ts';

/** What a list needs to find a place in it again. */
export type Place = readonly (string | number | null)[];

const version = 1;
const checkLength = 8;

const checkOf = (scope: string, text: Buffer): Buffer =>
  createHash('sha256').update(scope).update('\n').update(text).digest().subarray(0, checkLength);

/** `scope` names the list and all that it is filtered by. */
export function encodeCursor(scope: string, place: Place): string {
  const text = Buffer.from(JSON.stringify([version, ...place]));
  return Buffer.concat([checkOf(scope, text), text]).toString('base64url');
}

/** What encodeCursor was given for the same scope. */
export function decodeCursor<P extends Place>(scope: string, cursor: string): P {
  const bytes = Buffer.from(cursor, 'base64url');
  const text = bytes.subarray(checkLength);
  if (bytes.toString('base64url') !== cursor || !checkOf(scope, text).equals(bytes.subarray(0, checkLength))) {
    throw new InvalidInputError(
      ['after'],
      'after: not a cursor of this list with these arguments. Take one from its edges or pageInfo, or start without.',
    );
  }
  const [, ...place] = JSON.parse(text.toString()) as Place;
  return place as Place as P;
}

export const staleCursor = (): InvalidInputError =>
  new InvalidInputError(['after'], 'after: the place of this cursor is gone from the list. Start again without it.');
