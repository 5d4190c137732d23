// npm run schema: writes schema.graphql.
import { writeFileSync } from 'node:fs';
import { printedSchema, schemaFile } from '../test/support/printedSchema.ts';

writeFileSync(schemaFile, printedSchema());
