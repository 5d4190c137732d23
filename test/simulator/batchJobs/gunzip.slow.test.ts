import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gunzip } from '../../../src/simulator/s3control/manifest/gunzip.ts';
import { heldBytes, type RangedBytes } from '../../../src/simulator/world/rangedBytes.ts';

const unpack = (packed: Buffer): Buffer => Buffer.concat([...gunzip(heldBytes(packed), () => {})]);

test('unpacks what gzip packs, in any number of members, as zlib does', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 200 }).map(Buffer.from),
    fc.uint8Array({ maxLength: 20_000 }).map(Buffer.from),
    fc.nat(300_000).map((length) => Buffer.alloc(length, 'store,key-1\n')),
  );
  const member = fc.tuple(text, fc.constantFrom(0, 1, 9)).map(([bytes, level]) => gzipSync(bytes, { level }));
  fc.assert(
    fc.property(fc.array(member, { minLength: 1, maxLength: 4 }), (members) => {
      const packed = Buffer.concat(members);
      expect(unpack(packed).equals(gunzipSync(packed))).toBe(true);
    }),
    { seed: 1, numRuns: 60 },
  );
});

const message = 'Manifest file is not properly formatted';

test('refuses a file that ends too early, and one that is no gzip', () => {
  const first = gzipSync('store,a\n'.repeat(40));
  const packed = Buffer.concat([first, gzipSync('store,b\nstore,c\n')]);
  for (let length = 0; length < packed.length; length += 1) {
    if (length !== first.length) expect(() => unpack(packed.subarray(0, length))).toThrow(message);
  }
  expect(() => unpack(Buffer.from('store,a\n'.repeat(10)))).toThrow(message);
});

test('refuses a file in which a byte is another, unless it means the same', () => {
  const text = Buffer.from(Array.from({ length: 40 }, (_, index) => `store,key-${index}\n`).join(''));
  const packed = gzipSync(text);
  // Behind the header, whose time and system mean nothing.
  for (let at = 10; at < packed.length; at += 1) {
    const other = Buffer.from(packed);
    other.writeUInt8(packed.readUInt8(at) ^ 0x10, at);
    if (isRefusedByZlib(other)) expect(() => unpack(other)).toThrow(message);
    else expect(unpack(other)).toEqual(text);
  }
});

function isRefusedByZlib(packed: Buffer): boolean {
  try {
    return gunzipSync(packed) === undefined;
  } catch {
    return true;
  }
}

test('holds some megabytes of a file, whatever it is unpacked to', () => {
  const packed = gzipSync(Buffer.alloc(24 * 1024 ** 2));
  const reads: number[] = [];
  const held = heldBytes(packed);
  const content: RangedBytes = {
    ...held,
    read: (range) => {
      reads.push(range.end - range.start + 1);
      return held.read(range);
    },
  };
  let largest = 0;
  let length = 0;
  let hashed = 0;
  for (const piece of gunzip(content, (read) => (hashed += read.length))) {
    largest = Math.max(largest, piece.length);
    length += piece.length;
  }
  expect([length, hashed]).toEqual([24 * 1024 ** 2, packed.length]);
  expect(largest).toBeLessThan(9 * 1024 ** 2);
  expect(Math.max(...reads)).toBe(8 * 1024);
});
