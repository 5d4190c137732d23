import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache, ServerError } from '@apollo/client';
import { describe, test } from 'vitest';
import { vaultAddressText } from '../support/references.ts';
import { startGateway } from '../support/startGateway.ts';
import { followAsDocumented, followByEvents, snippet } from './runSnippet.ts';
import { jobUpdates } from './transportContract.ts';

describe('Apollo Client', () => {
  test.concurrent('follows a job as docs/subscriptions.md shows', ({ expect }) =>
    followAsDocumented('Apollo Client', expect));

  test.concurrent('follows a job over server-sent events with a custom link', ({ expect }) => {
    const ownLink = `new ApolloLink(
      ({ query, operationName, variables }) =>
        new Observable((sink) => client.subscribe({ query: print(query), operationName, variables }, sink)),
    )`;
    const code = snippet('Apollo Client')
      .replace(
        "import { GraphQLWsLink } from '@apollo/client/link/subscriptions';",
        "import { Observable } from '@apollo/client'; import { print } from 'graphql';",
      )
      .replace(/new GraphQLWsLink\((.+)\);\n/, (_, client) => `${ownLink.replace('client', client)};\n`);
    expect(code).toContain('new Observable');
    return followByEvents(code, expect);
  });

  test.concurrent('sends queries and mutations over HTTP, and gets an error that explains how to subscribe', async ({
    expect,
  }) => {
    await using gateway = await startGateway();
    const client = new ApolloClient({ link: new HttpLink({ uri: gateway.url }), cache: new InMemoryCache() });
    const { data } = await client.query({ query: gql`{ vault(name: "media-masters") { name } }` });
    expect(data).toMatchObject({ vault: { name: 'media-masters' } });
    const mutation = gql`mutation { createVault(input: { ${vaultAddressText('from-apollo')} }) { __typename } }`;
    expect((await client.mutate({ mutation })).data).toEqual({ createVault: { __typename: 'CreateVaultPayload' } });
    await expect(client.query({ query: gql`{ nothing }` })).rejects.toSatisfy(CombinedGraphQLErrors.is);

    // By default it accepts only a multipart response.
    const refusal = await new Promise<unknown>((resolve) => {
      client.subscribe({ query: gql(jobUpdates), variables: { ids: ['x'] } }).subscribe(({ error }) => resolve(error));
    });
    expect(String(ServerError.is(refusal) ? refusal.bodyText : refusal)).toContain('text/event-stream');
  });
});
