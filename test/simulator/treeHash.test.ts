import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heldContent, joinedContent, seededContent, zeroContent } from '../../src/simulator/world/content.ts';
import { mebibytesOf, treeHash, treeHashOfZeros } from '../../src/simulator/world/treeHash.ts';
import { MiB } from './support.ts';

const hashOf = (bytes: Buffer) => treeHash(mebibytesOf(bytes));

test.each([
  ['nothing', Buffer.alloc(0), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['hello', Buffer.from('hello'), '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'],
  ['1 MiB of zeros', Buffer.alloc(MiB), '30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58'],
  ['a byte more', Buffer.alloc(MiB + 1), '28638dab8d5e1754a4ecb38b0ebe6df66c844f94aed142d4d0283d208bb786cd'],
  ['3 MiB of zeros', Buffer.alloc(3 * MiB), 'ca6cc129a4514ec765de86a4e7a49adf44842c9cac213c383ebe4071271bdf21'],
  [
    '3.5 MiB counted modulo 251',
    Buffer.from(Uint8Array.from({ length: 3.5 * MiB }, (_, index) => index % 251)),
    '390f48176c50ae5a31f92724791e509d8f66d26ba3305714d153f6d01be83289',
  ],
])('hashes %s as AWS does', (_, bytes, expected) => {
  expect(hashOf(bytes)).toBe(expected);
});

test('hashes zeros of any size without reading them', () => {
  for (const mebibytes of [0, 0.5, 1, 1.25, 2, 2.5, 3, 4, 5, 6.75, 7, 8, 11, 13.5]) {
    expect(treeHashOfZeros(mebibytes * MiB), `${mebibytes} MiB`).toBe(hashOf(Buffer.alloc(mebibytes * MiB)));
  }
  expect(treeHashOfZeros(5 * 1024 ** 4)).toMatch(/^[0-9a-f]{64}$/);
});

test('reads the same bytes of a seed wherever a range begins', () => {
  const size = 2.5 * MiB;
  const content = seededContent('a seed', size);
  const whole = Buffer.concat([...content.read({ start: 0, end: size - 1 })]);
  expect(whole).toHaveLength(size);
  const ranges = fc
    .tuple(fc.nat(size - 1), fc.nat(size - 1))
    .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
  fc.assert(
    fc.property(ranges, (range) => {
      const part = Buffer.concat([...content.read(range)]);
      expect(part.equals(whole.subarray(range.start, range.end + 1))).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('hashes stored, seeded and zero content alike for the same bytes', () => {
  const size = 3 * MiB + 5;
  const range = { start: MiB, end: size - 1 };
  const seeded = seededContent('x', size);
  const held = heldContent(Buffer.concat([...seeded.read({ start: 0, end: size - 1 })]));
  expect(seeded.treeHash(range)).toBe(held.treeHash(range));
  expect(zeroContent(size).treeHash(range)).toBe(heldContent(Buffer.alloc(size)).treeHash(range));
});

test('reads and hashes parts as the bytes that they are', () => {
  const partSize = 2 * MiB;
  const bytes = Buffer.concat([...seededContent('parts', 5.5 * MiB).read({ start: 0, end: 5.5 * MiB - 1 })]);
  const parts = [0, 1, 2].map((number) => {
    const content = heldContent(bytes.subarray(number * partSize, (number + 1) * partSize));
    return { start: number * partSize, content, treeHash: content.treeHash({ start: 0, end: content.size - 1 }) };
  });
  const [joined, whole] = [joinedContent(parts), heldContent(bytes)];
  expect(joined.size).toBe(bytes.length);
  // Every range that starts at a mebibyte, and ends at one or at the last byte.
  for (let first = 0; first < 6; first += 1) {
    for (let last = first + 1; last <= 6; last += 1) {
      const range = { start: first * MiB, end: Math.min(last * MiB, bytes.length) - 1 };
      expect(joined.treeHash(range), `${first}-${last}`).toBe(whole.treeHash(range));
      expect(Buffer.concat([...joined.read(range)]).equals(bytes.subarray(range.start, range.end + 1))).toBe(true);
    }
  }
});
