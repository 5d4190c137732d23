import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Columns, csvRows } from '../../../src/simulator/s3control/manifest/csvRows.ts';
import type { ManifestRows } from '../../../src/simulator/s3control/manifest/manifestRows.ts';
import { splitRow } from '../../../src/simulator/s3control/manifest/splitRow.ts';

function rowsOf(text: Buffer | readonly Buffer[], columns: Columns): ManifestRows {
  const reading = csvRows(Buffer.isBuffer(text) ? [text] : text, columns);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
  }
}

const two = { bucket: 0, key: 1, versionId: undefined, width: 2 };
const three = { bucket: 0, key: 1, versionId: 2, width: 3 };

test.each([
  ['a header row', 'bucket,key\nstore,a\n', 'Invalid Manifest Content'],
  ['a header row in capitals', 'Bucket,Key\nstore,a\n', 'Invalid Manifest Content'],
  ['a byte order mark', '\uFEFFstore,a\n', 'Invalid Manifest Content'],
  ['a column too few', 'store,a\nstore\n', 'Manifest file is not properly formatted'],
  ['a column too many', 'store,a,\n', 'Manifest file is not properly formatted'],
  ['a blank line', 'store,a\n\nstore,b\n', 'Manifest file is not properly formatted'],
  ['a quotation mark that does not end', 'store,"a\n', 'Manifest file is not properly formatted'],
  ['an empty key', 'store,\n', 'Invalid object key format'],
  ['a key with a lone percent sign', 'store,100%\n', 'Invalid object key format'],
  ['a key of encoded bytes that are no UTF-8', 'store,%ff\n', 'Invalid object key format'],
  ['a quotation mark within a cell', 'store,a"b\n', 'Manifest file is not properly formatted'],
  ['text behind a quoted cell', 'store,"a"b\n', 'Manifest file is not properly formatted'],
  ['too long a row', `store,${'k'.repeat(128 * 1024)}\n`, 'Manifest file is not properly formatted'],
  ['a row of many quotation marks', `store,"${'"'.repeat(120_000)}"\n`, 'Invalid object key format'],
  ['too long a key', `store,${'k'.repeat(1025)}\n`, 'Invalid object key format'],
  ['too many bytes in a key', `store,${'é'.repeat(513)}\n`, 'Invalid object key format'],
])('refuses %s', (_, text, message) => {
  expect(() => rowsOf(Buffer.from(text), two)).toThrow(message);
});

test('limits the key itself in an inventory', () => {
  const columns = { ...two, isInventory: true };
  const row = (characters: number) => Buffer.from(`store,${'%C3%A9'.repeat(characters)}\n`);
  expect(rowsOf(row(512), columns).count).toBe(1);
  expect(() => rowsOf(row(513), columns)).toThrow('Invalid object key format');
  expect(() => rowsOf(row(512), two)).toThrow('Invalid object key format');
});

test('refuses bytes that are no UTF-8, and a version id with a blank', () => {
  expect(() => rowsOf(Buffer.from('store,\xfc\n', 'latin1'), two)).toThrow('Manifest file is not properly formatted');
  expect(() => rowsOf(Buffer.from('store,a,1 2\n'), three)).toThrow('Invalid version ID format');
});

test.each([
  ['CRLF', 'store,a\r\nstore,b\r\n', ['a', 'b']],
  ['no line break at the end', 'store,a\nstore,b', ['a', 'b']],
  ['quotation marks', '"store","a"\n"store","b ""c"", d"\n', ['a', 'b "c", d']],
])('reads %s', (_, text, keys) => {
  const rows = rowsOf(Buffer.from(text), two);
  expect(Array.from({ length: rows.count }, (_, index) => rows.row(index).encodedKey)).toEqual(keys);
});

test('has no version where the column is missing or empty', () => {
  expect(rowsOf(Buffer.from('store,a\n'), two).row(0).versionId).toBeUndefined();
  const rows = rowsOf(Buffer.from('store,a,\nstore,a,null\nstore,a,Jx_.-4\n'), three);
  expect([0, 1, 2].map((index) => rows.row(index).versionId)).toEqual([undefined, 'null', 'Jx_.-4']);
});

test('splits a row as RFC 4180 has it', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '"', ','), maxLength: 10 }), (row) => {
      const isWellFormed = /^(?:"(?:[^"]|"")*"|[^",]*)(?:,(?:"(?:[^"]|"")*"|[^",]*))*$/.test(row);
      const cells = splitRow(row);
      expect(cells !== undefined).toBe(isWellFormed);
      const quoted = cells?.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
      if (quoted !== undefined) expect(splitRow(quoted)).toEqual(cells);
    }),
    { seed: 1, numRuns: 2000 },
  );
  expect(splitRow('"a,b",,"",c"')).toBeUndefined();
  expect(splitRow('"a,b",,"",c,')).toEqual(['a,b', '', '', 'c', '']);
});

test('reads any row after any other', () => {
  const rows = rowsOf(Buffer.from(Array.from({ length: 1000 }, (_, index) => `store,k${index}\n`).join('')), two);
  expect(rows.count).toBe(1000);
  fc.assert(
    fc.property(fc.array(fc.nat(999), { minLength: 1 }), (indexes) => {
      expect(indexes.map((index) => rows.row(index).encodedKey)).toEqual(indexes.map((index) => `k${index}`));
    }),
    { seed: 1, numRuns: 50 },
  );
});

test('reads the same rows, however the text is cut into pieces', () => {
  const text = Buffer.from('store,ä%20b\r\nstore,"c ""d"", e"\nstore,f');
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), text.length];
      const rows = rowsOf(
        at.slice(1).map((end, index) => text.subarray(at[index], end)),
        two,
      );
      expect([0, 1, 2].map((index) => rows.row(index).encodedKey)).toEqual(['ä%20b', 'c "d", e', 'f']);
      expect(rows.count).toBe(3);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('keeps a fraction of the text, and nothing of a column that no task needs', () => {
  const line = (index: number) => `store,folder/key-${index},${'x'.repeat(100)}\n`;
  const text = Buffer.from(Array.from({ length: 10_000 }, (_, index) => line(index)).join(''));
  const { bytes, count } = rowsOf(text, { ...two, width: 3 });
  expect(count).toBe(10_000);
  expect(bytes).toBeLessThan(text.length / 20);
});

test('reads many rows in pieces', () => {
  const pieces = [...csvRows([Buffer.alloc(10_000 * 6, 'abc,d\n')], two)];
  expect(pieces).toEqual([4_096, 4_096]);
});

test('reads long rows in more pieces', () => {
  const row = `abc,d,${'x'.repeat(1000)}\n`;
  expect([...csvRows([Buffer.alloc(1_000 * row.length, row)], { ...two, width: 3 })]).toEqual([4_096, 4_096]);
});
