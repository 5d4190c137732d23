// Variables are coerced as by graphql-js: the values, the errors, and that each execution has lists of its own.
import fc from 'fast-check';
import { buildSchema, getVariableValues, type OperationDefinitionNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { maxVariableErrors, prepareVariables } from '../../src/execution/prepareVariables.ts';

const schema = buildSchema(`
  scalar Date
  enum Color { RED }
  input Filter { a: Int = 1, b: [Filter!] }
  type Query { x(id: ID, text: String, flag: Boolean, part: Float, on: Date, in: Color, of: Filter): Int }
`);

const named = ['ID', 'String', 'Boolean', 'Int', 'Float', 'Date', 'Color', 'Filter', 'Nothing', 'Query'];
const forms = ['T', 'T!', '[T]', '[T!]', '[T]!', '[T!]!', '[[T!]]!'];
const allTypes = named.flatMap((name) => forms.map((form) => form.replace('T', name)));
const types = fc.constantFrom(...allTypes);
const defaults = fc.constantFrom('', '= null', '= 7', '= "x"', '= RED', '= true', '= [1, 2]', '= ["a"]', '= { a: 2 }');
const scalars: readonly unknown[] = [
  ...['', 'x', 'RED', 0, -0, 1.5, 2 ** 31, -(2 ** 31), Number.NaN, Infinity, true, false, null, undefined],
  ...[{ a: 3 }, { a: null }, { c: 1 }, { b: [{ a: 1 }, {}] }, { b: { a: 'x' } }],
  {},
];
const scalar = fc.constantFrom(...scalars);
// biome-ignore lint/suspicious/noSparseArray: an array that lacks an item is a value too
const values = fc.oneof(scalar, fc.array(scalar, { maxLength: 4 }), fc.constant([, 'x']), fc.constant([['x'], null]));
const omitted = Symbol('omitted');

const sendable = fc.oneof({ weight: 5, arbitrary: values }, { weight: 1, arbitrary: fc.constant(omitted) });
const variables = fc.array(fc.record({ type: types, fallback: defaults, value: sendable }), { maxLength: 3 });

const definitionsOf = (written: string) =>
  (parse(`query ${written && `(${written})`} { x }`).definitions[0] as OperationDefinitionNode).variableDefinitions ??
  [];

test('coerces every value as graphql-js does', () => {
  let plain = 0;
  fc.assert(
    fc.property(variables, (list) => {
      const definitions = definitionsOf(list.map(({ type, fallback }, at) => `$v${at}: ${type} ${fallback}`).join(' '));
      const sent = Object.fromEntries(
        list.flatMap(({ value }, at) => (value === omitted ? [] : [[`v${at}`, value]])).concat([['unknown', 1]]),
      );
      const wanted = getVariableValues(schema, definitions, sent, { maxErrors: maxVariableErrors });
      const coerce = prepareVariables(schema, definitions);
      for (const result of [coerce(sent), coerce(sent)]) {
        expect(result.coerced).toStrictEqual(wanted.coerced);
        expect(result.errors?.map(String)).toEqual(wanted.errors?.map(String));
        if (result.coerced) plain += 1;
      }
    }),
    { numRuns: 400 },
  );
  expect(plain).toBeGreaterThan(100);
});

test.each(allTypes)('coerces single values of %s as graphql-js does', (type) => {
  const definitions = definitionsOf(`$v: ${type}`);
  const coerce = prepareVariables(schema, definitions);
  for (const v of [...scalars, [], [null], ['x', null], [undefined]]) {
    const wanted = getVariableValues(schema, definitions, { v }, { maxErrors: maxVariableErrors });
    const result = coerce({ v });
    expect(result.coerced).toStrictEqual(wanted.coerced);
    expect(result.errors?.map(String)).toEqual(wanted.errors?.map(String));
  }
});

test('each execution gets a list of its own', () => {
  const coerce = prepareVariables(schema, definitionsOf('$ids: [ID!]! $more: [String] = ["a"]'));
  const sent = { ids: ['a'] };
  const [first, second] = [coerce(sent), coerce(sent)];
  expect(first.coerced).toEqual({ ids: ['a'], more: ['a'] });
  expect(first.coerced?.['ids']).not.toBe(sent.ids);
  expect(first.coerced?.['ids']).not.toBe(second.coerced?.['ids']);
  expect(first.coerced?.['more']).not.toBe(second.coerced?.['more']);
});

test('a list of plain values is not visited by the scalar', () => {
  const id = schema.getType('ID') as { parseValue(value: unknown): unknown };
  const { parseValue } = id;
  let calls = 0;
  id.parseValue = (value) => {
    calls += 1;
    return parseValue(value);
  };
  try {
    const coerce = prepareVariables(schema, definitionsOf('$ids: [ID!]!'));
    expect(coerce({ ids: ['a', 'b'] }).coerced).toEqual({ ids: ['a', 'b'] });
    expect(calls).toBe(0);
    expect(coerce({ ids: ['a', 7] }).coerced).toEqual({ ids: ['a', '7'] });
    expect(calls).toBe(2);
  } finally {
    id.parseValue = parseValue;
  }
});
