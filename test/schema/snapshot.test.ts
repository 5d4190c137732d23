import { readFileSync } from 'node:fs';
import { validateSchema } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { printedSchema, schemaFile } from '../support/printedSchema.ts';

test('schema.graphql matches the code; npm run schema writes it', () => {
  expect(readFileSync(schemaFile, 'utf8')).toBe(printedSchema());
});

test('the schema is valid', () => {
  expect(validateSchema(schema)).toEqual([]);
});
