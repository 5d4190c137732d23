// An inventory with bad records among the good ones: every good one is returned once and in order, in pages of any size, and
// every bad one is counted and named with its byte.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxNamed } from '../../src/core/skippedRecords.ts';
import type { InventoryPage } from '../../src/outputs/inventoryPage.ts';
import type { InventoryPosition } from '../../src/outputs/inventoryPosition.ts';
import { equal } from '../support/equal.ts';
import { badCsv, badJson, brokenJson } from './badRecords.ts';
import { csvOf, expected, jsonOf, type Listed, listed, plain, readPage, sourceOf, walk } from './inventories.ts';

interface Item {
  good: Listed;
  /** The kind of damage; null for a good record. */
  kind: string | null;
}

const itemsOf = (format: 'JSON' | 'CSV', kinds: string[]) =>
  fc.array(fc.record({ good: listed(format), kind: fc.option(fc.constantFrom(...kinds), { nil: null, freq: 2 }) }), {
    maxLength: 25,
  });

/** The file, and the bytes at which its bad records start and end. */
function jsonFile(items: readonly Item[], { space, head = '' }: { space: string; head?: string }) {
  const chunks: Buffer[] = [Buffer.from(`{${head}"VaultARN":"v","ArchiveList":[`)];
  const starts: number[] = [];
  const ends: number[] = [];
  let length = chunks[0]?.length ?? 0;
  const write = (bytes: Buffer) => {
    chunks.push(bytes);
    length += bytes.length;
  };
  for (const [index, { good, kind }] of items.entries()) {
    if (index > 0) write(Buffer.from(`${space},${space}`));
    if (kind !== null) starts.push(length);
    const whole = jsonOf([good], { indent: 0, turn: 0, escaped: false }).toString();
    const damage = kind === null ? null : (badJson[kind] ?? brokenJson[kind]);
    write(damage ? damage(good) : Buffer.from(whole.slice(whole.indexOf('[') + 1, whole.lastIndexOf(']'))));
    if (kind !== null) ends.push(length);
  }
  write(Buffer.from(`${space}],"InventoryDate":"2015-04-07T00:26:18Z"}`));
  return { bytes: Buffer.concat(chunks), starts, ends };
}

function csvFile(items: readonly Item[]) {
  const style = { lineEnd: '\r\n', allQuoted: false, lastLineEnd: true, turn: 0 };
  const header = csvOf([], style);
  const chunks: Buffer[] = [header];
  const starts: number[] = [];
  let length = header.length;
  for (const { good, kind } of items) {
    if (kind !== null) starts.push(length);
    const bytes = (kind === null ? null : badCsv[kind])?.(good) ?? csvOf([good], style).subarray(header.length);
    chunks.push(bytes);
    length += bytes.length;
  }
  return { bytes: Buffer.concat(chunks), starts };
}

const goodOf = (items: readonly Item[]) => items.flatMap(({ good, kind }) => (kind === null ? [expected(good)] : []));

async function read(bytes: Buffer, chunk: number, first: number) {
  const { archives, pages, error } = await walk(sourceOf(bytes, { chunk }), { first, size: bytes.length });
  expect(error).toBeUndefined();
  const skipped = pages.flatMap((page) => page.skipped.first);
  expect(pages.reduce((sum, page) => sum + page.skipped.count, 0)).toBe(skipped.length);
  return { archives: archives.map(plain), skipped, pages };
}

const sizes = [fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 900 })] as const;

describe('an inventory with bad records', () => {
  test('in JSON returns all others and names each', async () => {
    await fc.assert(
      fc.asyncProperty(
        itemsOf('JSON', Object.keys(badJson)),
        fc.constantFrom('', '\n  '),
        ...sizes,
        async (items, space, first, chunk) => {
          const { bytes, starts } = jsonFile(items, { space });
          const { archives, skipped } = await read(bytes, chunk, first);
          equal(archives, goodOf(items));
          equal(
            skipped.map(({ position }) => position),
            starts,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('in JSON that hide their own end returns all others', async () => {
    // Records in a list in a record that hides its own end look like records.
    const kinds = Object.keys({ ...badJson, ...brokenJson }).filter((kind) => kind !== 'a list of the record');
    await fc.assert(
      fc.asyncProperty(
        itemsOf('JSON', kinds),
        fc.constantFrom('', ' '),
        ...sizes,
        async (items, space, first, chunk) => {
          // The last record must be good: after it, a missing quote is the same as a missing end.
          const last: Item = {
            good: { id: 'z', description: null, date: '2015-04-06T22:24:34Z', size: 1, hash: '0' },
            kind: null,
          };
          const { bytes, starts, ends } = jsonFile([...items, last], { space });
          const { archives, skipped } = await read(bytes, chunk, first);
          equal(archives, goodOf([...items, last]));
          // Bad records right after such a one can be part of it.
          for (const { position } of skipped) {
            equal(
              starts.some((start, index) => start <= position && position <= (ends[index] ?? 0)),
              true,
            );
          }
          equal(skipped.length > 0, starts.length > 0);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('in CSV returns all others and names each', async () => {
    await fc.assert(
      fc.asyncProperty(itemsOf('CSV', Object.keys(badCsv)), ...sizes, async (items, first, chunk) => {
        const { bytes, starts } = csvFile(items);
        const { archives, skipped } = await read(bytes, chunk, first);
        equal(archives, goodOf(items));
        equal(
          skipped.map(({ position }) => position),
          starts,
        );
      }),
      { numRuns: 300 },
    );
  });
});

const record = (id: string): Listed => ({
  id,
  description: `the file ${id}`,
  date: '2015-04-06T22:24:34Z',
  size: 1,
  hash: 'f'.repeat(64),
});
const items = (...kinds: (string | null)[]): Item[] =>
  kinds.map((kind, index) => ({ good: record(`a${index}`), kind }));

describe.each(Object.keys({ ...badJson, ...brokenJson }))('a record in JSON with %s', (kind) => {
  test('is skipped between good ones, at the start and at the end', async () => {
    for (const list of [items(null, kind, null), items(kind, null), items(null, kind), items(kind)]) {
      const { bytes, starts } = jsonFile(list, { space: '' });
      const { archives, skipped } = await read(bytes, 65_536, 50);
      expect(archives).toEqual(goodOf(list));
      expect(skipped.map(({ position }) => position)).toEqual(starts);
    }
  });
});

test.each(Object.keys(badCsv))(
  'a row with %s is skipped between good ones, at the start and at the end',
  async (kind) => {
    for (const list of [items(null, kind, null), items(kind, null), items(null, kind), items(kind)]) {
      const { bytes, starts } = csvFile(list);
      const { archives, skipped } = await read(bytes, 65_536, 50);
      expect(archives).toEqual(goodOf(list));
      expect(skipped.map(({ position }) => position)).toEqual(starts);
    }
  },
);

test('bytes between records are skipped, and the records are not', async () => {
  const { bytes } = jsonFile(items(null, null, null), { space: '' });
  const text = bytes.toString();
  for (const between of [',,', '},', '],', ',x,', ',x', 'x,', '', ',"x":1,']) {
    const broken = Buffer.from(text.replaceAll('},{', `}${between}{`));
    const { archives } = await read(broken, 65_536, 50);
    expect([between, archives.length]).toEqual([between, 3]);
  }
});

/** A record that is not valid JSON, with this string in it. */
const invalid = (text: string) => `{"ArchiveId":"bad","ArchiveDescription":${JSON.stringify(text)},"Size":01}`;
const texts = [']}', ']', '}', '}]}', '"ArchiveList":[', '"}]}', '],"InventoryDate":"x"}', '},{"ArchiveId":"x"}]}'];
const tails = [
  ']}',
  ']}\n',
  ' ] }',
  '],"InventoryDate":"2015-04-07T00:26:18Z"}',
  '],"VaultARN":"v","InventoryDate":null}',
];
const whole = (...records: string[]) => `{"VaultARN":"v","ArchiveList":[${records.join(',')}`;
const valid = (id: string) => {
  const text = jsonOf([record(id)], { indent: 0, turn: 0, escaped: false }).toString();
  return text.slice(text.indexOf('[') + 1, text.lastIndexOf(']'));
};

test.each(texts)('an invalid record whose text is %s is skipped, and ends no list', async (text) => {
  for (const tail of tails) {
    for (const records of [[invalid(text), valid('z')], [valid('a'), invalid(text)], [invalid(text)]]) {
      const bytes = Buffer.from(whole(...records) + tail);
      for (const chunk of [1, 7, 65_536]) {
        const { archives, skipped } = await read(bytes, chunk, 1);
        expect(archives).toHaveLength(records.length - 1);
        expect(skipped).toHaveLength(1);
      }
    }
  }
});

test.each(texts)(
  'an inventory that is cut, with or without an invalid record whose text is %s, ends with an error',
  async (text) => {
    const cutRecord = valid('z').replace(/the file z/, JSON.stringify(text).slice(1, -1));
    const files = [tails[0], tails[3]].flatMap((tail) =>
      [[cutRecord], [invalid(text)], [invalid(text), cutRecord], [cutRecord, invalid(text)]].map(
        (records) => whole(...records) + tail,
      ),
    );
    // Files that begin alike have cuts in common.
    const cuts = new Set(files.flatMap((file) => Array.from(file, (_, length) => file.slice(0, length))));
    for (const cut of cuts) {
      // The size is unknown, or that of the cut file.
      for (const size of [null, cut.length]) {
        const { error } = await walk(sourceOf(Buffer.from(cut)), { size });
        if (!error) expect.fail(`${cut} has no error`);
      }
    }
  },
);

test('an inventory with bad records of any kind that is cut anywhere ends with an error', async () => {
  const kinds = Object.keys({ ...badJson, ...brokenJson });
  await fc.assert(
    fc.asyncProperty(itemsOf('JSON', kinds), fc.nat(), ...sizes, async (list, cut, first, chunk) => {
      const { bytes } = jsonFile(list, { space: '' });
      const { error } = await walk(sourceOf(bytes.subarray(0, cut % bytes.length), { chunk }), { first });
      expect(error).toBeDefined();
    }),
    { numRuns: 300 },
  );
});

test.each(['the end of a list', 'a record'])(
  'a record of 200 KB that contains %s ends nothing before it ends',
  async (kind) => {
    const text = kind === 'a record' ? '},{\\"ArchiveId\\":1}]}' : ']}';
    const long = `{"ArchiveId":"long","Size":"${`x${text}`.repeat(70_000)}`;
    for (const chunk of [1000, 65_536, 1_000_000]) {
      const file = Buffer.from(`${whole(valid('a'), long)}"},${valid('z')}]}`);
      const { archives, skipped } = await read(file, chunk, 50);
      expect(archives.map(({ archiveId }) => archiveId)).toEqual(['a', 'z']);
      expect(skipped).toHaveLength(1);
      const cut = await walk(sourceOf(Buffer.from(whole(valid('a'), long)), { chunk }));
      expect(cut.error).toBeDefined();
    }
  },
);

test('an inventory that is cut after a list in a damaged record ends with an error', async () => {
  for (const damage of ['"Size":01', '"Size":many', '"Size":"1', '"Size"1']) {
    for (const nested of [
      '[{"x":1}]',
      '[[{"x":1}]]',
      '{"y":[{"x":1}]}',
      `[${valid('n')}]`,
      `[${valid('n')},${valid('m')}]`,
    ]) {
      const record = `{"ArchiveId":"bad",${damage},"Nested":${nested}}`;
      for (const size of [null, 0]) {
        const bytes = Buffer.from(whole(valid('a'), record));
        const { archives, error } = await walk(sourceOf(bytes), { size: size === null ? null : bytes.length });
        expect(archives.map(({ archiveId }) => archiveId)).toEqual(['a']);
        expect(error).toMatchObject({ code: 'OUTPUT_UNREADABLE' });
      }
      const { archives, skipped } = await read(Buffer.from(`${whole(valid('a'), record, valid('z'))}]}`), 65_536, 50);
      expect([archives.map(({ archiveId }) => archiveId), skipped.length]).toEqual([['a', 'z'], 1]);
    }
  }
});

test('a valid record of 200 KB that contains records is skipped, and they are not returned', async () => {
  const nested = Array.from({ length: 1500 }, (_, index) => valid(`nested${index}`)).join(',');
  const long = `${valid('long').slice(0, -1)},"Copies":[${nested}]}`;
  for (const chunk of [1000, 65_536, 1_000_000]) {
    const { archives, skipped } = await read(Buffer.from(`${whole(valid('a'), long, valid('z'))}]}`), chunk, 50);
    expect(archives.map(({ archiveId }) => archiveId)).toEqual(['a', 'z']);
    expect(skipped).toEqual([
      expect.objectContaining({ id: 'long', message: expect.stringContaining('it is longer than 65536 bytes') }),
    ]);
  }
});

test.each([
  [
    'in JSON',
    Buffer.from(
      `${whole(valid('a'), `{"ArchiveId":"long","x":"${'},{\\"ArchiveId\\":1}]}'.repeat(9000)}"}`, valid('z'))}]}`,
    ),
  ],
  [
    'in CSV',
    Buffer.concat([
      csvFile(items(null)).bytes,
      Buffer.from(`long,${'z'.repeat(200_000)},x\r\n`),
      csvFile(items(null)).bytes.subarray(csvFile([]).bytes.length),
    ]),
  ],
])('a search whose budget ends in a record of 200 KB goes on in it with the next request, %s', async (_, bytes) => {
  const source = sourceOf(bytes, { chunk: 5000 });
  const ids: string[] = [];
  const skipped: number[] = [];
  let pages = 0;
  for (let after: InventoryPosition | null = null, more = true; more; pages += 1) {
    const page: InventoryPage = await readPage(source, {
      ...{ after, size: bytes.length, first: 50, budget: { left: 20_000 }, predicate: () => true },
    });
    ids.push(...page.archives.map(({ archiveId }) => archiveId));
    skipped.push(...page.skipped.first.map(({ position }) => position));
    after = page.next;
    more = after !== null;
  }
  expect([ids.length, skipped.length]).toEqual([2, 1]);
  expect(pages).toBeGreaterThan(2);
  // Each byte is read about once.
  expect(source.ranges.reduce((sum, range) => sum + range.read, 0)).toBeLessThan(2 * bytes.length);
});

test('a CSV of unknown size that is cut after a line feed in a field, or after a bad row, ends with an error', async () => {
  const head = csvFile(items(null, null)).bytes;
  for (const row of ['a9,"first line\n', 'a9,"first line\nsecond line\n', 'bad\r\n', `a9,${'z'.repeat(70_000)}\n`]) {
    const bytes = Buffer.concat([head, Buffer.from(row)]);
    for (const first of [1, 2, 50]) {
      const { archives, error } = await walk(sourceOf(bytes), { first });
      expect([archives.length, error?.code]).toEqual([2, 'OUTPUT_UNREADABLE']);
    }
    // AWS describes as many bytes: then none is missing.
    expect((await read(bytes, 65_536, 50)).archives).toHaveLength(2);
  }
});

test('the archive ID of a bad record is named if it can be read', async () => {
  const list = items(null, 'SHA256TreeHash null', null);
  const json = jsonFile(list, { space: '' });
  const { skipped } = await read(json.bytes, 65_536, 50);
  expect(skipped).toEqual([
    {
      position: json.starts[0],
      id: 'a1',
      message: `The record of archive a1 at byte ${json.starts[0]} was skipped: an archive has no SHA256TreeHash.`,
    },
  ]);
  const csv = csvFile(items(null, 'a hash that is cut', 'a text'));
  expect((await read(csv.bytes, 65_536, 50)).skipped.map(({ id }) => id)).toEqual(['a1', null]);
});

test('a damaged record of 200 KB is skipped, in JSON and in CSV', async () => {
  const long = 'x'.repeat(200_000);
  const file = jsonFile(items(null, 'a text', null), { space: '' });
  const [start = 0, end = 0] = [file.starts[0], file.ends[0]];
  const record = Buffer.from(`{"ArchiveId":"a1","Size":"${long}`);
  const longJson = Buffer.concat([file.bytes.subarray(0, start), record, file.bytes.subarray(end)]);
  const csv = csvFile(items(null, null));
  const longCsv = Buffer.concat([
    csv.bytes,
    Buffer.from(`a1,${long}\r\n`),
    csvFile(items(null)).bytes.subarray(csvFile([]).bytes.length),
  ]);
  for (const [file, ids] of [
    [longJson, ['a0', 'a2']],
    [longCsv, ['a0', 'a1', 'a0']],
  ] as const) {
    for (const chunk of [1000, 65_536, 1_000_000]) {
      const { archives, skipped } = await read(file, chunk, 50);
      expect(archives.map(({ archiveId }) => archiveId)).toEqual(ids);
      expect(skipped).toHaveLength(1);
    }
  }
});

test('a thousand bad records are counted, and the first hundred are named', async () => {
  const { bytes } = jsonFile(items(...Array(1000).fill('SHA256TreeHash null'), null), { space: '' });
  const { archives, skipped, next } = await readPage(sourceOf(bytes), { size: bytes.length });
  expect(archives.map(plain)).toEqual([expected(record('a1000'))]);
  expect(skipped.count).toBe(1000);
  expect(skipped.first).toHaveLength(maxNamed);
  expect(next).toBeNull();
});

test('a page of bad records reads no more than the budget of a search', async () => {
  const { bytes } = jsonFile(items(...Array(5000).fill('SHA256TreeHash null'), null), { space: '' });
  const source = sourceOf(bytes);
  const { archives, next } = await readPage(source, { first: 1, size: bytes.length, budget: { left: 100_000 } });
  expect(archives).toEqual([]);
  expect(next?.offset).toBeGreaterThan(90_000);
  expect(source.ranges.reduce((sum, { read: bytesRead }) => sum + bytesRead, 0)).toBeLessThan(300_000);
});

test('an end of the list in the middle hides no record without an error', async () => {
  for (const stray of [']},', '],"x":1},', ']}', '],"x":1,', ']}]},']) {
    const bytes = Buffer.from(`${whole(valid('a'))}${stray}${valid('b')}]}`);
    const { archives, error } = await walk(sourceOf(bytes));
    expect(archives.length === 2 || error !== undefined).toBe(true);
  }
});

test.each(['],"Note":"}', '],"Note":"]}', '],"Note":{"a":1}', '],"Note":"a\\q}', '],"InventoryDate":"2015"'])(
  'an inventory that ends with %s after its list ends with an error',
  async (tail) => {
    const { archives, error } = await walk(sourceOf(Buffer.from(`${whole(valid('a'))}${tail}`)));
    expect(archives).toHaveLength(1);
    expect(error).toBeDefined();
  },
);

test('an invalid InventoryDate, or another invalid member of the whole, hides no archive', async () => {
  for (const head of ['"InventoryDate":5,', '"Other":"\\q",', '"InventoryDate":"yesterday",']) {
    const { bytes } = jsonFile(items(null), { space: '', head });
    expect((await read(bytes, 65_536, 50)).archives).toHaveLength(1);
  }
});

test.each<[string, string, number]>([
  [
    'a description of 1 MB',
    `{"ArchiveId":"a1","ArchiveDescription":"${'z'.repeat(1_000_000)}","CreationDate":null}`,
    1,
  ],
  [
    'a description of 60 KB, and no hash',
    `{"ArchiveId":"a1","ArchiveDescription":"${'z'.repeat(60_000)}","Size":1}`,
    20,
  ],
  ['60 KB of white space', `{"ArchiveId":"a1",${' '.repeat(60_000)}x}`, 20],
  ['1 MB of white space', `{"ArchiveId":"a1",${' '.repeat(1_000_000)}x}`, 1],
])('records with %s are skipped in linear time', async (_, record, count) => {
  const file = jsonFile(items(null, 'a text', null), { space: '' });
  const bytes = Buffer.concat([
    file.bytes.subarray(0, file.starts[0]),
    Buffer.from(Array(count).fill(record).join(',')),
    file.bytes.subarray(file.ends[0]),
  ]);
  // In quadratic time they would exceed the timeout of the test: 60 KB take 5 s then.
  const { archives, skipped } = await read(bytes, 65_536, 50);
  expect(archives.map(({ archiveId }) => archiveId)).toEqual(['a0', 'a2']);
  expect(skipped).toHaveLength(count);
});

test('a byte order mark before an inventory is skipped, in JSON and in CSV', async () => {
  const mark = Buffer.from([0xef, 0xbb, 0xbf]);
  for (const { bytes } of [jsonFile(items(null, null), { space: '' }), csvFile(items(null, null))]) {
    const { archives, skipped } = await read(Buffer.concat([mark, bytes]), 65_536, 1);
    expect(archives.map(({ archiveId }) => archiveId)).toEqual(['a0', 'a1']);
    expect(skipped).toEqual([]);
  }
});
