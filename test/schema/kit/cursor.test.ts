// Cursors: each belongs to its list, and what a caller has made is refused.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { decodeCursor, encodeCursor } from '../../../src/schema/kit/cursor.ts';

test('cursors of lists that alternate are each of their own list', () => {
  const scopes = ['one', 'another', 'one', `a filter ${'x'.repeat(100_000)}`, 'another'];
  const cursors = scopes.map((scope, index) => encodeCursor(scope, [index, 'marker', null]));
  for (const [index, scope] of scopes.entries()) {
    expect(decodeCursor(scope, cursors[index] ?? '')).toEqual([index, 'marker', null]);
    expect(() => decodeCursor(`${scope} `, cursors[index] ?? '')).toThrow(InvalidInputError);
  }
});

test.each(['', 'not JSON', '1', '{}', '[]', '[0,1]', '["1",1]', '[1,[1]]', '[1,{}]', '[1,true]'])(
  'a cursor with a right checksum and the text %j is refused',
  (text) => {
    const check = createHash('sha256').update(`list\n${text}`).digest().subarray(0, 8);
    const cursor = Buffer.concat([check, Buffer.from(text)]).toString('base64url');
    expect(() => decodeCursor('list', cursor)).toThrow(InvalidInputError);
  },
);
