// The estimate against the growth of the heap: near it for what fills caches, and never far below it.
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { estimateBytes } from '../../src/core/estimateBytes.ts';
import { measureInChild } from '../support/measureInChild.ts';
import type { Measured } from './measureSampleValues.ts';
import { sampleValues } from './sampleValues.ts';

describe('the estimate of bytes is at most a fifth below the heap, and less than twice of it,', () => {
  let measured: Record<string, Measured>;
  beforeAll(async () => {
    measured = await measureInChild(join(import.meta.dirname, 'measureSampleValues.ts'));
  });

  test.each(Object.keys(sampleValues))('for %s', async (kind) => {
    const { real, estimated } = measured[kind] ?? { real: Number.NaN, estimated: Number.NaN };
    expect(estimated / real).toBeGreaterThan(0.8);
    expect(estimated / real).toBeLessThan(2);
  });
});

describe('the estimate of bytes', () => {
  test('counts an object once, also in a circle', () => {
    const shared = { name: 'a' };
    const circle: Record<string, unknown> = { shared };
    circle['self'] = circle;
    expect(estimateBytes([shared, shared])).toBe(estimateBytes([shared]) + 8);
    expect(estimateBytes(circle)).toBe(estimateBytes({ shared, self: null }));
  });

  test('counts the bytes of buffers', () => {
    expect(estimateBytes(Buffer.alloc(5_000))).toBeGreaterThanOrEqual(5_000);
  });

  test('takes no stack: a value may be nested at any depth', () => {
    let deep: unknown = null;
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    expect(estimateBytes(deep)).toBe(100_000 * 40);
  });

  test('is at least the text of any JSON value', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const texts = json.match(/"(?:[^"\\]|\\.)*"(?!:)/g) ?? [];
        const least = texts.reduce((sum, each) => sum + (JSON.parse(each) as string).length, 0);
        expect(estimateBytes(JSON.parse(json))).toBeGreaterThanOrEqual(least);
      }),
      { seed: 15 },
    );
  });
});
