import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, mutateEdits } from './edit.ts';
import { minimise } from './minimise.ts';
import { type Json, mutateJson, mutateText } from './mutate.ts';
import { Random } from './random.ts';

const jsonValue = fc.jsonValue() as fc.Arbitrary<Json>;

describe('draws', () => {
  test('of one seed are always the same', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), jsonValue, (seed, text, value) => {
        const draw = () => {
          const random = new Random(seed);
          return [mutateText(random, text, ['word']), mutateJson(random, value), mutateEdits(random, [])];
        };
        expect(draw()).toEqual(draw());
      }),
    );
  });

  test('of two seeds differ', () => {
    const draws = Array.from({ length: 100 }, (_, seed) => new Random(`${seed}`).below(2 ** 32));
    expect(new Set(draws).size).toBe(100);
  });

  test('of one seed differ, and reach every value', () => {
    const random = new Random('seed');
    const counts = new Map<number, number>();
    for (let at = 0; at < 1_000; at += 1) {
      const value = random.below(10);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(Math.min(...counts.values())).toBeGreaterThan(50);
  });
});

test('a mutation leaves the value that it begins with', () => {
  fc.assert(
    fc.property(fc.string(), jsonValue, (seed, value) => {
      const before = structuredClone(value);
      mutateJson(new Random(seed), value, ['word']);
      expect(value).toEqual(before);
    }),
  );
});

test('most mutations of a JSON value change it', () => {
  const value = { query: '{ viewer { name } }', variables: { ids: ['a', 'b'], first: 10 } };
  const changed = Array.from({ length: 200 }, (_, seed) => mutateJson(new Random(`${seed}`), value)).filter(
    (each) => JSON.stringify(each) !== JSON.stringify(value),
  );
  expect(changed.length).toBeGreaterThan(180);
});

test.each<[edits: { at: number; remove: number; insert: string }[], result: string]>([
  [[], 'abc'],
  [[{ at: 1, remove: 1, insert: '' }], 'ac'],
  [[{ at: 3, remove: 9, insert: 'd' }], 'abcd'],
  [[{ at: 4, remove: 1, insert: 'x' }], 'xbc'],
  [
    [
      { at: 0, remove: 3, insert: '' },
      { at: 7, remove: 0, insert: 'new' },
    ],
    'new',
  ],
])('edits %j of "abc" make "%s"', (edits, result) => {
  expect(applyEdits('abc', edits)).toBe(result);
});

describe('a minimised input', () => {
  test('has nothing without which the fault stays', async () => {
    const input = { frames: [{ payload: 'hello' }, { payload: 'a long text with x in it', opcode: 9 }], protocol: 'p' };
    const isStillFaulty = async (smaller: Json) => JSON.stringify(smaller).includes('x');
    expect(await minimise(input, isStillFaulty, 500)).toEqual({ frames: [{ payload: 'x', opcode: 9 }], protocol: '' });
  });

  test('is found with a bounded number of tries', async () => {
    let tries = 0;
    await minimise(
      'x'.repeat(1_000),
      async () => {
        tries += 1;
        return true;
      },
      5,
    );
    expect(tries).toBe(5);
  });
});
