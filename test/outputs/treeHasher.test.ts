import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TreeHasher } from '../../src/outputs/downloads/treeHasher.ts';

const MiB = 1024 * 1024;

const treeHash = (...chunks: Buffer[]): string => {
  const hasher = new TreeHasher();
  for (const chunk of chunks) hasher.update(chunk);
  return hasher.digest();
};

/** A loop: Uint8Array.from() with a function takes a second for as many bytes. */
function filled(length: number, byteAt: (index: number) => number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let index = 0; index < length; index += 1) bytes[index] = byteAt(index);
  return bytes;
}

const sha = (data: Buffer) => createHash('sha256').update(data).digest();

const leavesOf = (bytes: Buffer): Buffer[] =>
  Array.from({ length: Math.max(1, Math.ceil(bytes.length / MiB)) }, (_, index) =>
    sha(bytes.subarray(index * MiB, (index + 1) * MiB)),
  );

/** The definition, level by level. */
function byLevels(leaves: readonly Buffer[]): string {
  let level = leaves;
  while (level.length > 1) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, index) => {
      const [left, right] = level.slice(index * 2, index * 2 + 2) as [Buffer, Buffer?];
      return right ? sha(Buffer.concat([left, right])) : left;
    });
  }
  return (level[0] as Buffer).toString('hex');
}

describe('the tree hash', () => {
  test.each([
    ['nothing', Buffer.alloc(0), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['hello', Buffer.from('hello'), '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'],
    ['1 MiB', Buffer.alloc(MiB), '30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58'],
    ['1 MiB and a byte', Buffer.alloc(MiB + 1), '28638dab8d5e1754a4ecb38b0ebe6df66c844f94aed142d4d0283d208bb786cd'],
    ['3 MiB', Buffer.alloc(3 * MiB), 'ca6cc129a4514ec765de86a4e7a49adf44842c9cac213c383ebe4071271bdf21'],
    [
      '3.5 MiB that differ',
      filled(3.5 * MiB, (index) => index % 251),
      '390f48176c50ae5a31f92724791e509d8f66d26ba3305714d153f6d01be83289',
    ],
  ])('of %s is the expected one', (_, bytes, hash) => {
    expect(treeHash(bytes)).toBe(hash);
  });

  test('does not depend on the chunks', () => {
    const bytes = filled(7 * MiB + 12_345, (index) => (index * 7919) % 256);
    const whole = byLevels(leavesOf(bytes));
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length }), { maxLength: 8 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        expect(treeHash(...chunks)).toBe(whole);
      }),
      { numRuns: 10 },
    );
  });

  test('follows the definition for every number of leaves', () => {
    const bytes = Buffer.concat(Array.from({ length: 17 }, (_, index) => Buffer.alloc(MiB, index)));
    const leaves = leavesOf(bytes);
    for (let count = 1; count <= leaves.length; count += 1) {
      expect(treeHash(bytes.subarray(0, count * MiB))).toBe(byLevels(leaves.slice(0, count)));
    }
  });
});
