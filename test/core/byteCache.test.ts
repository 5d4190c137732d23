import { describe, expect, test } from 'vitest';
import { ByteCache } from '../../src/core/byteCache.ts';
import { createClock } from '../../src/core/clock.ts';

const mebibyte = 1024 ** 2;

describe('a cache limited by bytes', () => {
  test('drops what was used longest ago', () => {
    const cache = new ByteCache<string>(3_000);
    for (const key of ['a', 'b']) cache.set(key, 'x'.repeat(500));
    cache.get('a');
    cache.set('c', 'x'.repeat(500));
    expect([cache.has('a'), cache.has('b'), cache.has('c')]).toEqual([true, false, true]);
  });

  test('stays within its limit whether the entries are many or large', () => {
    for (const length of [0, 10, 1_000, 100_000]) {
      const cache = new ByteCache<{ text: string }>(mebibyte);
      for (let index = 0; index < 5_000; index += 1) cache.set(`${index}`, { text: 'x'.repeat(length) });
      expect(cache.calculatedSize).toBeLessThanOrEqual(mebibyte);
      expect(cache.size * length).toBeLessThanOrEqual(mebibyte);
      expect(cache.has('4999')).toBe(true);
    }
  });

  test('counts keys too', () => {
    const cache = new ByteCache<true>(mebibyte);
    for (let index = 0; index < 1_000; index += 1) cache.set(`${index}`.padEnd(10_000), true);
    expect(cache.size).toBeLessThanOrEqual(mebibyte / 10_000);
  });

  test('does not keep a value that exceeds the limit, and keeps the others', () => {
    const cache = new ByteCache<string>(2_000);
    cache.set('small', 'x');
    cache.set('large', 'x'.repeat(2_000));
    expect([cache.has('small'), cache.has('large')]).toEqual([true, false]);
  });

  test('takes the size of a value whose content cannot be seen', () => {
    const cache = new ByteCache<() => void>(10_000, { bytesOf: () => 4_000 });
    for (const key of ['a', 'b', 'c']) cache.set(key, () => undefined);
    expect([...cache.keys()]).toEqual(['c', 'b']);
  });

  test('forgets after its lifetime', () => {
    const clock = createClock({ speed: 0, startAt: 1_000 });
    const cache = new ByteCache<string>(2_000, { ttl: 60_000, ttlResolution: 0, perf: clock });
    cache.set('a', 'x');
    clock.advance(60_000);
    expect(cache.get('a')).toBe('x');
    clock.advance(1);
    expect(cache.get('a')).toBeUndefined();
  });
});
