import { Client, fetchExchange, gql } from '@urql/core';
import { describe, test } from 'vitest';
import { vaultAddressText } from '../support/references.ts';
import { startGateway } from '../support/startGateway.ts';
import { startRetrieval, untilTheEnd } from '../support/startRetrieval.ts';
import { followAsDocumented, followByEvents, snippet } from './runSnippet.ts';
import { jobUpdates } from './transportContract.ts';

describe('urql', () => {
  test.concurrent('follows a job as docs/subscriptions.md shows', ({ expect }) => followAsDocumented('urql', expect));
  test.concurrent('follows a job over server-sent events', ({ expect }) => followByEvents(snippet('urql'), expect));

  test.concurrent('sends queries, mutations and subscriptions with its own fetch, which accepts JSON and events', async ({
    expect,
  }) => {
    await using gateway = await startGateway();
    const client = new Client({
      url: gateway.url,
      exchanges: [fetchExchange],
      fetchSubscriptions: true,
      preferGetMethod: false,
    });
    const { data } = await client.query(gql`{ vault(name: "media-masters") { name } }`, {});
    expect(data).toEqual({ vault: { name: 'media-masters' } });
    const create = gql`mutation { createVault(input: { ${vaultAddressText('from-urql')} }) { __typename } }`;
    expect((await client.mutation(create, {})).data).toEqual({ createVault: { __typename: 'CreateVaultPayload' } });
    const { error } = await client.query(gql`{ nothing }`, {});
    expect(error?.graphQLErrors[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');

    const { id } = await startRetrieval(gateway);
    const phases = new Set<string>();
    await new Promise<void>((resolve) => {
      client.subscription(jobUpdates, { ids: [id] }).subscribe(({ data: received, hasNext }) => {
        phases.add(received?.jobUpdates?.job.phase);
        if (hasNext && phases.size === 1) gateway.clock.advance(untilTheEnd);
        if (!hasNext) resolve();
      });
    });
    expect([...phases]).toEqual(['RUNNING', 'DONE']);
  });
});
