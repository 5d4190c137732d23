// A request over HTTP as if it had brought the text of the persisted document that it names.
import type { IncomingMessage } from 'node:http';
import { type PersistedDocuments, withPersisted } from './persistedDocuments.ts';

const names = ['documentId', 'query', 'variables', 'operationName', 'extensions'] as const;

/** The address to go on with. */
export function urlWithPersisted(documents: PersistedDocuments, { url = '' }: IncomingMessage): string {
  const [path = '', search] = url.split('?');
  const given = new URLSearchParams(search);
  const parameters = Object.fromEntries(names.map((name) => [name, given.get(name) ?? undefined]));
  const extensions = parse(parameters['extensions'] ?? '');
  const { query, variables, operationName } = withPersisted(documents, { ...parameters, extensions });
  const rest = Object.entries({ query, variables, operationName }).filter(([, value]) => value !== undefined);
  return `${path}?${new URLSearchParams(rest as [string, string][])}`;
}

/** The body to go on with; one that is no object is refused as it always is. */
export function bodyWithPersisted(documents: PersistedDocuments, body: string): string {
  const parameters = parse(body);
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) return body;
  return JSON.stringify(withPersisted(documents, parameters as Record<string, unknown>));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
