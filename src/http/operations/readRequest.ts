// The parameters of a GraphQL request, from its body or its URL, with the document that they name. They are read once, for
// event streams, known documents and yoga.
import type { IncomingMessage } from 'node:http';
import { parseJson } from '../../core/parseJson.ts';
import { isObject, type Parameters, type PersistedDocuments, withPersisted } from '../documents/persistedDocuments.ts';

export interface SentRequest {
  /** Null if there is no object of parameters. */
  parameters: Parameters | null;
  /** The same as text, for yoga. */
  text(): RequestText;
}

interface RequestText {
  url: string;
  /** Of a POST; other methods have none. */
  body: string | undefined;
}

const names = ['query', 'variables', 'operationName', 'extensions', 'documentId'] as const;

/** Throws a GraphQLError for an id without a document. */
export function readRequest(
  persisted: PersistedDocuments | undefined,
  { url = '' }: IncomingMessage,
  body: string | undefined,
): SentRequest {
  const sent = body === undefined ? parametersOf(new URLSearchParams(url.split('?')[1])) : parseJson(body);
  if (!isObject(sent)) return { parameters: null, text: () => ({ url, body }) };
  const parameters = withPersisted(persisted, sent);
  if (parameters === sent) return { parameters, text: () => ({ url, body }) };
  return {
    parameters,
    text: () =>
      body === undefined
        ? { url: `${url.split('?')[0]}?${searchOf(parameters)}`, body }
        : { url, body: JSON.stringify(parameters) },
  };
}

/** An empty parameter is an omitted one. */
function parametersOf(given: URLSearchParams): Parameters {
  const text = (name: (typeof names)[number]) => given.get(name) || undefined;
  const json = (name: 'variables' | 'extensions') => parseJson(text(name) ?? 'null') ?? undefined;
  const parameters = {
    query: text('query'),
    variables: json('variables'),
    operationName: text('operationName'),
    extensions: json('extensions'),
    documentId: text('documentId'),
  };
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
}

function searchOf(parameters: Parameters): URLSearchParams {
  const entries = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return new URLSearchParams(
    entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
