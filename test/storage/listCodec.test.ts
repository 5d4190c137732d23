import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeItems, encodeItems, maxTextLength } from '../../src/storage/redis/listCodec.ts';

const same = (value: unknown) => value;

describe('items of a list as text', () => {
  test('are the same when they are read', async () => {
    const item = fc.record({
      text: fc.string({ unit: 'grapheme' }),
      $date: fc.integer(),
      date: fc.date({ noInvalidDate: true }),
      nested: fc.option(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0))),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 250 }), async (items) => {
        expect(await decodeItems((await encodeItems(items)) ?? '', same)).toEqual(items);
      }),
      { numRuns: 30 },
    );
  });

  test('that take too much are no text', async () => {
    const long = 'x'.repeat(maxTextLength / 2);
    expect(await encodeItems([long])).not.toBeNull();
    expect(await encodeItems([long, long])).toBeNull();
  });

  test('of any other text are none', async () => {
    const texts = ['', 'AAAA', '{}', '\u0000', (await encodeItems([1, 2]))?.slice(0, -4) ?? ''];
    for (const text of texts) expect(await decodeItems(text, same)).toBeUndefined();
    const valid = (await encodeItems(['a', 'b'])) ?? '';
    expect(await decodeItems(valid, (value) => (value === 'a' ? value : undefined))).toBeUndefined();
  });
});
