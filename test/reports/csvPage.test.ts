// Pages of a CSV object: the same rows as one reading of the whole file, wherever pages and ranges end, within bounds.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CsvPage, type CsvPosition, readCsvPage } from '../../src/reports/csvPage.ts';
import { CsvRows } from '../../src/reports/csvRows.ts';

/** An object in memory that notes which ranges were requested. */
function objectOf(file: Buffer, chunkSize = 65_536) {
  const ranges: [start: number, end: number][] = [];
  return {
    ranges,
    eTag: '"etag"',
    open: async ({ start, end = file.length - 1 }: { start: number; end?: number | undefined }) => {
      const last = Math.min(end, file.length - 1);
      ranges.push([start, last]);
      async function* body() {
        for (let at = start; at <= last; at += chunkSize) yield file.subarray(at, Math.min(at + chunkSize, last + 1));
      }
      return { body: body(), contentRange: { start, end: last, total: file.length } };
    },
  };
}

const firstField = (rows: CsvRows): string | null => {
  if (rows.fields >= 2) return rows.text(0) ?? '';
  rows.reject('it has one column');
  return null;
};

interface Settings {
  first: number;
  chunkSize?: number;
  wanted?: (text: string) => boolean;
  budget?: number;
}

function pageOf(file: Buffer, after: CsvPosition | null, { first, chunkSize, wanted, budget = 2 ** 25 }: Settings) {
  const object = objectOf(file, chunkSize);
  const left = { left: budget };
  const page = readCsvPage({
    object,
    first,
    after,
    read: (rows) => {
      const text = firstField(rows);
      return text !== null && wanted && !wanted(text) ? undefined : text;
    },
    isSearch: wanted !== undefined,
    budget: left,
  });
  return { page, object, budget: left };
}

/** All rows by pages, with the number of pages. */
async function readPages(file: Buffer, settings: Settings) {
  const rows: string[] = [];
  let skipped = 0;
  let pages = 0;
  for (let after: CsvPosition | null = null; ; ) {
    const page: CsvPage<string> = await pageOf(file, after, settings).page;
    rows.push(...page.rows);
    skipped += page.skipped.count;
    pages += 1;
    if (!page.next) return { rows, skipped, pages };
    after = page.next;
  }
}

/** All rows of one reading. */
function readAll(file: Buffer) {
  const scanner = new CsvRows();
  scanner.push(file);
  scanner.finish();
  const rows: string[] = [];
  for (let found = scanner.next(); found !== false; found = scanner.next()) {
    const row = found ? firstField(scanner) : null;
    if (row !== null) rows.push(row);
  }
  return { rows, skipped: scanner.skipped.count };
}

const numbered = (count: number, filler = 'x'.repeat(100)): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, index) => `${index},${filler}\r\n`).join(''));

describe('a page of a CSV object', () => {
  const piece = fc.constantFrom(
    'a,b\n',
    '"a""b","c\nd"\r\n',
    '\r\n',
    '"never,closed\n',
    'one\n',
    'x"y,z\n',
    '\0,\0\n',
    'é,ü\n',
  );
  const row = fc.oneof(
    { weight: 5, arbitrary: piece },
    { weight: 1, arbitrary: fc.constant(`${'r'.repeat(70_000)},b\n`) },
  );

  test('after page, has the rows of the whole file, each once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom(1, 7, 64, 65_536),
        async (pieces, first, size) => {
          const text = pieces.join('');
          // Single bytes of long rows would take seconds.
          const chunkSize = text.length > 10_000 ? 65_536 : size;
          const { rows, skipped } = await readPages(Buffer.from(text), { first, chunkSize });
          expect({ rows, skipped }).toEqual(readAll(Buffer.from(text)));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('continues after any of its rows', async () => {
    const file = numbered(50);
    const first = await pageOf(file, null, { first: 20 }).page;
    const page = await pageOf(file, first.positionAfter(6), { first: 3 }).page;
    expect(page.rows).toEqual(['7', '8', '9']);
  });

  test('requests about as many bytes as it needs, once', async () => {
    const file = numbered(100_000);
    const { page, object } = pageOf(file, null, { first: 100 });
    const { next } = await page;
    expect(object.ranges).toEqual([[0, 53_247]]);
    const second = pageOf(file, next, { first: 100 });
    expect((await second.page).rows).toHaveLength(100);
    expect(second.object.ranges).toHaveLength(1);
    const [[start, end] = [0, 0]] = second.object.ranges;
    expect(end - start).toBeLessThan(16_000);
  });

  test('is the last one where the file ends, also without a line feed', async () => {
    expect((await pageOf(numbered(3), null, { first: 3 }).page).next).toBeNull();
    expect(await readPages(Buffer.from('a,b\nc,d'), { first: 5 })).toMatchObject({ rows: ['a', 'c'], pages: 1 });
    expect(await readPages(Buffer.alloc(0), { first: 5 })).toMatchObject({ rows: [], pages: 1 });
  });

  test('of a search stops after its bytes, and goes on from there', async () => {
    const file = numbered(20_000);
    const wanted = (text: string) => text === '19999';
    const { page, budget } = pageOf(file, null, { first: 1, wanted, budget: 200_000 });
    const { rows, next } = await page;
    expect({ rows, offset: next?.offset }).toEqual({ rows: [], offset: expect.any(Number) });
    expect(next?.offset).toBeGreaterThan(199_000);
    expect(budget.left).toBeLessThanOrEqual(0);
    expect(budget.left).toBeGreaterThan(-70_000);
    expect(await readPages(file, { first: 1, wanted, budget: 200_000 })).toMatchObject({ rows: ['19999'], skipped: 0 });
  });

  test('skips a row that is longer than all its bytes, and goes on within it', async () => {
    const file = Buffer.concat([Buffer.from('a,b\n'), Buffer.alloc(3_000_000, 'y,'), Buffer.from('\nc,d\n')]);
    const { page, budget } = pageOf(file, null, { first: 10, budget: 1_000_000 });
    const { rows, next, skipped } = await page;
    expect({ rows, isInRow: next?.isInRow, skipped: skipped.count }).toEqual({
      rows: ['a'],
      isInRow: true,
      skipped: 1,
    });
    expect(budget.left).toBeGreaterThan(-70_000);
    expect(await readPages(file, { first: 10, budget: 1_000_000 })).toMatchObject({ rows: ['a', 'c'], skipped: 1 });
  });

  test('of gzip is an error that says so', async () => {
    const { page } = pageOf(Buffer.from([0x1f, 0x8b, 8, 0, 0]), null, { first: 1 });
    await expect(page).rejects.toMatchObject({ code: 'OUTPUT_UNREADABLE', message: expect.stringContaining('gzip') });
  });
});
