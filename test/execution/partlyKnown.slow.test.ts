// Objects of which some fields are known and the others are executed: the result, its errors and the calls of the others are those
// of graphql-js, however often an object was met.
import fc from 'fast-check';
import { buildSchema, type ExecutionResult, execute, GraphQLError, type GraphQLObjectType, parse } from 'graphql';
import { expect, test } from 'vitest';
import { FragmentMemory } from '../../src/execution/fragments.ts';
import { prepare } from '../../src/execution/prepare.ts';
import { stringifyResult } from '../../src/execution/stringifyResult.ts';
import { equal } from '../support/equal.ts';
import { ignoreRejections } from '../support/ignoreRejections.ts';
import { withoutStacks } from '../support/withoutStacks.ts';

class Refused extends Error {}

ignoreRejections((reason) => reason instanceof GraphQLError || reason instanceof Refused);

const schema = buildSchema(`
  type Item { id: ID! size: Int text: String! sizes: [Int!] inner: Inner mine: Int! may: String later: [Int!]! items: [Item] own: Inner }
  type Inner { id: ID! size: Int mine: Int }
  type Query { items: [Item] must: [Item!]! lists: [[Item]!] one: Item }
`);

interface Context {
  seed: number;
  calls: string[];
}

const pure = new Set(['id', 'size', 'text', 'sizes', 'inner']);
const isPure = ({ name }: { name: string }) => pure.has(name);

/** A number below `below` that the text determines. */
function draw(text: string, below: number): number {
  let state = 7;
  for (const character of text) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  return (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 8) % below;
}

async function after<T>(ticks: number, value: () => T): Promise<T> {
  for (let tick = 0; tick < ticks; tick += 1) await undefined;
  return value();
}

let items: readonly object[] = [];

/** What a field that depends on more returns: by its path and the seed. */
const values: Record<string, (text: string) => unknown> = {
  mine: (text) => draw(text, 100),
  may: (text) => (draw(text, 3) === 0 ? null : 'é"'),
  later: (text) => [draw(text, 9), draw(text, 8)],
  items: (text) => items.slice(draw(text, 2)),
  own: (text) => items[draw(text, 2)],
};

for (const type of ['Item', 'Inner']) {
  const fields = (schema.getType(type) as GraphQLObjectType).getFields();
  for (const [name, create] of Object.entries(values)) {
    const field = fields[name];
    if (!field) continue;
    field.resolve = (_, __, { seed, calls }: Context, { path }) => {
      const at: (string | number)[] = [];
      for (let part: typeof path | undefined = path; part; part = part.prev) at.unshift(part.key);
      const text = `${seed} ${at.join('.')}`;
      calls.push(text);
      const value = () => {
        if (draw(`${text} error`, 12) === 0) throw new Refused(text);
        return draw(`${text} null`, 12) === 0 ? null : create(text);
      };
      const ticks = draw(`${text} ticks`, 8);
      return ticks < 4 ? value() : after(ticks - 4, value);
    };
  }
}

const inner = fc.record({ id: fc.string({ maxLength: 3 }), size: fc.constantFrom<unknown>(1, null, 'no number') });
const item = fc.record({
  id: fc.string({ maxLength: 3 }),
  size: fc.constantFrom<unknown>(1, 2, 3, null, undefined, 'no number', new Refused('size')),
  text: fc.constantFrom<unknown>('a', 'b\u2028', 'é', null),
  sizes: fc.constantFrom<unknown>([], [1, 2], null, [null]),
  inner: fc.option(inner.map((record) => Object.freeze(record))),
});

const leaves = ['id', 'size', 'text', 'sizes', '__typename', 'mine', 'may', 'later', 'toJSON: may', '__proto__: mine'];
const nested = ['inner { id size }', 'own { size mine id }', 'inner { mine size id }', 'own { id size }'];
const lists = ['items { size mine text }', 'items { mine id own { mine } __typename }'];
const selection = fc
  .uniqueArray(fc.constantFrom(...leaves, ...nested, ...lists), { minLength: 1, maxLength: 8 })
  .map((fields) =>
    fields.map((field, at) => (/^(own|inner|items)/.test(field) ? `n${at}: ${field}` : field)).join(' '),
  );

const roots = fc.constantFrom('items', 'must', 'lists', 'one');

test('a partly known object has the result of graphql-js, and so have the calls of resolvers', async () => {
  let known = 0;
  await withoutStacks(() =>
    fc.assert(
      fc.asyncProperty(
        fc.array(item, { minLength: 1, maxLength: 3 }),
        roots,
        selection,
        fc.nat(50),
        async (records, root, fields, seed) => {
          items = records.map((record) => Object.freeze(record));
          const document = parse(`{ ${root} { ${fields} } more: ${root} { ${fields} } }`);
          const prepared = prepare(schema, document, null, { isPure, fragments: new FragmentMemory(100_000) });
          const rootValue = { items, must: items, lists: [items, items], one: items[0] };
          for (const each of [seed, seed, seed + 1, seed + 2]) {
            const wanted: Context = { seed: each, calls: [] };
            const wantedText = JSON.stringify(await execute({ schema, document, rootValue, contextValue: wanted }));
            await new Promise((resolve) => setImmediate(resolve));
            const context: Context = { seed: each, calls: [] };
            const result: ExecutionResult = await prepared.execute({ rootValue, contextValue: context });
            expect(stringifyResult(result)).toBe(wantedText);
            const parsed = JSON.stringify(result);
            expect(parsed).toBe(wantedText);
            await new Promise((resolve) => setImmediate(resolve));
            equal(context.calls, wanted.calls);
            if (wantedText.includes('"data":{')) known += 1;
          }
        },
      ),
      { numRuns: 60 },
    ),
  );
  expect(known).toBeGreaterThan(60);
});

test('fields that are known are not read again, whatever is between them', async () => {
  let reads = 0;
  const count = (value: unknown) => {
    reads += 1;
    return value;
  };
  const { text, size, mine } = (schema.getType('Item') as GraphQLObjectType).getFields();
  const before = mine?.resolve;
  if (!text || !size || !mine) throw new Error('the schema has changed');
  text.resolve = (record: { text: unknown }) => count(record.text);
  size.resolve = (record: { size: unknown }) => count(record.size);
  const document = parse('{ items { text mine size a: mine } }');
  try {
    for (const resolve of [() => 5, () => after(2, () => 5)]) {
      mine.resolve = resolve;
      const prepared = prepare(schema, document, null, { isPure, fragments: new FragmentMemory(100_000) });
      const rootValue = { items: [Object.freeze({ text: 'a', size: 1 }), Object.freeze({ text: 'b', size: null })] };
      const counts: number[] = [];
      for (let round = 0; round < 4; round += 1) {
        reads = 0;
        const result = await prepared.execute({ rootValue });
        counts.push(reads);
        expect(stringifyResult(result)).toBe(
          '{"data":{"items":[{"text":"a","mine":5,"size":1,"a":5},{"text":"b","mine":5,"size":null,"a":5}]}}',
        );
      }
      expect(counts).toEqual([4, 4, 0, 0]);
    }
  } finally {
    if (before) mine.resolve = before;
    delete text.resolve;
    delete size.resolve;
  }
});

test('an object with an error that was dropped, because all around it is null already, is not known', async () => {
  const { mine, items: below } = (schema.getType('Item') as GraphQLObjectType).getFields();
  if (!mine || !below) throw new Error('the schema has changed');
  const before = [mine.resolve, below.resolve] as const;
  const wrong = Object.freeze({ id: 'a', size: 'no number' });
  let isRefused = true;
  mine.resolve = () =>
    after(1, () => {
      if (isRefused) throw new Refused('mine');
      return 1;
    });
  below.resolve = () => after(20, () => [wrong]);
  try {
    for (const selected of ['size', 'id size own { id }']) {
      const document = parse(`{ items { items { ${selected} } mine } }`);
      const prepared = prepare(schema, document, null, { isPure, fragments: new FragmentMemory(100_000) });
      const rootValue = { items: [{}] };
      for (const refused of [true, true, true, false, false]) {
        isRefused = refused;
        const contextValue: Context = { seed: 1, calls: [] };
        const wanted = JSON.stringify(await execute({ schema, document, rootValue, contextValue }));
        expect(stringifyResult(await prepared.execute({ rootValue, contextValue }))).toBe(wanted);
        expect(wanted.includes('no number')).toBe(!refused);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  } finally {
    Object.assign(mine, { resolve: before[0] });
    Object.assign(below, { resolve: before[1] });
  }
});
