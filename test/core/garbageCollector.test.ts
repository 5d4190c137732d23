// Collections after so many bytes, exactly.
import { expect, test } from 'vitest';
import { GarbageCollector } from '../../src/core/garbageCollector.ts';

test('garbage is collected each time that so many bytes were freed', () => {
  const collections: string[] = [];
  const collector = new GarbageCollector('minor', 100, (kind) => collections.push(kind));
  for (const bytes of [99, 1, 50, 49, 0]) collector.freed(bytes);
  expect(collections).toEqual(['minor']);
  collector.freed(1_000);
  expect(collections).toEqual(['minor', 'minor']);
});

test('a major collection frees an old buffer', async () => {
  const reference = refer();
  const collector = new GarbageCollector('major', 1);
  await expect
    .poll(() => {
      collector.freed(1);
      return reference.deref() === undefined;
    })
    .toBe(true);
});

/** Here, no variable keeps the buffer. */
const refer = () => new WeakRef(Buffer.alloc(100_000));
