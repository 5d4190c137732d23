// The client kit in the caches of Apollo Client and urql, against a gateway.
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Client, CombinedError, fetchExchange, type RequestPolicy } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { buildSchema, isScalarType, isSpecifiedScalarType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  graphcacheKeys,
  graphcacheResolvers,
  isRetryable,
  possibleTypes,
  scalars,
  typePolicies,
} from '../../src/client/index.ts';
import { printedSchema } from '../support/printedSchema.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const schema = buildSchema(printedSchema());

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

describe('the client kit', () => {
  test('has a type for each scalar of the schema', () => {
    const custom = Object.values(schema.getTypeMap()).filter(
      (type) => isScalarType(type) && !isSpecifiedScalarType(type),
    );
    expect(Object.keys(scalars).sort()).toEqual(custom.map(({ name }) => name).sort());
  });
});

const retryable = { message: 'Try again.', extensions: { code: 'THROTTLED', retryable: true } };
const final = { message: 'Never.', extensions: { code: 'FORBIDDEN', retryable: false } };

describe('isRetryable', () => {
  test.each<[client: string, (errors: object[]) => unknown]>([
    ['graphql-ws', (errors) => errors],
    ['Apollo Client', (errors) => new CombinedGraphQLErrors({ errors: errors as (typeof final)[] })],
    ['urql', (graphQLErrors) => new CombinedError({ graphQLErrors: graphQLErrors as (typeof final)[] })],
  ])('reads the errors of %s', (_, thrown) => {
    expect(isRetryable(thrown([final, retryable]))).toBe(true);
    expect(isRetryable(thrown([final]))).toBe(false);
    expect(isRetryable(thrown([]))).toBe(false);
  });

  test.each([
    [null],
    [undefined],
    ['retryable'],
    [new TypeError('fetch failed')],
    [{ extensions: null }],
    [{ errors: 1 }],
  ])('is false for what is no error of the gateway: %s', (thrown) => expect(isRetryable(thrown)).toBe(false));
});

const pageOfJobs = `query ($after: String) {
  vault(name: "media-masters") {
    id
    jobs(first: 3, after: $after) { nodes { ... on VaultJob { id } } edges { cursor } pageInfo { hasNextPage endCursor } }
  }
}`;

const expectedIds = async (first: number): Promise<string[]> => {
  const { vault } = await gateway.data(
    `{ vault(name: "media-masters") { jobs(first: ${first}) { nodes { ... on VaultJob { id } } } } }`,
  );
  return idsOf(vault);
};

interface VaultOfJobs {
  jobs: { nodes: { id: string }[]; pageInfo: { endCursor: string } };
}

const idsOf = (vault: VaultOfJobs): string[] => vault.jobs.nodes.map(({ id }) => id);

describe('Apollo Client with the type policies', () => {
  const createClient = () =>
    new ApolloClient({
      link: new HttpLink({ uri: gateway.url }),
      cache: new InMemoryCache({ possibleTypes, typePolicies }),
    });

  test('appends the pages of a connection, and replaces a page that arrives twice', async () => {
    const client = createClient();
    const list = client.watchQuery<{ vault: VaultOfJobs }>({ query: gql(pageOfJobs) });
    const subscription = list.subscribe(() => {});
    const current = () => {
      const data = client.readQuery<{ vault: VaultOfJobs }>({ query: gql(pageOfJobs) });
      return data ? idsOf(data.vault) : [];
    };
    const first = await list.refetch();
    const after = first.data?.vault.jobs.pageInfo.endCursor;
    const second = await list.fetchMore({ variables: { after } });
    await list.fetchMore({ variables: { after } });
    expect(current()).toEqual(await expectedIds(6));
    await list.fetchMore({ variables: { after: second.data?.vault.jobs.pageInfo.endCursor } });
    expect(current()).toEqual(await expectedIds(9));
    await list.refetch();
    expect(current()).toEqual(await expectedIds(3));
    subscription.unsubscribe();
  });

  test('has no page twice after another query has read the first page without edges, or counts alone', async () => {
    const client = createClient();
    const fields = (selected: string) =>
      gql(`query ($after: String) { jobs(first: 3, after: $after, filter: { kinds: [BATCH] }) { ${selected} } }`);
    const both = fields('nodes { id } edges { cursor } pageInfo { endCursor }');
    const read = async (query: typeof both, after: string | null = null) => {
      const { data } = await client.query({ query, variables: { after }, fetchPolicy: 'network-only' });
      return (data as { jobs: { pageInfo?: { endCursor: string } } }).jobs.pageInfo?.endCursor ?? null;
    };
    const lengths = () => {
      const data = client.readQuery<{ jobs: { nodes: object[]; edges: object[] } }>({ query: both });
      return [data?.jobs.nodes.length, data?.jobs.edges.length];
    };
    const after = await read(both);
    await read(both, after);
    await read(fields('nodes { id }'));
    expect(lengths()).toEqual([3, 3]);
    await read(both, after);
    await read(fields('totalCount'));
    expect(lengths()).toEqual([6, 6]);
    await read(both, after);
    expect(lengths()).toEqual([6, 6]);
  });

  test('keeps the members of a value that two queries select differently', async () => {
    const client = createClient();
    await client.query({ query: gql`{ gateway { version } }` });
    await client.query({ query: gql`{ gateway { defaultRegion } }` });
    expect(client.readQuery({ query: gql`{ gateway { version defaultRegion } }` })).toMatchObject({
      gateway: { version: expect.any(String), defaultRegion: 'us-east-1' },
    });
  });

  test('knows the types behind an interface', async () => {
    const client = createClient();
    const query = gql`{ jobs(first: 5, filter: { kinds: [INVENTORY_RETRIEVAL] }) { nodes { id ... on VaultJob { vault { id } } } } }`;
    const { data } = await client.query({ query });
    const [job] = (data as { jobs: { nodes: { id: string }[] } }).jobs.nodes;
    const fragment = gql`fragment AnyJob on Job { id ... on VaultJob { vault { id } } }`;
    const id = `InventoryRetrievalJob:${job?.id}`;
    expect(client.readFragment({ id, fragment })).toMatchObject({ vault: { id: expect.any(String) } });
  });
});

describe('Graphcache with the keys and resolvers', () => {
  const createClient = (warnings: string[]) =>
    new Client({
      url: gateway.url,
      preferGetMethod: false,
      exchanges: [
        cacheExchange({
          keys: graphcacheKeys,
          resolvers: graphcacheResolvers(relayPagination),
          possibleTypes,
          logger: (severity, message) => severity !== 'debug' && warnings.push(message),
        }),
        fetchExchange,
      ],
    });

  test('shows all pages read so far, without a warning about keys or types', async () => {
    const warnings: string[] = [];
    const client = createClient(warnings);
    const ask = async (after: string | null, requestPolicy: RequestPolicy = 'cache-first') => {
      const { data, error } = await client.query(pageOfJobs, { after }, { requestPolicy });
      expect(error).toBeUndefined();
      return data.vault;
    };
    const first = await ask(null);
    expect(idsOf(first)).toEqual(await expectedIds(3));
    const second = await ask(first.jobs.pageInfo.endCursor);
    expect(idsOf(second)).toEqual(await expectedIds(6));
    expect(idsOf(await ask(null, 'cache-only'))).toEqual(await expectedIds(6));
    expect(warnings).toEqual([]);
  });

  test('keeps counts beside the pages', async () => {
    const client = createClient([]);
    const query = `query ($after: String) { jobs(first: 2, after: $after, filter: { kinds: [BATCH] }) { totalCount nodes { id } pageInfo { endCursor } } }`;
    const first = await client.query(query, {});
    const second = await client.query(query, { after: first.data.jobs.pageInfo.endCursor });
    expect(second.data.jobs.totalCount).toBe(first.data.jobs.totalCount);
    expect(second.data.jobs.nodes).toHaveLength(4);
  });
});
