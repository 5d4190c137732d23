// Every operation of the board is valid against the schema, and what it receives is what a person would otherwise ask for.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { printedSchema } from '../support/printedSchema.ts';

const folder = join(import.meta.dirname, '../../src/board');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));

/** Of each module, what `graphql` made. Components are loaded too: they need no browser before they are shown. */
const documents = (
  await Promise.all(
    files
      .filter((file) => !/main\.tsx$|\.d\.ts$/.test(file))
      .map(async (file) => ({ file, module: (await import(join(folder, file))) as Record<string, unknown> })),
  )
).flatMap(({ file, module }) =>
  Object.entries(module).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && 'texts' in value
      ? [{ name: `${name} of ${file}`, text: [...(value.texts as Set<string>)].join('\n') }]
      : [],
  ),
);

const schema = buildSchema(printedSchema());

test('all of them are exported, so that they are checked', () => {
  const written = files.flatMap(
    (file) =>
      readFileSync(join(folder, file), 'utf8').match(/\bgraphql\(\s*`\s*(?:query|mutation|subscription)\b/g) ?? [],
  );
  expect(written.length).toBeGreaterThan(10);
  expect(documents.filter(({ text }) => !text.startsWith('fragment'))).toHaveLength(written.length);
});

test.each(documents)('$name is valid', ({ text }) => {
  const errors = validate(schema, parse(text)).filter(({ message }) => !/^Fragment "\w+" is never used/.test(message));
  expect(errors).toEqual([]);
});
