import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache, ServerError } from '@apollo/client';
import { describe, expect, test } from 'vitest';
import { startGateway } from '../support/startGateway.ts';
import { expectToFollow, overWebSocket, snippet } from './runSnippet.ts';
import { jobUpdates } from './transportContract.ts';

describe('Apollo Client', () => {
  test('follows a job as the README shows', () => expectToFollow(snippet('Apollo Client')));

  test('follows a job over WebSocket by its own link, as the README says', () => {
    const ownLink = "import { GraphQLWsLink } from '@apollo/client/link/subscriptions';\n";
    const code = overWebSocket(snippet('Apollo Client')).replace(
      /const eventLink = new ApolloLink\(.+?\n\);/s,
      'const eventLink = new GraphQLWsLink(events);',
    );
    expect(code).toContain('new GraphQLWsLink(events)');
    return expectToFollow(ownLink + code);
  });

  test('asks and changes by HTTP, and is told how to subscribe where it is not set up to', async () => {
    await using gateway = await startGateway();
    const client = new ApolloClient({ link: new HttpLink({ uri: gateway.url }), cache: new InMemoryCache() });
    const { data } = await client.query({ query: gql`{ vault(name: "media-masters") { name } }` });
    expect(data).toMatchObject({ vault: { name: 'media-masters' } });
    const mutation = gql`mutation { createVault(input: { vaultName: "from-apollo" }) { __typename } }`;
    expect((await client.mutate({ mutation })).data).toEqual({ createVault: { __typename: 'CreateVaultPayload' } });
    await expect(client.query({ query: gql`{ nothing }` })).rejects.toSatisfy(CombinedGraphQLErrors.is);

    // By itself it asks for parts of a multipart answer.
    const refusal = await new Promise<unknown>((resolve) => {
      client.subscribe({ query: gql(jobUpdates), variables: { ids: ['x'] } }).subscribe(({ error }) => resolve(error));
    });
    expect(String(ServerError.is(refusal) ? refusal.bodyText : refusal)).toContain('text/event-stream');
  });
});
