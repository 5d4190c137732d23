// Documents that are known beforehand, by their ids. A request names one, as `documentId` or, as Apollo's clients do, as
// extensions.persistedQuery.sha256Hash; no text of its own is executed.
// https://github.com/graphql/graphql-over-http/blob/main/spec/Appendix%20A%20--%20Persisted%20Documents.md
import { invalidDocument } from './invalidDocument.ts';

export type PersistedDocuments = ReadonlyMap<string, string>;

type Parameters = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Parameters =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Without a hash's name before it, an id is taken for a SHA-256: that is what the name says where there is one. */
const plain = (id: string): string => id.replace(/^sha256:/, '');

export function createPersistedDocuments(documents: Readonly<Record<string, string>>): PersistedDocuments {
  return new Map(Object.entries(documents).map(([id, document]) => [plain(id), document]));
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
  if (query != null && query !== '') throw invalidDocument('Only persisted documents are executed: send a documentId.');
  const id = idOf(parameters);
  const document = id === null ? undefined : documents.get(plain(id));
  if (document === undefined) throw invalidDocument('No persisted document has this id.');
  return { ...rest, query: document };
}
