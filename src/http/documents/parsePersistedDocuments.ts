// The file of persisted documents: all faults of all documents at once, so that none is met by a caller first.
import { GraphQLError, parse, validate } from 'graphql';
import { schema } from '../../schema/index.ts';
import { checkDocument, type DocumentLimits } from './checkDocument.ts';
import { createPersistedDocuments, type PersistedDocuments } from './persistedDocuments.ts';

export function parsePersistedDocuments(
  json: string,
  limits: DocumentLimits,
): { documents: PersistedDocuments } | { faults: string[] } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { faults: ['not JSON.'] };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { faults: ['an object from id to document.'] };
  }
  const faults = Object.entries(value).flatMap(([id, document]) =>
    faultsOf(document, limits).map((fault) => `${JSON.stringify(id)}: ${fault}`),
  );
  if (faults.length > 0) return { faults };
  return { documents: createPersistedDocuments(value as Record<string, string>) };
}

function faultsOf(document: unknown, limits: DocumentLimits): string[] {
  if (typeof document !== 'string') return ['a document is a text.'];
  try {
    const parsed = parse(document, { maxLexicalTokens: limits.tokens });
    const fault = checkDocument(parsed, limits, { introspection: true });
    return (fault ? [fault] : validate(schema, parsed)).map(({ message }) => message);
  } catch (error) {
    if (error instanceof GraphQLError) return [error.message];
    throw error;
  }
}
