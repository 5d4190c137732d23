// Prepared operations against graphql-js: the documents of docs/ and GraphiQL, and the corpus of queries, on the demo world.
import { type DocumentNode, Kind, type OperationDefinitionNode, parse, print, validate } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { shownDocuments } from '../docs/documents.ts';
import { queryCorpus } from '../support/queryCorpus.ts';
import { compareOnGateway } from './realEquality.ts';
import { startServices, type TestServices } from './services.ts';

let services: TestServices;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services[Symbol.asyncDispose]());

const fragments = shownDocuments.filter(({ definition }) => definition.kind === Kind.FRAGMENT_DEFINITION);

/** Each operation with the fragments of the same source that it needs. */
const shown = shownDocuments.flatMap(({ source, definition }) => {
  if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation === 'subscription') return [];
  const text = print(definition);
  const needed = fragments.filter(
    (fragment) => fragment.source === source && text.includes(`...${fragment.definition.name?.value}`),
  );
  const document = parse([text, ...needed.map((fragment) => print(fragment.definition))].join('\n'));
  return validate(schema, document).length === 0
    ? [{ name: `${source} ${definition.name?.value ?? ''}`, document }]
    : [];
});

const corpus = queryCorpus.map(({ name, query }) => ({ name, document: parse(query) }));

test('there are documents', () => expect(shown.length).toBeGreaterThan(30));

test.each([...corpus, ...shown])('$name has the same result', async ({ document }) => {
  await compareOnGateway(services, document, variablesOf(document));
});

/** Values for the variables that have a type which needs one. */
function variablesOf(document: DocumentNode): Record<string, unknown> {
  const operation = document.definitions.find(
    ({ kind }) => kind === Kind.OPERATION_DEFINITION,
  ) as OperationDefinitionNode;
  const values: Record<string, unknown> = {
    ID: 'not an ID',
    'ID!': 'not an ID',
    'String!': 'media-masters',
    '[ID!]!': [],
  };
  return Object.fromEntries(
    (operation.variableDefinitions ?? []).flatMap(({ variable, type }) => {
      const value = values[print(type)];
      return value === undefined ? [] : [[variable.name.value, value]];
    }),
  );
}
