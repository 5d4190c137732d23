// Inventories with damaged records that are cut at any byte, read in pages of any size, with searches of any budget and in
// chunks of any size. A cut inventory is never reported as complete. Every whole record is returned exactly once, and each
// damaged one is named with its byte.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InventoryPosition } from '../../src/outputs/inventoryPosition.ts';
import { isInventoryPosition } from '../../src/outputs/inventoryPosition.ts';
import { equal } from '../support/equal.ts';
import { readPage, sourceOf } from './inventories.ts';

interface Piece {
  id: string;
  bytes: Buffer;
  isGood: boolean;
}

const maxRecord = 65_536;
const hash = 'f'.repeat(64);
const glacierRecord = (id: string) =>
  `{"ArchiveId":"${id}","ArchiveDescription":"n","CreationDate":"2015-04-06T22:24:34Z","Size":1,"SHA256TreeHash":"${hash}"}`;

const text = fc
  .array(
    fc.constantFrom(
      'a',
      ' ',
      ']}',
      '}]}',
      '},{',
      '","',
      '":',
      '\\',
      '"',
      '"x":1}]}',
      '\u20ac',
      '\\u0022',
      '\n',
      '{"',
      ',"',
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));
/** A member that AWS does not write today. */
const extra = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      '"N":[]',
      '"N":[{"x":1}]',
      '"N":{"M":[{"x":1},{"x":2}],"y":"z"}',
      '"N":[[{"x":1}]]',
      `"N":[${glacierRecord('nested1')},${glacierRecord('nested2')}]`,
      '"N":[{"ArchiveId":"nested","x":[1,{"ArchiveId":"nested"}]}]',
    ),
  },
  { weight: 2, arbitrary: text.map((value) => `"N":${JSON.stringify(value)}`) },
  { weight: 1, arbitrary: fc.constantFrom(400, 65_200, 65_600, 200_000).map((size) => `"N":"${'z'.repeat(size)}"`) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(300, 500)
      .map((count) => `"N":[${Array(count).fill(glacierRecord('nested')).join(',')}],"O":{"p":"]}"}`),
  },
);

/** Each keeps the brackets of the record, or its quotes can be told. */
const damages: Record<string, (record: string) => string | Buffer> = {
  'a number that is none': (record) => record.replace('"Size":17', '"Size":01'),
  'an invalid escape': (record) => record.replace('"2016', '"\\q2016'),
  'a control character': (record) => record.replace('"2016', '"\u00012016'),
  'a byte that is no UTF-8': (record) => {
    const [before = '', after = ''] = record.split('"2016');
    return Buffer.concat([Buffer.from(`${before}"2016`), Buffer.from([0xff]), Buffer.from(after)]);
  },
  'no size': (record) => record.replace('"Size":17', '"Size":null'),
  'a word': (record) => record.replace('"Size":17', '"Size":many'),
  'no colon': (record) => record.replace('"CreationDate":"2016', '"CreationDate""2016'),
  'no closing quote': (record) =>
    record.replace('"CreationDate":"2016-04-06T22:24:34Z"', '"CreationDate":"2016-04-06T22:24:34Z'),
  'no opening quote': (record) => record.replace('"CreationDate":"2016', '"CreationDate":2016'),
  'a quote in a text': (record) => record.replace('"CreationDate":"2016', '"CreationDate":"20"15'),
};

interface Shape {
  description: string;
  added: string;
  isFirst: boolean;
  turn: number;
  damage: string | null;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  description: text,
  added: extra,
  isFirst: fc.boolean(),
  turn: fc.nat(4),
  damage: fc.option(fc.constantFrom(...Object.keys(damages)), { nil: null, freq: 2 }),
});

function jsonPiece({ description, added, isFirst, turn, damage }: Shape, index: number): Piece {
  const id = `a${index}`;
  const members = [
    `"ArchiveId":"${id}"`,
    `"ArchiveDescription":${JSON.stringify(description)}`,
    '"CreationDate":"2016-04-06T22:24:34Z"',
    '"Size":17',
    `"SHA256TreeHash":"${hash}"`,
  ];
  // At the end of a record, a missing quote is the same as missing bytes.
  const by = damage === 'no closing quote' && turn === 3 ? 0 : turn;
  const turned = [...members.slice(by), ...members.slice(0, by)];
  const all = added === '' ? turned : isFirst ? [added, ...turned] : [...turned, added];
  const record = `{${all.join(',')}}`;
  const bytes = Buffer.from(damage === null ? record : (damages[damage]?.(record) ?? record));
  return { id, bytes, isGood: damage === null && bytes.length <= maxRecord };
}

function jsonFile(shapes: readonly Shape[], { space, tail, mark }: { space: string; tail: string; mark: boolean }) {
  const pieces = shapes.map(jsonPiece);
  const chunks: Buffer[] = [
    Buffer.from(`${mark ? '\uFEFF' : ''}{"VaultARN":"v","InventoryDate":null,"ArchiveList":[${space}`),
  ];
  let at = chunks[0]?.length ?? 0;
  const places = pieces.map((piece, index) => {
    if (index > 0) {
      chunks.push(Buffer.from(`${space},${space}`));
      at += 1 + 2 * space.length;
    }
    chunks.push(piece.bytes);
    at += piece.bytes.length;
    return { ...piece, start: at - piece.bytes.length, end: at };
  });
  return { bytes: Buffer.concat([...chunks, Buffer.from(tail)]), places };
}

interface Reading {
  first: number;
  chunk: number;
  /** The bytes that a page may search. */
  budgets: number[];
  isSearch: boolean;
}

const reading: fc.Arbitrary<Reading> = fc.record({
  first: fc.integer({ min: 1, max: 6 }),
  chunk: fc.constantFrom(1, 7, 100, 5000, 65_536, 1_000_000),
  budgets: fc.array(fc.constantFrom(1, 100, 3000, 40_000, 70_000, 10_000_000), { minLength: 1, maxLength: 5 }),
  isSearch: fc.boolean(),
});

/** Each page is a request of its own. */
async function readAll(bytes: Buffer, size: number | null, { first, chunk, budgets, isSearch }: Reading) {
  const source = sourceOf(bytes, { chunk: bytes.length > 20_000 ? Math.max(chunk, 1000) : chunk });
  const ids: string[] = [];
  const skipped: number[] = [];
  let after: InventoryPosition | null = null;
  for (let page = 0; page < 1000; page += 1) {
    const left = budgets[page % budgets.length] ?? 1;
    try {
      const read: Awaited<ReturnType<typeof readPage>> = await readPage(source, {
        ...{ first, after, size, budget: { left } },
        predicate: isSearch ? () => true : null,
      });
      ids.push(...read.archives.map(({ archiveId }) => archiveId));
      skipped.push(...read.skipped.first.map(({ position }) => position));
      if (read.next === null) return { ids, skipped, isComplete: true };
      if (!isInventoryPosition(read.next)) expect.fail(`a page ends at ${JSON.stringify(read.next)}`);
      // A page after which an error is known ends where that error is.
      if (read.next.offset <= (after?.offset ?? 0) && !read.fault) expect.fail(`two pages end at ${read.next.offset}`);
      after = read.next;
    } catch (error) {
      expect(error).toMatchObject({ code: 'OUTPUT_UNREADABLE' });
      return { ids, skipped, isComplete: false };
    }
  }
  return expect.fail('the pages do not end');
}

const tails = [']}', ' ] }\n', '],"InventoryDate":"2015-04-07T00:26:18Z"}', '],"VaultARN":"v","Other":{"a":[1]}}'];

test('a JSON inventory that is damaged and cut anywhere is never complete, and has every whole record once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(shape, { maxLength: 5 }),
      fc.record({ space: fc.constantFrom('', ' ', '\n  '), tail: fc.constantFrom(...tails), mark: fc.boolean() }),
      fc.option(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { nil: null, freq: 3 }),
      fc.boolean(),
      reading,
      async (shapes, style, cutAt, isSizeKnown, how) => {
        const { bytes, places } = jsonFile(shapes, style);
        const whole = bytes.toString('latin1').trimEnd().length;
        const length = cutAt === null ? bytes.length : Math.floor(cutAt * whole);
        const cut = bytes.subarray(0, length);
        const { ids, skipped, isComplete } = await readAll(cut, isSizeKnown ? cut.length : null, how);
        const before = places.filter(({ end }) => end <= length);
        equal(
          { isComplete, ids },
          {
            isComplete: cutAt === null,
            ids: before.filter(({ isGood }) => isGood).map(({ id }) => id),
          },
        );
        const bad = before.filter(({ isGood }) => !isGood).map(({ start }) => start);
        // One that is cut is named too if it is longer than any record.
        equal(skipped.slice(0, bad.length), bad);
        const [last] = places.filter(({ end }) => end > length);
        equal(skipped.slice(bad.length), skipped.length > bad.length ? [last?.start] : []);
      },
    ),
    { numRuns: 800, seed: 14 },
  );
});

/** A change of a few bytes: what is deleted, and what is written instead. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  deleted: fc.constantFrom(0, 1, 2, 5, 40),
  written: fc.constantFrom('', '"', ',', ':', 'x', '\\', '{', '[', '}', '{"', '\n', '\u0000', '01'),
});

test('a JSON inventory with a few bytes changed that is cut anywhere is never complete', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(shape, { minLength: 1, maxLength: 4 }),
      fc.nat(3),
      edit,
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      reading,
      async (shapes, which, { at: editAt, deleted, written }, cutAt, how) => {
        const { bytes, places } = jsonFile(
          shapes.map((each) => ({ ...each, damage: null })),
          { space: '', tail: ']}', mark: false },
        );
        const at = which % places.length;
        const place = places[at];
        if (!place) return;
        const index = place.start + Math.floor(editAt * place.bytes.length);
        const file = Buffer.concat([bytes.subarray(0, index), Buffer.from(written), bytes.subarray(index + deleted)]);
        const cut = file.subarray(0, place.start + Math.floor(cutAt * (file.length - place.start)));
        const { ids, isComplete } = await readAll(cut, bytes.length, how);
        const before = places.slice(0, at).filter(({ isGood }) => isGood);
        equal(
          { isComplete, before: ids.slice(0, before.length) },
          {
            isComplete: false,
            before: before.map(({ id }) => id),
          },
        );
      },
    ),
    { numRuns: 800, seed: 14 },
  );
});

const csvHeaders = [
  'ArchiveId,ArchiveDescription,CreationDate,Size,SHA256TreeHash',
  'ArchiveDescription,CreationDate,Size,SHA256TreeHash,ArchiveId',
  'SHA256TreeHash,ArchiveId,CreationDate,Size,ArchiveDescription',
];
const csvDamages: Record<string, (row: string) => string | Buffer> = {
  'a line feed in a field': (row) => row.replace('mark', 'ma\nrk'),
  'a quote in a field': (row) => row.replace('mark', 'ma"rk'),
  'no date': (row) => row.replace('2016-04-06T22:24:34Z', ''),
  'no comma': (row) => row.replace(',17', '17'),
  'a byte that is no UTF-8': (row) => Buffer.concat([Buffer.from(row), Buffer.from([0xff])]),
  'two rows in one': (row) => row + row,
};

const csvShape = fc.record({
  description: fc.constantFrom('mark', 'mark, and more', 'a "mark"', '"mark\\', 'mark,2015-04-06T22:24:34Z,1'),
  length: fc.oneof(
    { weight: 8, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(400, 65_200, 65_600, 200_000) },
  ),
  damage: fc.option(fc.constantFrom(...Object.keys(csvDamages)), { nil: null, freq: 2 }),
});

test('a CSV inventory that is damaged and cut anywhere is never complete, and has every whole row once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(csvShape, { maxLength: 5 }),
      fc.constantFrom(...csvHeaders),
      fc.constantFrom('\n', '\r\n'),
      fc.option(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { nil: null, freq: 3 }),
      fc.boolean(),
      reading,
      async (shapes, header, lineEnd, cutAt, isSizeKnown, how) => {
        const rows = shapes.map(({ description, length, damage }, index) => {
          const text = `${'z'.repeat(length)}${damage === 'a line feed in a field' ? 'mark, in quotes' : description}`;
          const fields: Record<string, string> = {
            ArchiveId: `a${index}`,
            ArchiveDescription: /[",]/.test(text) ? `"${text.replaceAll('"', '\\"')}"` : text,
            CreationDate: '2016-04-06T22:24:34Z',
            Size: '17',
            SHA256TreeHash: hash,
          };
          const row = header
            .split(',')
            .map((name) => fields[name])
            .join(',');
          const bytes = Buffer.from(damage === null ? row : (csvDamages[damage]?.(row) ?? row));
          const whole = Buffer.concat([bytes, Buffer.from(lineEnd)]);
          return { id: `a${index}`, bytes: whole, isGood: damage === null && whole.length <= maxRecord };
        });
        const head = Buffer.from(header + lineEnd);
        const bytes = Buffer.concat([head, ...rows.map((row) => row.bytes)]);
        const cut = bytes.subarray(0, cutAt === null ? bytes.length : Math.floor(cutAt * bytes.length));
        let at = head.length;
        const places = rows.map((row) => {
          at += row.bytes.length;
          return { ...row, end: at };
        });
        const { ids, isComplete } = await readAll(cut, isSizeKnown ? bytes.length : null, how);
        const good = places.filter(({ isGood, end }) => isGood && end <= cut.length);
        // The line end of the last row may be missing.
        const maybe = places.find(
          ({ isGood, end }) => isGood && end > cut.length && end - lineEnd.length <= cut.length,
        );
        expect([good.map(({ id }) => id), [...good, ...(maybe ? [maybe] : [])].map(({ id }) => id)]).toContainEqual(
          ids,
        );
        // Without the size, nothing shows that rows are missing after a good one.
        const lastRow = places.findLast(({ end }) => end - lineEnd.length <= cut.length);
        const endsGood = cut.length >= head.length - lineEnd.length && (lastRow ? lastRow.isGood : true);
        const rest = cut.subarray(lastRow?.end ?? head.length).toString();
        const isUnnoticed = !isSizeKnown && endsGood && /^[\r\n]*$/.test(rest);
        if (cut.length < bytes.length) equal(isComplete && !isUnnoticed, false);
        else equal(isComplete, isSizeKnown || isUnnoticed);
      },
    ),
    { numRuns: 800, seed: 14 },
  );
});
