// The clients with their default and their persisted links, against gateways with and without persisted documents.
import { createHash } from 'node:crypto';
import { ApolloClient, type ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { fetchExchange, stringifyDocument, Client as UrqlClient } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { type DocumentNode, parse, print } from 'graphql';
import { GraphQLClient } from 'graphql-request';
import { createClient } from 'graphql-ws';
import { type GraphQLResponse, Network, type RequestParameters } from 'relay-runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createPersistedDocuments } from '../../src/http/documents/persistedDocuments.ts';
import { vaultAddressText } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const query = gql`query Vault { vault(name: "media-masters") { __typename name } }`;
const mutation = gql`mutation Create { createVault(input: { ${vaultAddressText('persisted')} }) { __typename } }`;
const subscription = gql`subscription Active { batchJobUpdates(statuses: [ACTIVE]) { job { __typename } __typename } }`;
const unlisted = gql`query Unlisted { gateway { version } }`;
const vault = { vault: { __typename: 'Vault', name: 'media-masters' } };
const active = { batchJobUpdates: { job: { __typename: 'BatchJob' } } };
const created = { createVault: { __typename: 'CreateVaultPayload' } };

/** As a build step of each client writes them: Apollo and Relay print documents in one way, urql in another one. */
const listed = (documents: readonly DocumentNode[]) =>
  createPersistedDocuments(
    Object.fromEntries(
      documents
        .flatMap((document) => [print(document), stringifyDocument(document)])
        .map((text) => [sha256(text), text]),
    ),
  );

/** The requests that a client sent, by their method, and whether they had a text. */
interface Sent {
  method: string;
  hasText: boolean;
  status: number;
}

function recorded(): { sent: Sent[]; fetch: typeof fetch } {
  const sent: Sent[] = [];
  const recording: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const { method = 'GET', body } = init ?? {};
    const url = new URL(String(input instanceof Request ? input.url : input));
    const text = body ? JSON.parse(String(body)).query : url.searchParams.get('query');
    sent.push({ method: method.toUpperCase(), hasText: Boolean(text), status: response.status });
    return response;
  };
  return { sent, fetch: recording };
}

const apollo = (link: ApolloLink) => new ApolloClient({ link, cache: new InMemoryCache() });
const apolloPersisted = (url: string, fetcher: typeof fetch, useGETForHashedQueries = false) =>
  apollo(new PersistedQueryLink({ sha256, useGETForHashedQueries }).concat(new HttpLink({ uri: url, fetch: fetcher })));
const socketsOf = (url: string) =>
  createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });

const urql = (
  url: string,
  fetcher: typeof fetch,
  isPersisted: boolean,
  options: { enableForMutation?: boolean; enableForSubscriptions?: boolean } = {},
) =>
  new UrqlClient({
    url,
    fetch: fetcher,
    preferGetMethod: false,
    fetchSubscriptions: true,
    exchanges: [
      ...(isPersisted ? [persistedExchange({ generateHash: async (text) => sha256(text), ...options })] : []),
      fetchExchange,
    ],
  });

/** Relay's compiler gives each operation an id; the network of an application sends it. */
const relay = (url: string, isPersisted: boolean) =>
  Network.create(async ({ id, text }, variables): Promise<GraphQLResponse> => {
    const parameters = isPersisted ? { documentId: id, variables } : { query: text, variables };
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify(parameters),
    });
    return (await response.json()) as GraphQLResponse;
  });
const relayParameters = (document: DocumentNode, isPersisted: boolean): RequestParameters => {
  const text = print(document);
  const shared = { name: 'Vault', operationKind: 'query', metadata: {}, cacheID: 'x' } as const;
  return isPersisted ? { ...shared, id: sha256(text), text: null } : { ...shared, id: null, text };
};

/** graphql-request has no persisted documents of its own; its middleware replaces the body. */
const requestClient = (url: string, isPersisted: boolean) =>
  new GraphQLClient(url, {
    requestMiddleware: (request) => {
      if (!isPersisted) return request;
      const { query: text, variables } = JSON.parse(String(request.body));
      return { ...request, body: JSON.stringify({ documentId: `sha256:${sha256(print(parse(text)))}`, variables }) };
    },
  });

describe('without persisted documents', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each([
    ['POST', false],
    ['GET', true],
  ])(
    "Apollo Client's persisted link over %s sends the text after the refusal, and later at once",
    async (method, get) => {
      const { sent, fetch: fetcher } = recorded();
      const client = apolloPersisted(gateway.url, fetcher, get);
      expect((await client.query({ query, fetchPolicy: 'no-cache' })).data).toEqual(vault);
      expect(sent).toMatchObject([
        { method, hasText: false, status: 200 },
        { hasText: true, status: 200 },
      ]);
      expect((await client.query({ query, fetchPolicy: 'no-cache' })).data).toEqual(vault);
      expect(sent.slice(2)).toMatchObject([{ hasText: true, status: 200 }]);
      expect((await client.mutate({ mutation })).data).toEqual(created);
    },
  );

  test("Apollo Client's persisted link subscribes over WebSocket", async () => {
    const sockets = socketsOf(gateway.url);
    const client = apollo(new PersistedQueryLink({ sha256 }).concat(new GraphQLWsLink(sockets)));
    const [event] = await firstEvent(client);
    expect(event).toMatchObject(active);
    await sockets.dispose();
  });

  test.each([true, false])(
    "urql's exchange sends the text after the refusal: with mutations %j",
    async (enableForMutation) => {
      const { sent, fetch: fetcher } = recorded();
      const client = urql(gateway.url, fetcher, true, { enableForMutation });
      expect((await client.query(query, {}, { requestPolicy: 'network-only' })).data).toEqual(vault);
      expect(sent).toMatchObject([
        { method: 'GET', hasText: false, status: 200 },
        { hasText: true, status: 200 },
      ]);
      expect((await client.mutation(mutation, {})).data).toEqual(created);
    },
  );

  // With enableForSubscriptions, urql ends a subscription at the refusal of its id, whatever the server sends.
  test("urql's exchange subscribes over server-sent events with the text", async () => {
    const { sent, fetch: fetcher } = recorded();
    expect(await firstUrqlEvent(urql(gateway.url, fetcher, true))).toMatchObject(active);
    expect(sent.map(({ hasText }) => hasText)).toEqual([true]);
  });

  test('an id alone is refused with the error of Apollo Server, on every transport', async () => {
    const { errors } = await post(gateway, { documentId: 'x' });
    expect(errors).toEqual([
      {
        message: 'PersistedQueryNotSupported',
        extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', retryable: false },
      },
    ]);
    const persistedQuery = { version: 1, sha256Hash: 'x' };
    expect((await post(gateway, { extensions: { persistedQuery } })).errors).toEqual(errors);
    expect(await overSocket(gateway, { query: '', extensions: { persistedQuery } })).toEqual(errors);
    expect(await overSocket(gateway, { query: '', documentId: 'x' })).toEqual(errors);
    for (const parameters of [
      { documentId: 'x' },
      { extensions: JSON.stringify({ persistedQuery }) },
      { query: '', extensions: JSON.stringify({ persistedQuery }) },
    ] as Record<string, string>[]) {
      const url = `${gateway.url}?${new URLSearchParams(parameters)}`;
      expect((await (await fetch(url)).json()).errors).toEqual(errors);
      // An EventSource reads only a stream.
      const stream = await fetch(url, { headers: { accept: 'text/event-stream' } });
      expect(stream.status === 200 ? await stream.text() : JSON.stringify(await stream.json())).toContain(
        '"PERSISTED_QUERY_NOT_SUPPORTED"',
      );
    }
  });

  test('a text beside an id is executed', async () => {
    const text = '{ __typename }';
    const persistedQuery = { version: 1, sha256Hash: sha256(text) };
    for (const named of [{ documentId: 'x' }, { extensions: { persistedQuery } }]) {
      expect((await post(gateway, { query: text, ...named })).data).toEqual({ __typename: 'Query' });
    }
  });

  test('Relay and graphql-request get the reason in `errors`', async () => {
    const answer = await relay(gateway.url, true).execute(relayParameters(query, true), {}, {}).toPromise();
    expect(answer).toMatchObject({ errors: [{ message: 'PersistedQueryNotSupported' }] });
    await expect(requestClient(gateway.url, true).request(query)).rejects.toMatchObject({
      response: { errors: [{ message: 'PersistedQueryNotSupported' }] },
    });
  });

  test('Relay and graphql-request send texts', async () => {
    const answer = await relay(gateway.url, false).execute(relayParameters(query, false), {}, {}).toPromise();
    expect(answer).toMatchObject({ data: vault });
    expect(await requestClient(gateway.url, false).request(query)).toEqual(vault);
    expect(await requestClient(gateway.url, false).request(mutation)).toEqual(created);
  });
});

describe('with persisted documents', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ persistedDocuments: listed([query, mutation, subscription]) });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each([
    ['POST', false],
    ['GET', true],
  ])("Apollo Client's persisted link over %s sends no text", async (method, get) => {
    const { sent, fetch: fetcher } = recorded();
    const client = apolloPersisted(gateway.url, fetcher, get);
    expect((await client.query({ query })).data).toEqual(vault);
    expect((await client.mutate({ mutation })).data).toEqual(created);
    expect(sent).toEqual([
      { method, hasText: false, status: 200 },
      { method: 'POST', hasText: false, status: 200 },
    ]);
  });

  test("Apollo Client's persisted link subscribes over WebSocket, where it sends the text beside its hash", async () => {
    const sockets = socketsOf(gateway.url);
    const client = apollo(new PersistedQueryLink({ sha256 }).concat(new GraphQLWsLink(sockets)));
    const [event] = await firstEvent(client);
    expect(event).toMatchObject(active);
    await sockets.dispose();
  });

  test("urql's exchange sends no text", async () => {
    const { sent, fetch: fetcher } = recorded();
    const client = urql(gateway.url, fetcher, true, { enableForMutation: true });
    expect((await client.query(query, {})).data).toEqual(vault);
    expect((await client.mutation(mutation, {})).data).toEqual(created);
    expect(sent).toEqual([
      { method: 'GET', hasText: false, status: 200 },
      { method: 'POST', hasText: false, status: 200 },
    ]);
  });

  test("urql's exchange subscribes over server-sent events without a text", async () => {
    const { sent, fetch: fetcher } = recorded();
    expect(await firstUrqlEvent(urql(gateway.url, fetcher, true, { enableForSubscriptions: true }))).toMatchObject(
      active,
    );
    expect(sent.map(({ hasText }) => hasText)).toEqual([false]);
  });

  test('Relay and graphql-request send ids', async () => {
    const answer = await relay(gateway.url, true).execute(relayParameters(query, true), {}, {}).toPromise();
    expect(answer).toMatchObject({ data: vault });
    expect(await requestClient(gateway.url, true).request(query)).toEqual(vault);
    expect(await requestClient(gateway.url, true).request(mutation)).toEqual(created);
  });

  const onlyPersisted = 'Only persisted documents are executed.';

  test('a document that is not listed stays refused when its text follows, and no AWS call is made', async () => {
    gateway.calls();
    const { sent, fetch: fetcher } = recorded();
    const refusal = await apolloPersisted(gateway.url, fetcher)
      .query({ query: unlisted })
      .then(
        () => null,
        (error: unknown) => String((error as { bodyText?: string }).bodyText ?? error),
      );
    expect(refusal).toContain(onlyPersisted);
    expect(sent).toMatchObject([
      { hasText: false, status: 200 },
      { hasText: true, status: 400 },
    ]);
    const { error } = await urql(gateway.url, fetch, true).query(unlisted, {});
    expect(error?.message).toContain(onlyPersisted);
    expect(gateway.calls()).toEqual({});
  });

  test('an unknown id is refused with the error of Apollo Server', async () => {
    const expected = [
      { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', retryable: false } },
    ];
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256('x') } };
    expect((await post(gateway, { extensions })).errors).toEqual(expected);
    expect((await post(gateway, { documentId: 'x' })).errors).toEqual(expected);
    expect(await overSocket(gateway, { query: '', extensions })).toEqual(expected);
    const answer = await relay(gateway.url, true).execute(relayParameters(unlisted, true), {}, {}).toPromise();
    expect(answer).toMatchObject({ errors: expected });
  });

  test('default links get a refusal that names the reason', async () => {
    const { error } = await urql(gateway.url, fetch, false).query(query, {});
    expect(error?.message).toContain(onlyPersisted);
    const refusal = await apollo(new HttpLink({ uri: gateway.url }))
      .query({ query })
      .then(
        () => null,
        (thrown: unknown) => thrown,
      );
    const reason = CombinedGraphQLErrors.is(refusal) ? refusal.message : (refusal as { bodyText: string }).bodyText;
    expect(reason).toContain(onlyPersisted);
    await expect(requestClient(gateway.url, false).request(query)).rejects.toMatchObject({
      response: { errors: [{ message: expect.stringContaining(onlyPersisted) }] },
    });
  });
});

const post = async ({ url }: TestGateway, body: object) =>
  (
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  ).json();

async function overSocket(
  { url }: TestGateway,
  payload: { query: string; extensions?: object; documentId?: string },
): Promise<unknown> {
  const sockets = socketsOf(url);
  const refusal = await new Promise((resolve) => {
    sockets.subscribe(payload as { query: string }, { next: resolve, error: resolve, complete: () => undefined });
  });
  await sockets.dispose();
  return refusal;
}

async function firstUrqlEvent(client: UrqlClient): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const following = client.subscription(subscription, {}).subscribe(({ data, error }) => {
      setImmediate(() => following.unsubscribe());
      if (error) reject(error);
      else resolve(data);
    });
  });
}

/** The first event of the subscription. */
async function firstEvent(client: ApolloClient): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const following = client.subscribe({ query: subscription }).subscribe(({ data, error }) => {
      setImmediate(() => following.unsubscribe());
      if (error) reject(error);
      else resolve([data]);
    });
  });
}
