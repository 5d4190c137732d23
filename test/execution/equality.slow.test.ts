// Prepared operations against graphql-js: 10,000 generated documents, and all documents that tests contain.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { buildSchema, GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { choices } from '../support/choices.ts';
import { ignoreRejections } from '../support/ignoreRejections.ts';
import { OddError } from '../support/oddResolvers.ts';
import { testDocuments } from '../support/testDocuments.ts';
import { createComparison } from './equality.ts';
import { compareOnGateway } from './realEquality.ts';
import { startServices } from './services.ts';

const gatewaySchema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

ignoreRejections((reason) => reason instanceof GraphQLError || reason instanceof OddError);

describe('a prepared operation has the result of graphql-js', () => {
  test.each([
    ['queries', 'query', 9_000],
    ['mutations', 'mutation', 1_000],
  ] as const)("generated %s of the gateway's schema", { timeout: 900_000 }, async (_, operation, wanted) => {
    const { compare } = createComparison(gatewaySchema);
    let valid = 0;
    await fc.assert(
      fc.asyncProperty(choices(200), fc.nat(), async (numbers, seed) => {
        if (await compare(numbers, seed, operation)) valid += 1;
      }),
      { numRuns: Math.ceil(wanted * 1.1) },
    );
    expect(valid).toBeGreaterThanOrEqual(wanted);
  });

  test('the documents of the tests', { timeout: 900_000 }, async () => {
    await using services = await startServices();
    const documents = testDocuments(schema);
    expect(documents.length).toBeGreaterThan(200);
    for (const { document } of documents) await compareOnGateway(services, document, {});
  });
});
