// Two gateways with worlds of their own, which get the same requests in the same order. One gets documents that differ in a
// comment each time, so that yoga reads all of its requests. The other one knows each document from the second time on.
import fc from 'fast-check';
import { print } from 'graphql';
import { expect } from 'vitest';
import { createOpenAuthenticator } from '../../../src/access/authenticator.ts';
import { anonymous, type Caller } from '../../../src/access/caller.ts';
import { parseJson } from '../../../src/core/parseJson.ts';
import { exampleOperations } from '../../../src/http/endpoints/exampleOperations.ts';
import { shownDocuments } from '../../docs/documents.ts';
import { idsOf, idsQuery, queryCorpus, type WorldIds } from '../../support/queryCorpus.ts';
import { vaultRef } from '../../support/references.ts';
import { startGateway, type TestGateway } from '../../support/startGateway.ts';
import { type Received, type Sent, send } from '../send.ts';

/** Permissions of this caller cannot be read, which is a bug, so its errors are masked. */
const broken: Caller = {
  ...anonymous,
  id: 'broken',
  access: {
    ...anonymous.access,
    key: 'broken',
    allows: (_, resource) => {
      if ('vaultName' in resource) throw new Error('a secret of the gateway');
      return true;
    },
  },
};

const authenticator = {
  ...createOpenAuthenticator(anonymous),
  authenticate: async (credentials: { 'x-api-key'?: unknown }) =>
    credentials['x-api-key'] === 'broken' ? broken : anonymous,
};

export interface TwoPaths extends AsyncDisposable {
  ids: WorldIds;
  /** The response by yoga, and that of the other gateway. */
  respond(request: Parameters): Promise<{ byYoga: Comparable; other: Comparable }>;
}

export async function startTwoPaths(): Promise<TwoPaths> {
  const options = { authenticator, CORS_ORIGINS: ['https://app.example'], archives: 1000 };
  const gateways = await Promise.all([startGateway(options), startGateway(options)]);
  const [one, two] = gateways;
  const ids = idsOf(await one.data(idsQuery));
  await two.data(idsQuery);
  let requests = 0;
  return {
    ids,
    respond: async (request) => {
      requests += 1;
      const byYoga = await respond(one, sentOf(request, `${requests}`));
      return { byYoga, other: await respond(two, sentOf(request, '0')) };
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(gateways.map((gateway) => gateway[Symbol.asyncDispose]()));
    },
  };
}

export interface Comparable extends Pick<Received, 'status' | 'text'> {
  headers: readonly string[];
}

/** Without what differs with each response and each gateway. A call that is late is sent again, so calls are not compared. */
async function respond(gateway: TestGateway, request: Sent): Promise<Comparable> {
  const { status, text, rawHeaders } = await send(gateway.url, request);
  const lengthOfText = String(Buffer.byteLength(text));
  const headers: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    // What is left of the request rate depends on the requests before.
    if (/^(x-request-id|date|ratelimit)$/i.test(name)) continue;
    headers.push(name, /^content-length$/i.test(name) && value === lengthOfText ? 'that of the text' : value);
  }
  const ofAnyHost = text.replaceAll(new URL(gateway.url).host, 'host');
  // GraphiQL is megabytes of text, and none of it depends on the request.
  if (/^\s*<!doctype html/i.test(text)) return { status, headers, text: ofAnyHost };
  const alike = ofAnyHost
    .replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, 'id')
    .replaceAll(/"requestId":"[\w-]+"/g, '"requestId":"id"')
    .replace(/("aws":\{"calls":)\d+(,"byOperation":\{)[^}]*(\},"cached":)\d+(,"coalesced":)\d+\}/, '$1$2$3$4')
    .replaceAll(/\{.*\}/g, withSortedErrors);
  return { status, headers, text: alike };
}

/** Errors of several AWS calls have the order in which AWS answers. All others have that of the fields. */
function withSortedErrors(json: string): string {
  const { errors } = Object(parseJson(json)) as { errors?: { extensions?: { aws?: unknown } }[] };
  if (!Array.isArray(errors) || !errors.every(({ extensions }) => extensions?.aws)) return json;
  const texts = errors.map((error) => JSON.stringify(error));
  return json.replace(texts.join(), () => texts.sort().join());
}

export interface Document {
  query: string;
  variables?: unknown;
}

/** Without mutations that succeed: the ids of what they create differ. */
export const documentsOf = (ids: WorldIds): readonly Document[] => [
  ...shownDocuments.map(({ definition }) => ({ query: print(definition) })).filter(isQuery),
  ...exampleOperations.filter(isQuery),
  ...queryCorpus.map(({ query, variables }) => ({ query, variables: variables?.(ids) })),
  { query: 'mutation ($input: DeleteVaultInput!) { deleteVault(input: $input) { __typename } }', variables: {} },
  {
    query: 'mutation Call($input: DeleteVaultInput!) { deleteVault(input: $input) { __typename } }',
    variables: { input: { vault: vaultRef('none') } },
  },
  { query: 'query A { __typename } query B { vault(name: "media-masters") { name } } mutation C { __typename }' },
  {
    query: 'query ($name: String!, $if: Boolean = true) { vault(name: $name) { name tags @include(if: $if) { key } } }',
  },
  { query: '{ vaults(first: 1000) { nodes { jobs(first: 1000) { nodes { __typename } } } } }' },
  { query: '{ vault(name: "a/b") { name } }' },
  { query: '{ dataRetrievalPolicy(accountId: "777788889999") { rules { strategy } } vault(name: "none") { name } }' },
  { query: '{ "' },
  { query: '{ nothing }' },
  { query: '' },
  { query: '{ __typename __proto__: __typename constructor: __typename }' },
];

const isQuery = ({ query }: Document): boolean => !/^mutation/m.test(query);

const accepts = [
  undefined,
  '*/*',
  'application/json',
  'application/graphql-response+json',
  'application/graphql-response+json; charset=utf-8, application/json; q=0.9',
  'application/json, multipart/mixed',
  'application/*;q=0.5, text/html',
  'text/event-stream',
  'text/event-stream, application/json',
  'text/html',
];

const anyVariables = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom({ name: 'media-masters' }, { name: 'media-masters', if: false }) },
  { weight: 1, arbitrary: fc.constantFrom({ name: 1 }, { name: 'x', if: 'no' }, { input: {} }, [], 'text', 0, null) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('name', 'id', 'input', 'if', '__proto__'), fc.jsonValue()) },
  { weight: 1, arbitrary: fc.constantFrom({ name: '\ud800' }, { name: nested(40) }) },
);

function nested(levels: number): unknown {
  return levels === 0 ? 'x' : [nested(levels - 1)];
}

export interface Parameters {
  method: 'GET' | 'HEAD' | 'POST';
  headers: Record<string, string>;
  parameters: Record<string, unknown> & { query: string };
  /** In place of the parameters. */
  body?: string | undefined;
}

function sentOf({ method, headers, parameters: { query, ...others }, body }: Parameters, comment: string): Sent {
  const parameters = { query: `${query}\n#${comment.padStart(6, '0')}`, ...others };
  if (method === 'POST') {
    const text = body ?? JSON.stringify(parameters);
    return { method, headers: { ...headers, 'content-type': 'application/json' }, body: text };
  }
  const entries = Object.entries(parameters).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return { method, headers, path: `/graphql?${new URLSearchParams(entries)}` };
}

/** A difference of long texts cannot be printed. */
export function expectSame({ byYoga, other }: { byYoga: Comparable; other: Comparable }, of: unknown): void {
  const at = other.text === byYoga.text ? -1 : [...other.text].findIndex((one, index) => one !== byYoga.text[index]);
  const near = ({ text, ...rest }: Comparable) => ({
    ...rest,
    text: at < 0 ? text.length : text.slice(at - 40, at + 80),
  });
  expect(near(other), JSON.stringify(of)).toEqual(near(byYoga));
}

const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 6, nil: undefined });

const withoutUndefined = <T>(record: Record<string, T | undefined>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Record<string, T>;

/** A request that is mostly plain. */
export const anyRequest = (documents: readonly Document[]): fc.Arbitrary<Parameters> =>
  fc
    .record({
      document: fc.constantFrom(...documents),
      cut: rarely(fc.nat(40)),
      operationName: rarely(fc.constantFrom<unknown>('A', 'B', 'C', 'Call', 'none', '', null, 5)),
      variables: rarely(anyVariables),
      extensions: rarely(fc.constantFrom<unknown>({}, { a: 1 }, null, [], 'text', { persistedQuery: { version: 1 } })),
      more: rarely(fc.constantFrom({ id: null }, { id: 1 }, { documentId: 'a' })),
      method: fc.constantFrom('POST', 'POST', 'POST', 'GET', 'HEAD'),
      accept: fc.constantFrom(...accepts),
      key: rarely(fc.constant('broken')),
      origin: rarely(fc.constantFrom('https://app.example', 'https://other.example')),
      ifNoneMatch: rarely(fc.constant('*')),
      body: rarely(fc.constantFrom('[]', 'null', '"text"', '{', ' ')),
    })
    .map(({ document, cut, more, method, accept, key, origin, ifNoneMatch, body, ...given }): Parameters => {
      const query = cut === undefined ? document.query : document.query.slice(0, cut);
      // The stream of a subscription does not end.
      const isEndless = /event-stream/.test(accept ?? '') && /subscription/.test(query);
      return {
        method,
        headers: withoutUndefined({
          accept: isEndless ? undefined : accept,
          'x-api-key': key,
          origin,
          'if-none-match': ifNoneMatch,
        }),
        parameters: {
          query,
          ...withoutUndefined({ variables: document.variables, ...withoutUndefined(given) }),
          ...more,
        },
        body,
      };
    });
