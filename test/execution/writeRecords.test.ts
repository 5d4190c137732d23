// Lists of records that have their JSON as bytes: the same bytes as by graphql-js, whatever the records, fields and turns are.
import fc from 'fast-check';
import { buildSchema, type ExecutionResult, execute, GraphQLObjectType, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { type ByteWriter, viewOf } from '../../src/core/byteWriter.ts';
import { JsonRecord } from '../../src/core/jsonRecord.ts';
import { type JsonPart, textOf } from '../../src/execution/jsonParts.ts';
import { prepare } from '../../src/execution/prepare.ts';
import { stringifyResult, writeData } from '../../src/execution/stringifyResult.ts';
import { anyText } from '../support/anyText.ts';
import { withoutStacks } from '../support/withoutStacks.ts';

const schema = buildSchema(`
  type Item { name: String! note: String size: Int! other: Int self: Item impure: String renamed: String asText: String }
  type Query { items: [Item] strict: [Item!]! }
`);
const { size, impure, renamed, asText } = (schema.getType('Item') as GraphQLObjectType).getFields();
Object.assign(renamed ?? {}, { resolve: ({ name }: Item) => name });
Object.assign(asText ?? {}, { resolve: ({ size }: Item) => `${size}` });
Object.assign(impure ?? {}, { resolve: ({ name }: Item, _: unknown, context: unknown) => `${name} ${typeof context}` });
const isPure = (field: unknown) => field !== impure;

/** Counts the properties that are read. */
let reads = 0;

class Item extends JsonRecord {
  readonly #name: unknown;
  readonly #size: unknown;
  readonly #hasBytes: boolean;

  constructor(name: unknown, size: unknown, hasBytes: boolean) {
    super();
    this.#name = name;
    this.#size = size;
    this.#hasBytes = hasBytes;
  }

  get name(): unknown {
    reads += 1;
    return this.#name;
  }

  get note(): unknown {
    return this.name;
  }

  get size(): unknown {
    reads += 1;
    return this.#size;
  }

  get self(): Item {
    return this;
  }

  override jsonMember(property: string, scalar: string): string | null {
    if (property === 'size') return scalar === 'Int' ? property : null;
    return ['name', 'note'].includes(property) && scalar === 'String' ? property : null;
  }

  override writeJson(member: string, writer: ByteWriter): boolean {
    if (!this.#hasBytes) return false;
    const bytes = viewOf(Buffer.from(JSON.stringify(member === 'size' ? this.#size : this.#name)));
    writer.copy(bytes, 0, bytes.byteLength);
    return true;
  }
}

/** What the scalar Int accepts: 32 bits. */
const isInt = (number: number): boolean => (number | 0) === number;

async function partsOf(query: string, items: readonly unknown[]): Promise<{ parts: JsonPart[]; turns: number }> {
  const document = parse(query);
  const rootValue = { items, strict: items };
  let turns = 0;
  const contextValue = {
    execution: {
      takeTurn: async () => {
        turns += 1;
      },
    },
  };
  const wanted = JSON.stringify(await execute({ schema, document, rootValue, contextValue }));
  reads = 0;
  const result: ExecutionResult = await prepare(schema, document, null, { isPure }).execute({
    rootValue,
    contextValue,
  });
  const readsNow = reads;
  expect(stringifyResult(result)).toBe(wanted);
  expect(JSON.stringify(result)).toBe(wanted);
  reads = readsNow;
  return { parts: writeData(result.data ?? {}), turns };
}

const bytesIn = (parts: readonly JsonPart[]): string[] =>
  parts.filter((part) => typeof part !== 'string').map((part) => textOf([part]));

const items = (count: number): Item[] =>
  Array.from({ length: count }, (_, index) => new Item(`é"${index}`, index, true));

describe('a list of records', () => {
  test('is bytes, and no property is read that has bytes', async () => {
    const { parts } = await partsOf('{ items { a: name size __typename } }', items(2));
    expect(bytesIn(parts)).toEqual([
      '[{"a":"é\\"0","size":0,"__typename":"Item"},{"a":"é\\"1","size":1,"__typename":"Item"}]',
    ]);
    expect(reads).toBe(0);
  });

  test('has other fields and records without bytes among the others', async () => {
    const mixed = [...items(1), new Item('a\u2028\ud800', 7, false), new Item(null, 8, false)];
    const { parts } = await partsOf('{ items { note size asText renamed } }', mixed);
    expect(bytesIn(parts)).toHaveLength(1);
    expect(reads).toBe(2 + 4 + 4);
  });

  test.each([
    ['a field of which is not pure', '{ items { name impure } }', items(2)],
    ['a field of which is an object', '{ items { name self { size } } }', items(2)],
    ['that has null', '{ items { name } }', [...items(1), null]],
    ['that has something else', '{ items { name } }', [...items(1), { name: 'other' }]],
    ['that has a promise', '{ items { name } }', [...items(1), Promise.resolve(items(1)[0])]],
    ['that begins with something else', '{ items { name } }', [{ name: 'other' }, ...items(1)]],
    ['with an error', '{ items { name size } }', [...items(1), new Item('a', 2 ** 40, false), ...items(1)]],
    ['without a value that must be there', '{ strict { name } }', [...items(1), new Item(null, 1, false)]],
    ['of which all fields are omitted', '{ items { name @skip(if: true) } }', items(2)],
    ['that is empty', '{ items { name } }', []],
  ])('%s is completed as any other', async (_, query, list) => {
    expect(bytesIn((await partsOf(query, list)).parts)).toEqual([]);
  });

  test('takes a turn after each 1,000 records', async () => {
    expect((await partsOf('{ items { name size } }', items(999))).turns).toBe(0);
    expect((await partsOf('{ items { name size } }', items(2_500))).turns).toBe(2);
    // A value that is not copied counts as a field.
    expect((await partsOf('{ items { name asText } }', items(2_500))).turns).toBe(4);
  });

  test('in several places of a result, before and after others', async () => {
    const { parts } = await partsOf(
      '{ a: items { name } b: strict { size } c: items { impure } d: items { size } }',
      items(3),
    );
    expect(bytesIn(parts)).toHaveLength(3);
    expect(parts.every((part, index) => (typeof part === 'string') === (index % 2 === 0))).toBe(true);
  });

  test('of any length and content equals the result of graphql-js', async () => {
    const item = fc
      .tuple(fc.oneof(anyText(), fc.constant(null)), fc.oneof(fc.integer(), fc.double()), fc.boolean())
      .map(([name, number, hasBytes]) => new Item(name, number, hasBytes && name !== null && isInt(number)));
    const fields = fc.uniqueArray(
      fc.constantFrom('name', 'note', 'size', 'x: size', '__typename', 'asText', 'self { name }'),
      {
        minLength: 1,
      },
    );
    const large = fc.constant(new Item('x'.repeat(5_000), 1, true));
    await withoutStacks(() =>
      fc.assert(
        fc.asyncProperty(fc.array(fc.oneof(item, large), { maxLength: 8 }), fields, async (list, selected) => {
          await partsOf(`{ items { ${selected.join(' ')} } strict { ${selected.join(' ')} } }`, list);
        }),
        { numRuns: 60 },
      ),
    );
  });
});

test('the size of an item is an Int, so that a scalar of the schema decides', () => {
  expect(String(size?.type)).toBe('Int!');
  expect(new Item('a', 1, true).jsonMember('size', 'String')).toBeNull();
  expect(schema.getType('Item')).toBeInstanceOf(GraphQLObjectType);
});
