// npm run schema: writes schema.graphql.
import { writeFileSync } from 'node:fs';
import { printedSchema, schemaFile } from './printedSchema.ts';

writeFileSync(schemaFile, printedSchema());
