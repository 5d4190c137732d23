import { expect, test } from 'vitest';
import { hasShape } from './shape.ts';

const given = {
  data: { vault: { name: 'photos', state: 'DONE', size: 3, gone: null, list: [{ id: 'a' }, { id: 'b' }] } },
};

test.each([
  [{ name: '...', size: 3 }],
  [{ state: 'DONE', gone: null }],
  [{ list: [{ id: 'x' }, '...'] }],
  [{ list: [] }],
])('%j is what an answer holds', (shown) => expect(hasShape(shown, given)).toBe(true));

test.each([
  [{ title: '...' }],
  [{ size: 4 }],
  [{ size: '3' }],
  [{ state: 'RUNNING' }],
  [{ gone: 'x' }],
  [{ list: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] }],
  [{ list: [{ name: 'a' }] }],
])('%j is not', (shown) => expect(hasShape(shown, given)).toBe(false));
