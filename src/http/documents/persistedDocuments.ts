// Persisted documents: documents that are known beforehand by their ids. A request names one as `documentId` or, as Apollo
// clients do, as extensions.persistedQuery.sha256Hash. Other documents are not executed. Without persisted documents, a
// request that names one gets an error after which its client sends the text.
// https://github.com/graphql/graphql-over-http/blob/main/spec/Appendix%20A%20--%20Persisted%20Documents.md
import { GraphQLError } from 'graphql';
import { checkVariables } from './checkVariables.ts';
import { invalidDocument } from './invalidDocument.ts';

export type PersistedDocuments = ReadonlyMap<string, string>;

export type Parameters = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Parameters =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An id without an algorithm is a SHA-256, which is what the prefix says too. */
export const withoutPrefix = (id: string): string => id.replace(/^sha256:/, '');

export function createPersistedDocuments(documents: Readonly<Record<string, string>>): PersistedDocuments {
  return new Map(Object.entries(documents).map(([id, document]) => [withoutPrefix(id), document]));
}

const namesDocument = ({ documentId, extensions }: Parameters): boolean =>
  documentId !== undefined || (isObject(extensions) && extensions['persistedQuery'] !== undefined);

/** Null if the request names no document. */
function idOf({ documentId, extensions }: Parameters): string | null {
  const id = typeof documentId === 'string' ? documentId : null;
  const { persistedQuery = null } = isObject(extensions) ? extensions : {};
  if (persistedQuery === null) return id;
  // Apollo's form has had one version. Another one may mean another hash.
  const { sha256Hash, version = 1 } = isObject(persistedQuery) ? persistedQuery : {};
  if (typeof sha256Hash === 'string' && version === 1) {
    if (id === null || withoutPrefix(id) === withoutPrefix(sha256Hash)) return sha256Hash;
    throw invalidDocument('documentId and extensions.persistedQuery.sha256Hash name two documents. Send one of them.');
  }
  throw invalidDocument(
    'extensions.persistedQuery is not supported in this form. Allowed: {"version": 1, "sha256Hash": "..."}.',
  );
}

const isGiven = (query: unknown): boolean => query !== undefined && query !== null && query !== '';

/**
 * The error for an id without a document. Message and code are Apollo Server's: the links of Apollo Client and urql recognize
 * one of them, and send the text next. So is the status for their form: some clients read no errors of a 4xx.
 * https://www.apollographql.com/docs/apollo-server/performance/apq
 */
function missingDocument(
  [message, code]: readonly [message: string, code: string],
  { documentId }: Parameters,
): GraphQLError {
  const http = { status: typeof documentId === 'string' ? 400 : 200, spec: false };
  return new GraphQLError(message, { extensions: { code, retryable: false, http } });
}

const notSupported = ['PersistedQueryNotSupported', 'PERSISTED_QUERY_NOT_SUPPORTED'] as const;
const notFound = ['PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND'] as const;

/** The parameters of a request with the document that they name. Without persisted documents, only texts are executed. */
export function withPersisted(documents: PersistedDocuments | undefined, parameters: Parameters): Parameters {
  if (!documents && !namesDocument(parameters)) return parameters;
  const { documentId, extensions, query, ...others } = parameters;
  // The parameters are written as JSON again, which uses the stack for each level.
  for (const value of Object.values(others)) {
    const error = checkVariables(value);
    if (error) throw error;
  }
  const hasText = isGiven(query);
  // The id beside a text is for caches.
  if (!documents && hasText) return { ...others, query };
  const id = idOf(parameters);
  if (!documents) {
    if (id === null) return { ...others, query };
    throw missingDocument(notSupported, parameters);
  }
  const document = id === null ? undefined : documents.get(withoutPrefix(id));
  // Clients that send the text over WebSocket beside its id execute what they could have named.
  if (hasText && query !== document) {
    throw invalidDocument('Only persisted documents are executed. Send a documentId instead of a query.');
  }
  if (document !== undefined) return { ...others, query: document };
  if (id !== null) throw missingDocument(notFound, parameters);
  throw invalidDocument('Only persisted documents are executed. Send a documentId.');
}
