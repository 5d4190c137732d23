import { readFileSync } from 'node:fs';
import { buildSchema, validateSchema } from 'graphql';
import { expect, test } from 'vitest';
import { clientFacts } from '../../scripts/clientFacts.ts';
import { pagedFields } from '../../src/client/generated/pagedFields.ts';
import { possibleTypes } from '../../src/client/generated/possibleTypes.ts';
import { typesWithoutId } from '../../src/client/generated/typesWithoutId.ts';
import { schema } from '../../src/schema/index.ts';
import { printedSchema, schemaFile } from '../support/printedSchema.ts';

test('schema.graphql matches the code; npm run schema writes it', () => {
  expect(readFileSync(schemaFile, 'utf8')).toBe(printedSchema());
});

test('the client kit matches the schema; npm run schema writes it', () => {
  const facts = clientFacts(buildSchema(printedSchema()));
  expect(possibleTypes).toEqual(facts.possibleTypes.value);
  expect(pagedFields).toEqual(facts.pagedFields.value);
  expect(typesWithoutId).toEqual(facts.typesWithoutId.value);
});

test('the schema is valid', () => {
  expect(validateSchema(schema)).toEqual([]);
});
