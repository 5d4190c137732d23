// The pages of an inventory compared with the whole file. For any inventory, chunk size and page size, the pages contain what
// JSON.parse (or the written rows) contains, and unreadable bytes are reported.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OutputUnreadableError, ServiceUnavailableError } from '../../src/core/errors.ts';
import { equal } from '../support/equal.ts';
import {
  csvOf,
  csvStyle,
  expected,
  jsonOf,
  jsonStyle,
  type Listed,
  listed,
  plain,
  readPage,
  sourceOf,
  walk,
} from './inventories.ts';

const formats = [
  ['JSON', jsonStyle, jsonOf],
  ['CSV', csvStyle, csvOf],
] as const;

/** In CSV, only a line feed or the tree hash shows the end of the last row, if AWS does not describe the size. */
const provesItsEnd = (style: unknown): boolean => {
  const { lastLineEnd = true, turn } = style as { lastLineEnd?: boolean; turn: number };
  return lastLineEnd || turn === 0;
};

/** Pairs of what is and what must be. A comparison by expect() for each of many thousand bytes takes half of the time. */
function compare(where: string, pairs: Record<string, [unknown, unknown]>): void {
  for (const [name, [actual, wanted]] of Object.entries(pairs)) {
    if (!isDeepStrictEqual(actual, wanted)) expect([where, name, actual]).toEqual([where, name, wanted]);
  }
}

const isUnreadableUpTo = (length: number, error: unknown): boolean =>
  error instanceof OutputUnreadableError && error.byte <= length;

describe.each(formats)('an inventory in %s', (format, style, write) => {
  const written = write as (archives: readonly Listed[], style: unknown) => Buffer;
  const filesOf = (maxLength: number) =>
    fc.record({ archives: fc.array(listed(format), { maxLength }), style: style as fc.Arbitrary<unknown> });
  const files = filesOf(30);
  const smallFiles = filesOf(4);

  test('has the same archives in pages and chunks of any size as in the whole file', async () => {
    await fc.assert(
      fc.asyncProperty(
        files,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 700 }),
        fc.boolean(),
        async (file, first, chunk, known) => {
          const bytes = written(file.archives, file.style);
          const whole = format === 'JSON' ? JSON.parse(bytes.toString()).ArchiveList : file.archives;
          expect(whole).toHaveLength(file.archives.length);
          const { archives, pages, error } = await walk(sourceOf(bytes, { chunk }), {
            first,
            size: known || !provesItsEnd(file.style) ? bytes.length : null,
          });
          equal(error, undefined);
          equal(archives.map(plain), file.archives.map(expected));
          // Only the last page is short, and only an empty list has an empty page.
          equal(
            pages.map((page) => page.archives.length),
            Array.from({ length: Math.max(1, Math.ceil(archives.length / first)) }, (_, index) =>
              Math.min(first, archives.length - index * first),
            ),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test('can be resumed after any of its archives', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 99 }), async (file, chunk) => {
        const bytes = written(file.archives, file.style);
        const source = sourceOf(bytes, { chunk });
        const { archives, positionAfter } = await readPage(source, { first: 1000, size: bytes.length });
        expect(archives).toHaveLength(file.archives.length);
        for (const index of archives.keys()) {
          const rest = await readPage(source, { first: 3, after: positionAfter(index), size: bytes.length });
          equal(rest.archives.map(plain), file.archives.slice(index + 1, index + 4).map(expected));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('that was truncated anywhere returns the archives before the cut, then an error with the byte', async () => {
    await fc.assert(
      fc.asyncProperty(smallFiles, fc.integer({ min: 1, max: 5 }), fc.boolean(), async (file, first, hasSize) => {
        // In CSV only the size reveals missing rows, or a truncated last column that is not the tree hash.
        const known = hasSize || (format === 'CSV' && (file.style as { turn: number }).turn > 0);
        const bytes = written(file.archives, file.style);
        const ends = await endsOf(bytes);
        for (let length = 0; length < bytes.length; length += 1) {
          const cut = bytes.subarray(0, length);
          const { archives, error } = await walk(sourceOf(cut), { first, size: known ? bytes.length : null });
          const isNoticed = format === 'JSON' || known || !endsARow(bytes, length, ends);
          compare(`cut at ${length}`, {
            archives: [archives.map(plain), file.archives.slice(0, archives.length).map(expected)],
            hasError: [!isNoticed || isUnreadableUpTo(length, error), true],
            hasAllBefore: [archives.length >= ends.filter((end) => end <= length).length, true],
          });
        }
      }),
      { numRuns: 12, examples: truncated[format] },
    );
  });

  test('with any byte changed has all archives but one or two, and reports what it lacks', async () => {
    await fc.assert(
      fc.asyncProperty(
        // Only the line end separates a description in the first column from the previous row.
        smallFiles.filter(({ style }) => format === 'JSON' || (style as { turn: number }).turn !== 1),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom(...'"\\{}[],:x0\n '),
        async (file, first, letter) => {
          const bytes = written(file.archives, file.style);
          const ends = await endsOf(bytes);
          const all = file.archives.map((each) => JSON.stringify(expected(each)));
          for (let at = 0; at < bytes.length; at += 1) {
            const altered = Buffer.from(bytes);
            altered.write(letter, at);
            const { archives, pages, error } = await walk(sourceOf(altered), { first, size: bytes.length });
            const skipped = pages.reduce((sum, page) => sum + page.skipped.count, 0);
            const read = archives.map((each) => JSON.stringify(plain(each)));
            // The archives before the change are returned unchanged, and so are those after the record that has it.
            const before = ends.filter((end) => end <= at).length;
            const after = error ? [] : all.slice(before + (skipped > 0 ? 2 : 1));
            compare(`changed at ${at}`, {
              before: [read.slice(0, before), all.slice(0, before)],
              after: [after.length === 0 ? [] : read.slice(-after.length), after],
              isKnownError: [error === undefined || isUnreadableUpTo(bytes.length, error), true],
              lacks: [error || skipped > 0 ? 0 : all.length - read.length, 0],
            });
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  test('is resumed by range if AWS cuts the stream', async () => {
    await fc.assert(
      fc.asyncProperty(
        files,
        fc.integer({ min: 0, max: 900 }),
        fc.integer({ min: 1, max: 50 }),
        async (file, cut, chunk) => {
          const bytes = written(file.archives, file.style);
          const source = sourceOf(bytes, { chunk, cutAfter: (request) => (request % 3 === 2 ? null : cut) });
          const { archives, error } = await walk(source, { first: 9, size: bytes.length });
          equal(error, undefined);
          equal(archives.map(plain), file.archives.map(expected));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is an error instead of a short page if AWS cuts the stream repeatedly', async () => {
    const source = sourceOf(written([one, one, one], styles[format]), { cutAfter: () => 10 });
    const { archives, error } = await walk(source);
    expect(error).toBeInstanceOf(ServiceUnavailableError);
    expect(archives).toEqual([]);
    expect(source.ranges.map(({ start }) => start)).toEqual([0, 10, 20, 30]);
  });

  test('that is whole and shorter than AWS describes it is read in JSON, which shows its end, and an error in CSV', async () => {
    const bytes = written([one, one], styles[format]);
    const { archives, error } = await walk(sourceOf(bytes), { size: bytes.length + 10_000 });
    expect(archives).toHaveLength(2);
    if (format === 'JSON') expect(error).toBeUndefined();
    else expect(error).toBeInstanceOf(OutputUnreadableError);
  });
});

test.each([
  '{"__type":"InternalFailure","ArchiveList":[]}',
  '{"message":"Forbidden","VaultARN":"v","ArchiveList":[]}',
  '{"VaultARN":"v","ArchiveList":[],"code":503}',
  '{"ArchiveList":[],"errorMessage":"timed out","errorType":"Timeout"}',
])('the error %s is no empty inventory', async (body) => {
  const { archives, error } = await walk(sourceOf(Buffer.from(body)), { size: body.length });
  expect(archives).toEqual([]);
  expect(error).toBeInstanceOf(OutputUnreadableError);
  expect(String(error)).toContain('the inventory is the body of an error');
});

test('an inventory with members of a newer AWS is read', async () => {
  const body = '{"VaultARN":"v","Version":2,"ArchiveList":[],"Status":"Complete","Region":{"message":"x"}}';
  expect(await walk(sourceOf(Buffer.from(body)), { size: body.length })).toMatchObject({
    archives: [],
    error: undefined,
  });
});

const one: Listed = { id: 'a', description: 'b', date: '2015-04-06T22:24:34Z', size: 1, hash: 'f'.repeat(64) };
const styles = {
  JSON: { indent: 0, turn: 0, escaped: false },
  CSV: { lineEnd: '\r\n', allQuoted: false, lastLineEnd: true, turn: 0 },
};

// Descriptions that contain what ends a list or the whole. A cut in them must not end the inventory.
const endings = [']}', ']', '}', '}]}', '"}]}', '"ArchiveList":[]}', '],"InventoryDate":"x"}', '\\]}', '{"a":[1]}'];
const truncated = {
  JSON: [0, 1, 2, 3, 4].flatMap((turn) =>
    endings.map((description): [{ archives: Listed[]; style: unknown }, number, boolean] => [
      { archives: [{ ...one, description }], style: { indent: 0, turn, escaped: false } },
      1,
      turn === 1,
    ]),
  ),
  CSV: endings.map((description): [{ archives: Listed[]; style: unknown }, number, boolean] => [
    { archives: [one, { ...one, description: `${description},a` }], style: styles.CSV },
    1,
    false,
  ]),
};

/** Whether a CSV file that was truncated there ends with a complete row, with or without its line end. */
const endsARow = (bytes: Buffer, length: number, ends: number[]): boolean => {
  const header = bytes.indexOf('\n') + 1 || bytes.length;
  return [header, ...ends].some((end) => length <= end && /^[\r\n]*$/.test(bytes.subarray(length, end).toString()));
};

/** The offsets at which the archives of a file end. */
async function endsOf(file: Buffer): Promise<number[]> {
  const { archives, positionAfter } = await readPage(sourceOf(file), { first: 1000, size: file.length });
  return archives.map((_, index) => positionAfter(index).offset);
}
