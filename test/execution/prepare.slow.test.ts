// Prepared operations against graphql-js, on schemas whose resolvers return anything.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { buildSchema, GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { choices } from '../support/choices.ts';
import { ignoreRejections } from '../support/ignoreRejections.ts';
import { OddError } from '../support/oddResolvers.ts';
import { withoutStacks } from '../support/withoutStacks.ts';
import { createComparison } from './equality.ts';

ignoreRejections(isOdd);

const smallSchema = buildSchema(`
  interface Node { id: ID! child: Node children: [Node!]! maybe: [Node] text(of: String, times: Int = 2): String! }
  type Apple implements Node { id: ID! child: Node children: [Node!]! maybe: [Node] text(of: String, times: Int = 2): String!
    weight: Int! color: Color fruit: Fruit! seeds: [Int!]! table: [[Int]!] }
  type Pear implements Node { id: ID! child: Node! children: [Node!]! maybe: [Node] text(of: String, times: Int = 2): String!
    ripe: Boolean fruits: [Fruit] apple: Apple! }
  type Fig { name: String! leaf: Leaf! figs: [Fig!] }
  type Leaf { size: Float figs(filter: Filter, in: [Color!]): [Fig!]! }
  union Fruit = Apple | Pear | Fig
  enum Color { RED GREEN }
  input Filter { color: Color = RED size: Int! more: [Filter!] }
  type Query { node(id: ID!): Node nodes(ids: [ID!]): [Node]! fruit: Fruit fig: Fig! leaf: Leaf }
  type Mutation { first(input: Filter!): Fig second: Node! third: [Fruit!]! }
`);

const gatewaySchema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

/** Errors of odd resolvers, and what graphql-js makes of them. */
function isOdd(reason: unknown): boolean {
  return reason instanceof GraphQLError || reason instanceof OddError;
}

describe('a prepared operation has the result of graphql-js', () => {
  test.each([
    ['a small schema', smallSchema, 'query', 60],
    ['mutations', smallSchema, 'mutation', 30],
    ["the gateway's schema", gatewaySchema, 'query', 30],
  ] as const)('%s', async (_, schema, operation, numRuns) => {
    const { compare } = createComparison(schema);
    let valid = 0;
    await withoutStacks(() =>
      fc.assert(
        fc.asyncProperty(choices(200), fc.nat(), async (numbers, seed) => {
          if (await compare(numbers, seed, operation)) valid += 1;
        }),
        { numRuns },
      ),
    );
    expect(valid).toBeGreaterThan(numRuns / 2);
  });
});
