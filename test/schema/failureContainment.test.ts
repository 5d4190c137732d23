// A failed call of AWS empties the field that needed it: no field that can fail is non-null.
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLSchema,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { costOf } from '../../src/schema/kit/cost.ts';
import { isSemanticNonNull } from '../../src/schema/kit/failureContainment.ts';
import { schemaFile } from '../support/printedSchema.ts';
import { queryCorpus } from '../support/queryCorpus.ts';

type Field = GraphQLField<unknown, unknown>;

const fieldsOf = (of: GraphQLSchema): [coordinate: string, field: Field][] =>
  Object.values(of.getTypeMap())
    .filter((type) => isObjectType(type) || isInterfaceType(type))
    .filter(({ name }) => !name.startsWith('__') && name !== 'Subscription')
    .flatMap((type) =>
      Object.values(type.getFields()).map((field): [string, Field] => [`${type.name}.${field.name}`, field]),
    );

const fields = fieldsOf(schema);

const callsAws = (field: Field): boolean => {
  const { calls, shares } = costOf(field) ?? {};
  return calls !== undefined || shares !== undefined;
};

/** The fields of Query that only describe the gateway and its caller: they cannot fail. */
const infallible = /^Query\.(gateway|viewer)$/;

describe('nullability', () => {
  test('a field that needs an AWS call is nullable', () => {
    const calling = fields.filter(([, field]) => callsAws(field));
    expect(calling.length).toBeGreaterThan(50);
    expect(calling.filter(([, { type }]) => isNonNullType(type)).map(([name]) => name)).toEqual([]);
  });

  test('every field of Query and Mutation that can fail is nullable', () => {
    const root = fields.filter(([name]) => /^(Query|Mutation)\./.test(name) && !infallible.test(name));
    expect(root.length).toBeGreaterThan(25);
    expect(root.filter(([, { type }]) => isNonNullType(type)).map(([name]) => name)).toEqual([]);
  });

  test('a field that needs a call says when it is null, unless null comes only with an error', () => {
    const silent = fields.filter(
      ([, field]) => callsAws(field) && !isSemanticNonNull(field) && !/\bnull\b/i.test(field.description ?? ''),
    );
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  test('a field that is null only with an error is so in every type of an interface', () => {
    const unlike = Object.values(schema.getTypeMap()).flatMap((type) =>
      isObjectType(type) || isInterfaceType(type)
        ? type.getInterfaces().flatMap((parent) =>
            Object.values(parent.getFields())
              .filter((field) => isSemanticNonNull(field) !== isSemanticNonNull(type.getFields()[field.name] as Field))
              .map((field) => `${type.name}.${field.name}`),
          )
        : [],
    );
    expect(unlike).toEqual([]);
  });
});

/** What the queries of the corpus select. A field of an interface is selected in each of its types. */
function selectedFields(): Set<string> {
  const selected = new Set<string>();
  const info = new TypeInfo(schema);
  const enter = () => {
    const parent = info.getParentType();
    const name = info.getFieldDef()?.name;
    if (!parent || !name) return;
    const types = isInterfaceType(parent) ? schema.getPossibleTypes(parent) : [];
    for (const type of [parent, ...types]) selected.add(`${type.name}.${name}`);
  };
  for (const { query } of queryCorpus) visit(parse(query), visitWithTypeInfo(info, { Field: { enter } }));
  return selected;
}

/** Payloads of mutations, and a query whose result has a row for each failure. */
const hasOwnTests = /^(Mutation\.|\w+Payload\.|Query\.checkBatchJob$)/;

test('the corpus of queries whose calls fail selects every field that needs a call', () => {
  const selected = selectedFields();
  const readsAws = (field: Field) => callsAws(field) || costOf(field)?.readings !== undefined;
  const calling = fields.filter(([name, field]) => readsAws(field) && !hasOwnTests.test(name));
  expect(calling.length).toBeGreaterThan(40);
  expect(calling.map(([name]) => name).filter((name) => !selected.has(name))).toEqual([]);
});

describe('@semanticNonNull in schema.graphql', () => {
  const printed = buildSchema(readFileSync(schemaFile, 'utf8'));
  const marked = fieldsOf(printed)
    .filter(([, { astNode }]) => astNode?.directives?.some(({ name }) => name.value === 'semanticNonNull'))
    .map(([name]) => name);

  test('marks the fields whose null comes only with an error', () => {
    expect(marked.sort()).toEqual(
      fields
        .filter(([, field]) => isSemanticNonNull(field))
        .map(([name]) => name)
        .sort(),
    );
    expect(marked).toEqual(
      expect.arrayContaining(['Query.vaults', 'Vault.tags', 'Vault.creationDate', 'BatchJob.operation']),
    );
    expect(marked).not.toContain('Vault.lastInventoryDate');
    expect(marked).not.toContain('Query.gateway');
  });

  test('is declared as the specification has it, for Relay and Apollo', () => {
    const directive = printed.getDirective('semanticNonNull');
    expect(directive).toMatchObject({ locations: ['FIELD_DEFINITION'], isRepeatable: false });
    expect(directive?.args).toMatchObject([{ name: 'levels', defaultValue: [0] }]);
    expect(String(directive?.args[0]?.type)).toBe('[Int!]!');
  });
});
