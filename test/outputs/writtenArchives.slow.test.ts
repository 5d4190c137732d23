// The JSON of archives, copied from the bytes of an inventory: the same as what the scalars of the schema write of their values.
import fc from 'fast-check';
import {
  execute,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  getNullableType,
  isLeafType,
  parse,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { prepare } from '../../src/execution/prepare.ts';
import { stringifyResult, writeData } from '../../src/execution/stringifyResult.ts';
import { predicateOf } from '../../src/outputs/inventoryFilter.ts';
import { schema } from '../../src/schema/index.ts';
import { isPure } from '../../src/schema/kit/isPure.ts';
import { csvOf, csvStyle, jsonOf, jsonStyle, listed, readPage, sourceOf } from './inventories.ts';

const InventoryArchive = schema.getType('InventoryArchive') as GraphQLObjectType;
const archivesOnly = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: { archives: { type: new GraphQLList(new GraphQLNonNull(InventoryArchive)) } },
  }),
});
const fields = Object.values(InventoryArchive.getFields());
const plainFields = 'archiveId archiveDescription creationDate sizeInBytes sha256TreeHash';

/** The JSON of the archives, which must be that of graphql-js, and whether it is copied. */
async function jsonOfArchives(selected: string, archives: unknown[]) {
  const document = parse(`{ archives { ${selected} } }`);
  const rootValue = { archives };
  const wanted = JSON.stringify(await execute({ schema: archivesOnly, document, rootValue }));
  const result = await prepare(archivesOnly, document, null, { isPure }).execute({ rootValue });
  expect(stringifyResult(result)).toBe(wanted);
  const parts = writeData(result.data ?? {});
  return parts.some((part) => typeof part !== 'string');
}

const glacierStyle = { indent: 0, turn: 0, escaped: false };
const selections = fc.uniqueArray(
  fc.constantFrom(...fields.map(({ name }) => name), '__typename', 'size: sizeInBytes'),
  {
    minLength: 1,
  },
);

describe('the JSON of archives', () => {
  test('of any JSON inventory is the same as that of graphql-js', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(listed('JSON'), { maxLength: 12 }),
        fc.oneof(jsonStyle, fc.constant(glacierStyle)),
        selections,
        fc.integer({ min: 50, max: 2_000 }),
        fc.boolean(),
        async (list, style, selected, chunk, isSearch) => {
          const bytes = jsonOf(list, style);
          const predicate = isSearch ? predicateOf({ minSizeInBytes: 1_000 }) : null;
          const { archives } = await readPage(sourceOf(bytes, { chunk }), { size: bytes.length, predicate });
          await jsonOfArchives(selected.join(' '), archives);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('of any CSV inventory is the same as that of graphql-js', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(listed('CSV'), { maxLength: 6 }),
        csvStyle,
        selections,
        async (list, style, selected) => {
          const bytes = csvOf(list, style);
          const { archives } = await readPage(sourceOf(bytes), { size: bytes.length });
          await jsonOfArchives(selected.join(' '), archives);
        },
      ),
      { numRuns: 50 },
    );
  });

  const record = (change: Record<string, string> = {}) => {
    const members = {
      ArchiveId: '"id"',
      ArchiveDescription: '"a"',
      CreationDate: '"2015-04-06T22:24:18Z"',
      Size: '1',
      SHA256TreeHash: '"ab"',
      ...change,
    };
    return `{${Object.entries(members)
      .map(([name, value]) => `"${name}":${value}`)
      .join(',')}}`;
  };

  test.each([
    ['a date without a fraction', { CreationDate: '"2015-04-06T22:24:18Z"' }],
    ['a date with milliseconds', { CreationDate: '"2015-04-06T22:24:18.007Z"' }],
    ['a date with tenths', { CreationDate: '"2015-04-06T22:24:18.5Z"' }],
    ['a date with microseconds', { CreationDate: '"2015-04-06T22:24:18.123999Z"' }],
    ['a date with an offset', { CreationDate: '"2015-04-06T22:24:18+02:00"' }],
    ['the year 1', { CreationDate: '"0001-01-01T00:00:00Z"' }],
    ['a leap day', { CreationDate: '"2016-02-29T00:00:00Z"' }],
    ['other characters', { ArchiveDescription: '"é€😀\u2028\x7f"' }],
    ['escapes', { ArchiveDescription: String.raw`"\u00e9\/\"\\\n\u2028\ud800"` }],
    ['no description', { ArchiveDescription: 'null' }],
    ['an empty description', { ArchiveDescription: '""' }],
    ['the largest size', { Size: String(Number.MAX_SAFE_INTEGER) }],
    ['a size with an exponent', { Size: '1e3' }],
    ['an ID with an escape', { ArchiveId: String.raw`"i\u0064"` }],
    ['a repeated member', { ArchiveDescription: '"a","ArchiveDescription":"b"' }],
    ['another member', { ArchiveDescription: '"a","New":[{}]' }],
  ])('has the bytes of graphql-js for %s', async (_, change) => {
    const bytes = Buffer.from(`{"ArchiveList":[${record()},${record(change)},${record()}]}`);
    const { archives } = await readPage(sourceOf(bytes), { size: bytes.length });
    const isCopied = await jsonOfArchives(fields.map(({ name }) => name).join(' '), archives);
    expect(isCopied).toBe(true);
  });

  test('is copied for each field of the schema that is a member of the record', async () => {
    const bytes = Buffer.from(`{"ArchiveList":[${record()}]}`);
    const [archive] = (await readPage(sourceOf(bytes))).archives;
    const copied = fields.filter(({ name, type, resolve }) => {
      const leaf = getNullableType(type);
      return !resolve && isLeafType(leaf) && archive?.jsonMember(name, leaf.name);
    });
    expect(copied.map(({ name }) => name).join(' ')).toBe(plainFields);
  });
});
