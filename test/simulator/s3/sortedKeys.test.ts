import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedKeys } from '../../../src/simulator/world/objects/sortedKeys.ts';

const keyOf = (number: number): string => `${number % 7}/${String(number % 31).padStart(2, '0')}/${number}`;

test('finds keys as a sorted list has them, however many blocks they fill', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(3_000), { minLength: 1, maxLength: 2_000, size: 'max' }),
      fc.array(fc.nat(3_000), { maxLength: 20 }),
      fc.integer({ min: 1, max: 9 }),
      (numbers, asked, kept) => {
        const keys = new SortedKeys();
        for (const number of numbers) keys.add(keyOf(number));
        const isKept = (_: unknown, index: number) => index % kept === 0;
        for (const number of numbers.filter((_, index) => !isKept(_, index))) keys.remove(keyOf(number));
        const expected = numbers.filter(isKept).map(keyOf).sort();
        const walked = [];
        for (let key = keys.from(''); key !== undefined; key = keys.after(key)) walked.push(key);
        expect(walked).toEqual(expected);
        for (const text of ['', '3/', '9', ...asked.map(keyOf), ...asked.map((number) => keyOf(number).slice(0, 4))]) {
          expect(keys.from(text)).toBe(expected.find((key) => key >= text));
          expect(keys.after(text)).toBe(expected.find((key) => key > text));
          expect(keys.behind(text)).toBe(expected.find((key) => key > text && !key.startsWith(text)));
        }
        for (const key of expected) keys.remove(key);
        expect(keys.isEmpty).toBe(true);
      },
    ),
    { seed: 1, numRuns: 12 },
  );
});

test('finds keys while others are added and removed', () => {
  const step = fc.tuple(
    fc.constantFrom('add', 'remove', 'walk', 'after'),
    fc.nat(400),
    fc.integer({ min: 1, max: 700 }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const keys = new SortedKeys();
      const known = new Set<string>();
      for (const [kind, start, count] of steps) {
        const expected = [...known].sort();
        const named = Array.from({ length: count }, (_, index) => String(start * 7 + index).padStart(5, '0'));
        if (kind === 'add') for (const key of named) if (!known.has(key)) keys.add(key);
        if (kind === 'remove') for (const key of named) if (known.has(key)) keys.remove(key);
        if (kind === 'after') expect(keys.after(`${named[0]}`)).toBe(expected.find((key) => key > `${named[0]}`));
        if (kind === 'add') for (const key of named) known.add(key);
        if (kind === 'remove') for (const key of named) known.delete(key);
        if (kind !== 'walk') continue;
        const walked = [];
        for (let key = keys.from(''); key !== undefined; key = keys.after(key)) walked.push(key);
        expect(walked).toEqual(expected);
      }
    }),
    { seed: 1, numRuns: 60 },
  );
});
