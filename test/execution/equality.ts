// The comparison of prepared operations with graphql-js: the same bytes, and the same calls of resolvers in the same order.
import { type ExecutionResult, execute, type GraphQLSchema, parse, validate } from 'graphql';
import { type PrepareOptions, prepare } from '../../src/execution/prepare.ts';
import { stringifyResult } from '../../src/execution/stringifyResult.ts';
import { anyDocument } from '../support/anyDocument.ts';
import { Choices } from '../support/choices.ts';
import { equal } from '../support/equal.ts';
import { type OddContext, useOddResolvers } from '../support/oddResolvers.ts';

export function createComparison(schema: GraphQLSchema, options: PrepareOptions = {}) {
  useOddResolvers(schema);
  return {
    /** False if the generated document is not valid. */
    async compare(numbers: readonly number[], seed: number, operation: 'query' | 'mutation'): Promise<boolean> {
      const { query, variables } = anyDocument(schema, new Choices(numbers), { operation, maxDepth: 4 });
      const document = parse(query);
      if (validate(schema, document).length > 0) return false;
      const prepared = prepare(schema, document, null, options);
      // The second execution uses what the first one has compiled.
      for (const each of [seed, seed, seed + 1]) {
        const wanted: OddContext = { seed: each, calls: [] };
        const wantedResult: ExecutionResult = await execute({
          schema,
          document,
          contextValue: wanted,
          variableValues: structuredClone(variables),
        });
        const context: OddContext = { seed: each, calls: [] };
        const result = await prepared.execute({ contextValue: context, variableValues: structuredClone(variables) });
        const text = JSON.stringify(wantedResult);
        equal(JSON.stringify(result), text, query);
        equal(stringifyResult(result), text, query);
        // Some go on after the result, below what is null already.
        await new Promise((resolve) => setImmediate(resolve));
        equal(context.calls, wanted.calls, query);
        equal(JSON.stringify(result), text, query);
      }
      return true;
    },
  };
}
