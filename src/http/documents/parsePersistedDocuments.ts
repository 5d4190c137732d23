// The parser of the persisted documents file. It reports all errors of all documents at once, before a client meets one. Each
// document is validated in a turn of its own: a reload must not delay requests by the time for thousands.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GraphQLError, validate } from 'graphql';
import { parseJson } from '../../core/parseJson.ts';
import { schema } from '../../schema/index.ts';
import { isApolloManifest, readApolloManifest } from './apolloManifest.ts';
import { checkDocument, type DocumentLimits } from './checkDocument.ts';
import { documentRules } from './documentRules.ts';
import { parseDocument } from './parseDocument.ts';
import { createPersistedDocuments, type PersistedDocuments, withoutPrefix } from './persistedDocuments.ts';

export async function parsePersistedDocuments(
  json: string,
  limits: DocumentLimits,
): Promise<{ documents: PersistedDocuments } | { faults: string[] }> {
  const value = parseJson(json);
  if (value === undefined) return { faults: ['The file is not valid JSON.'] };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { faults: ['The file must contain an object from id to document.'] };
  }
  const read = isApolloManifest(value) ? readApolloManifest(value) : { entries: Object.entries(value) };
  if ('faults' in read) return read;
  const faults: string[] = [];
  const byName = new Map<string, unknown>();
  for (const [id, document] of read.entries) {
    const name = withoutPrefix(id);
    if (byName.has(name) && byName.get(name) !== document)
      faults.push(`${JSON.stringify(id)} is listed with two documents, with and without the prefix sha256:.`);
    byName.set(name, document);
    for (const error of errorsOf(document, limits)) faults.push(`${JSON.stringify(id)}: ${error}`);
    await nextTurn();
  }
  if (faults.length > 0) return { faults };
  return { documents: createPersistedDocuments(Object.fromEntries(read.entries) as Record<string, string>) };
}

function errorsOf(document: unknown, limits: DocumentLimits): string[] {
  if (typeof document !== 'string') return ['the document must be a string.'];
  try {
    const parsed = parseDocument(document, limits.tokens);
    const error = checkDocument(parsed, limits, { introspection: true });
    return (error ? [error] : validate(schema, parsed, documentRules)).map(({ message }) => message);
  } catch (error) {
    if (error instanceof GraphQLError) return [error.message];
    throw error;
  }
}
