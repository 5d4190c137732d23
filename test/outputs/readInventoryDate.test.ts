// The date of an inventory, read without its archives.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readInventoryDate } from '../../src/outputs/readInventoryDate.ts';
import { csvOf, inventoryDate, jsonOf, jsonStyle, type Listed, listed, sourceOf } from './inventories.ts';

const many = (archive: Listed): Listed[] => Array.from({ length: 50 }, () => archive);

test('the date of an inventory is found before or after the archives, in at most two short ranges', async () => {
  await fc.assert(
    fc.asyncProperty(listed('JSON'), jsonStyle, fc.boolean(), async (archive, style, known) => {
      const file = jsonOf(many(archive), style);
      const source = sourceOf(file, { chunk: 100 });
      expect(await readInventoryDate(source.open, known ? file.length : null)).toEqual(new Date(inventoryDate));
      expect(source.ranges.length).toBeLessThanOrEqual(2);
      expect(source.ranges.reduce((sum, { read }) => sum + read, 0)).toBeLessThanOrEqual(2048);
    }),
    { numRuns: 50 },
  );
});

test('a CSV inventory has no date', async () => {
  const row = { id: 'a', description: 'b', date: '2015-04-06T22:24:34Z', size: 1, hash: 'f'.repeat(64) };
  const file = csvOf(many(row), { lineEnd: '\r\n', allQuoted: false, lastLineEnd: true, turn: 0 });
  expect(await readInventoryDate(sourceOf(file).open, file.length)).toBeNull();
});

test('a JSON inventory without a date has none', async () => {
  for (const text of ['{"ArchiveList":[]}', '{"ArchiveList":[],"InventoryDate":null}', '{"ArchiveList":[],"Inven']) {
    expect(await readInventoryDate(sourceOf(Buffer.from(text)).open, null)).toBeNull();
  }
});
