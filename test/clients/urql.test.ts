import { Client, fetchExchange, gql } from '@urql/core';
import { describe, expect, test } from 'vitest';
import { startGateway } from '../support/startGateway.ts';
import { startRetrieval, untilTheEnd } from '../support/startRetrieval.ts';
import { followAsDocumented, followByEvents, snippet } from './runSnippet.ts';
import { jobUpdates } from './transportContract.ts';

describe('urql', () => {
  test('follows a job as docs/subscriptions.md shows', () => followAsDocumented('urql'));
  test('follows a job over events', () => followByEvents(snippet('urql')));

  test('asks, changes and follows by its own fetch: what it accepts is JSON and events', async () => {
    await using gateway = await startGateway();
    const client = new Client({
      url: gateway.url,
      exchanges: [fetchExchange],
      fetchSubscriptions: true,
      preferGetMethod: false,
    });
    const { data } = await client.query(gql`{ vault(name: "media-masters") { name } }`, {});
    expect(data).toEqual({ vault: { name: 'media-masters' } });
    const create = gql`mutation { createVault(input: { vaultName: "from-urql" }) { __typename } }`;
    expect((await client.mutation(create, {})).data).toEqual({ createVault: { __typename: 'CreateVaultPayload' } });
    const { error } = await client.query(gql`{ nothing }`, {});
    expect(error?.graphQLErrors[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');

    const { id } = await startRetrieval(gateway);
    const phases = new Set<string>();
    await new Promise<void>((resolve) => {
      client.subscription(jobUpdates, { ids: [id] }).subscribe(({ data: told, hasNext }) => {
        phases.add(told?.jobUpdates.phase);
        if (hasNext && phases.size === 1) gateway.clock.advance(untilTheEnd);
        if (!hasNext) resolve();
      });
    });
    expect([...phases]).toEqual(['RUNNING', 'DONE']);
  });
});
