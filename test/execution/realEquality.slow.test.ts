// Prepared operations against graphql-js: the documents of docs/ and GraphiQL, and the corpus of queries, on the demo world.
import { type DocumentNode, Kind, type OperationDefinitionNode, parse, print, validate } from 'graphql';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { shownDocuments } from '../docs/documents.ts';
import { queryCorpus } from '../support/queryCorpus.ts';
import { compareOnGateway } from './realEquality.ts';
import { startServices, type TestServices } from './services.ts';

/** Records of jobs, and copies of them as they were made. */
const records: { record: object; copy: unknown }[] = [];
const maxRecords = 1_000;

let services: TestServices;
beforeAll(async () => {
  const { freeze } = Object;
  vi.spyOn(Object, 'freeze').mockImplementation((value: unknown) => {
    const isJob = /Job$/.test(String((value as { kind?: unknown } | null)?.kind));
    if (isJob && records.length < maxRecords) records.push({ record: value as object, copy: structuredClone(value) });
    return freeze(value);
  });
  services = await startServices();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await services[Symbol.asyncDispose]();
});

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

// Object.freeze() does not freeze what is in a member, and fragments last as long as the object.
test('nothing has changed what a frozen record contains', () => {
  expect(records.length).toBeGreaterThan(100);
  expect(records.some(({ copy }) => Object.values(copy as object).some((value) => value?.constructor === Object))).toBe(
    true,
  );
  for (const { record, copy } of records) expect(record).toEqual(copy);
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
