// The GraphQL documents that tests contain, found by their text: every literal that is a valid document of the schema.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type DocumentNode, type GraphQLSchema, parse, validate } from 'graphql';

const tests = resolve(import.meta.dirname, '..');

/** The literals of a file, without those that have placeholders. */
const literalsIn = (text: string): string[] =>
  [...text.matchAll(/`([^`$\\]*(?:\$\w[^`$\\]*)*)`|'([^'\n\\]*)'/g)].map(
    ([, template, plain = '']) => template ?? plain,
  );

const mayBeDocument = (text: string): boolean => /^\s*(\{|query\b|mutation\b|fragment\b)/.test(text);

export function testDocuments(schema: GraphQLSchema): { text: string; document: DocumentNode }[] {
  const texts = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => literalsIn(readFileSync(join(tests, name), 'utf8')))
    .filter(mayBeDocument);
  return [...new Set(texts)].flatMap((text) => {
    try {
      const document = parse(text);
      return validate(schema, document).length === 0 ? [{ text, document }] : [];
    } catch {
      return [];
    }
  });
}
