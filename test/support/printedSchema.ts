import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from '../../src/schema/index.ts';

export const schemaFile = new URL('../../schema.graphql', import.meta.url);

/** The schema as schema.graphql has it. */
export const printedSchema = (): string => `${printSchema(lexicographicSortSchema(schema))}\n`;
