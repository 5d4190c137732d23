// Persisted documents: documents that are known beforehand by their ids. A request names one as `documentId` or, as Apollo
// clients do, as extensions.persistedQuery.sha256Hash. Documents that a request carries itself are not executed.
// https://github.com/graphql/graphql-over-http/blob/main/spec/Appendix%20A%20--%20Persisted%20Documents.md
import type { IncomingMessage } from 'node:http';
import { parseJson } from '../../core/parseJson.ts';
import { checkVariables } from './checkVariables.ts';
import { invalidDocument } from './invalidDocument.ts';

export type PersistedDocuments = ReadonlyMap<string, string>;

type Parameters = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Parameters =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An id without an algorithm is a SHA-256, which is what the prefix says too. */
const withoutPrefix = (id: string): string => id.replace(/^sha256:/, '');

export function createPersistedDocuments(documents: Readonly<Record<string, string>>): PersistedDocuments {
  return new Map(Object.entries(documents).map(([id, document]) => [withoutPrefix(id), document]));
}

function idOf({ documentId, extensions }: Parameters): string | null {
  if (typeof documentId === 'string') return documentId;
  const { persistedQuery } = isObject(extensions) ? extensions : {};
  const { sha256Hash } = isObject(persistedQuery) ? persistedQuery : {};
  return typeof sha256Hash === 'string' ? sha256Hash : null;
}

/** The parameters of a request with the document that they name. */
export function withPersisted(documents: PersistedDocuments, parameters: Parameters): Parameters {
  const { documentId, extensions, query, ...rest } = parameters;
  // The parameters are written as JSON again, which uses the stack for each level.
  for (const value of Object.values(rest)) {
    const error = checkVariables(value);
    if (error) throw error;
  }
  if (query != null && query !== '') {
    throw invalidDocument('Only persisted documents are executed. Send a documentId instead of a query.');
  }
  const id = idOf(parameters);
  const document = id === null ? undefined : documents.get(withoutPrefix(id));
  if (document === undefined) throw invalidDocument('There is no persisted document with this id.');
  return { ...rest, query: document };
}

const names = ['documentId', 'query', 'variables', 'operationName', 'extensions'] as const;

/** The URL of a GET with the document in place of its id. */
export function urlWithPersisted(documents: PersistedDocuments, { url = '' }: IncomingMessage): string {
  const [path = '', search] = url.split('?');
  const given = new URLSearchParams(search);
  const parameters = Object.fromEntries(names.map((name) => [name, given.get(name) ?? undefined]));
  const extensions = parseJson(parameters['extensions'] ?? '');
  const { query, variables, operationName } = withPersisted(documents, { ...parameters, extensions });
  const rest = Object.entries({ query, variables, operationName }).filter(([, value]) => value !== undefined);
  return `${path}?${new URLSearchParams(rest as [string, string][])}`;
}

/** The body of a POST with the document in place of its id. A body that is not an object is rejected later. */
export function bodyWithPersisted(documents: PersistedDocuments, body: string): string {
  const parameters = parseJson(body);
  return isObject(parameters) ? JSON.stringify(withPersisted(documents, parameters)) : body;
}
