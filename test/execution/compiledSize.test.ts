// What an operation is compiled to: once, whatever types its values have, and with a limit.
import { buildSchema, type GraphQLResolveInfo, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { prepare } from '../../src/execution/prepare.ts';

const types = Array.from({ length: 30 }, (_, index) => `T${index}`);
const schema = buildSchema(`
  interface Node { a: Int b: Int node: Node }
  ${types.map((name) => `type ${name} implements Node { a: Int b: Int node: Node }`).join('\n')}
  type Query { nodes: [Node] }
`);
const field = schema.getQueryType()?.getFields()['nodes'];
/** The nodes of the fields as resolvers see them: a new compilation makes new lists of them. */
const seen: GraphQLResolveInfo['fieldNodes'][] = [];
if (field) {
  field.resolve = (root: { nodes: unknown }, _, __, { fieldNodes }) => {
    seen.push(fieldNodes);
    return root.nodes;
  };
}

/** How many compilations so many executions need. */
function compilations(text: string, executions: number, variables: (execution: number) => Record<string, unknown>) {
  seen.length = 0;
  const node = (name: string): object => ({ __typename: name, a: 1, b: 2, node: { __typename: name, a: 3, b: 4 } });
  const prepared = prepare(schema, parse(text));
  for (let execution = 0; execution < executions; execution += 1) {
    const result = prepared.execute({ rootValue: { nodes: types.map(node) }, variableValues: variables(execution) });
    expect(result).not.toHaveProperty('errors');
  }
  return { count: new Set(seen).size, bytes: prepared.estimatedBytes };
}

describe('an operation is compiled', () => {
  test.each([
    ['one field of many types', '{ nodes { a } }'],
    ['fields of fields of many types', '{ nodes { a b node { a b } } }'],
    [
      'a fragment that is spread often',
      '{ nodes { ...F node { ...F node { ...F } } } } fragment F on Node { a b c: a }',
    ],
    ['inline fragments', '{ nodes { ... on T1 { a } ... { b ... on Node { a } } } }'],
  ])('once: %s', (_, text) => expect(compilations(text, 5, () => ({})).count).toBe(1));

  test('once for each of two combinations of conditions', () => {
    const text = 'query ($no: Boolean!) { nodes { a b @skip(if: $no) } }';
    expect(compilations(text, 6, (execution) => ({ no: execution % 2 === 0 })).count).toBe(2);
  });

  test('anew beyond its limit', () => {
    const conditions = Array.from({ length: 6 }, (_, index) => `$v${index}: Boolean!`).join(' ');
    const fields = Array.from({ length: 6 }, (_, index) => `f${index}: a @skip(if: $v${index})`).join(' ');
    const all = (execution: number) =>
      Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`v${index}`, ((execution >> index) & 1) === 1]));
    const text = `query (${conditions}) { nodes { ${fields} } }`;
    // Each combination comes twice. Those that were kept are compiled once.
    expect(compilations(text, 128, (execution) => all(execution % 64)).count).toBeGreaterThan(64);
  });

  test('within an estimate that fragments within fragments do not multiply', () => {
    const fragments = Array.from(
      { length: 20 },
      (_, index) => `fragment F${index} on Node { a: node { ...F${index + 1} } b: node { ...F${index + 1} } }`,
    );
    const text = `{ nodes { ...F0 } } ${fragments.join('\n')} fragment F20 on Node { a }`;
    expect(prepare(schema, parse(text)).estimatedBytes).toBe(4_096 * 640);
  });
});
