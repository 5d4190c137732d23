import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GeneratedArchives } from '../../src/simulator/generated/generatedArchives.ts';
import { CYCLE } from '../../src/simulator/generated/kinds.ts';
import { Pattern } from '../../src/simulator/generated/pattern.ts';
import { createPermutation, PERMUTED } from '../../src/simulator/generated/permutation.ts';
import { inventoryFormats } from '../../src/simulator/world/inventoryFormat.ts';
import type { ByteRange } from '../../src/simulator/world/ranges.ts';
import { mebibytesOf, treeHash } from '../../src/simulator/world/treeHash.ts';
import { MiB } from './support.ts';

const COUNT = 2 * CYCLE + 100;
const archives = new GeneratedArchives('a seed', COUNT);
const numbers = fc.nat(COUNT - 1);

// What is read holds until the next piece: so copies are joined.
const joined = (pieces: Iterable<Buffer>) => Buffer.concat(Array.from(pieces, (piece) => Buffer.from(piece)));

const rangeWithin = (size: number) =>
  fc.tuple(fc.nat(size - 1), fc.nat(size - 1)).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));

describe.each(['JSON', 'CSV'] as const)('the records as %s', (format) => {
  const records = archives.records({ of: archives, from: 0, to: COUNT }, format);
  const whole = joined(records.read({ start: 0, end: records.length - 1 }));

  test('are what the archives would have one by one', () => {
    expect(whole).toHaveLength(records.length);
    const each = Array.from({ length: COUNT }, (_, number) => inventoryFormats[format].record(archives.at(number)));
    expect(whole.toString()).toBe(each.join(''));
  });

  test('are the same wherever a range begins and ends', () => {
    fc.assert(
      fc.property(rangeWithin(whole.length), (range) => {
        expect(joined(records.read(range)).equals(whole.subarray(range.start, range.end + 1))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('are the same in slices of any length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(whole.length - 5_000), (length, from) => {
        const slices: Buffer[] = [];
        for (let start = from; start < from + 5_000; start += length) {
          slices.push(joined(records.read({ start, end: Math.min(start + length, from + 5_000) - 1 })));
        }
        expect(Buffer.concat(slices).equals(whole.subarray(from, from + 5_000))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('are those of a stretch', () => {
    fc.assert(
      fc.property(rangeWithin(COUNT), ({ start: from, end: to }) => {
        const some = archives.records({ of: archives, from, to }, format);
        const each = Array.from({ length: Math.min(to - from, 3) }, (_, index) =>
          inventoryFormats[format].record(archives.at(from + index)),
        ).join('');
        expect(joined(some.read({ start: 0, end: each.length - 1 })).toString()).toBe(each);
        const last = to > from ? inventoryFormats[format].record(archives.at(to - 1)) : '';
        expect(joined(some.read({ start: some.length - last.length, end: some.length - 1 })).toString()).toBe(last);
      }),
      { numRuns: 50 },
    );
  });
});

describe('an archive', () => {
  test('is found by its id, and by no other', () => {
    fc.assert(
      fc.property(numbers, fc.nat(137), (number, at) => {
        const { id } = archives.at(number);
        expect(id).toMatch(/^[\w-]{138}$/);
        expect(archives.find(id)).toEqual(archives.at(number));
        const other = id.slice(0, at) + (id[at] === 'x' ? 'y' : 'x') + id.slice(at + 1);
        expect(archives.find(other)).toBeUndefined();
      }),
    );
    const beyond = new GeneratedArchives('a seed', COUNT + 1).at(COUNT);
    for (const id of ['', 'x', beyond.id, `${beyond.id}x`, 'é'.repeat(138)]) expect(archives.find(id)).toBeUndefined();
  });

  test('is younger than the one before', () => {
    const times = Array.from({ length: COUNT }, (_, number) => archives.at(number).createdAt);
    expect(times.every((time, number) => number === 0 || time > (times[number - 1] ?? 0))).toBe(true);
    expect(new Date(times[0] ?? 0).getUTCFullYear()).toBe(2013);
    expect(new Date(times.at(-1) ?? 0).getUTCFullYear()).toBe(2022);
  });

  test('has a description that Glacier accepts', () => {
    for (let number = 0; number < CYCLE; number += 1) {
      expect(archives.at(number).description).toMatch(/^[\x20-\x7e]{0,1024}$/);
    }
  });

  test('has the tree hash of its bytes', () => {
    const small = Array.from({ length: 300 }, (_, number) => archives.at(number)).filter(
      ({ content }) => content.size < 40 * MiB,
    );
    expect(small.some(({ content }) => content.size > 20 * MiB)).toBe(true);
    for (const { content, treeHash: told } of small.slice(0, 60)) {
      const bytes = joined(content.read({ start: 0, end: content.size - 1 }));
      expect(treeHash(mebibytesOf(bytes))).toBe(told);
      expect(content.treeHash({ start: 0, end: content.size - 1 })).toBe(told);
    }
  });

  test('has one gibibyte to the byte if it is the first', () => {
    const { content, treeHash: told } = archives.at(0);
    expect(content.size).toBe(1024 ** 3);
    const halves = [0, 512 * MiB].map((start) => content.treeHash({ start, end: start + 512 * MiB - 1 }));
    expect(treeHash([Buffer.from(halves.join(''), 'hex')])).toBe(told);
  });

  test('stays deleted', () => {
    const some = new GeneratedArchives('a seed', 10);
    some.at(3).deletedAt = 5;
    expect(some.find(some.at(3).id)?.deletedAt).toBe(5);
    expect(some.at(4).deletedAt).toBeUndefined();
  });
});

describe('the pattern', () => {
  const size = 18.3 * MiB;
  const content = new Pattern('a seed').content(5, Math.floor(size));
  const bytes = joined(content.read({ start: 0, end: content.size - 1 }));
  const hashOf = ({ start, end }: ByteRange) => treeHash(mebibytesOf(bytes.subarray(start, end + 1)));

  test('is the same wherever a range begins, and has its tree hash', () => {
    fc.assert(
      fc.property(rangeWithin(content.size), (range) => {
        expect(joined(content.read(range)).equals(bytes.subarray(range.start, range.end + 1))).toBe(true);
        expect(content.treeHash(range)).toBe(hashOf(range));
      }),
      { numRuns: 10 },
    );
    for (const [from, to] of [
      [0, 1],
      [0, 16],
      [8, 16],
      [16, 18],
      [3, 17],
    ] as const) {
      const range = { start: from * MiB, end: to * MiB - 1 };
      expect(content.treeHash(range)).toBe(hashOf(range));
    }
  });

  test('has no two mebibytes alike until it is repeated', () => {
    const leaves = Array.from({ length: 16 }, (_, leaf) => hashOf({ start: leaf * MiB, end: (leaf + 1) * MiB - 1 }));
    expect(new Set(leaves).size).toBe(16);
  });
});

test('maps each number to a position of its own', () => {
  const { scramble, unscramble } = createPermutation('a seed');
  fc.assert(
    fc.property(fc.nat(PERMUTED - 1), (number) => {
      const place = scramble(number);
      expect(place >= 0 && place < PERMUTED).toBe(true);
      expect(unscramble(place)).toBe(number);
    }),
  );
});

test.each([0, 1.5, -1, 100_000_001])('does not make %s archives', (count) => {
  expect(() => new GeneratedArchives('a seed', count)).toThrow(RangeError);
});
