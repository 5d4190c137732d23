// Who asks for the same in the same words shares it: executed once, and paid once.
import { describe, expect, test } from 'vitest';
import { crowd } from '../http/subscriptions/crowd.ts';
import { startGateway } from '../support/startGateway.ts';
import { callsOf, tick, vaultWorld } from './world.ts';

// Tags of a vault are on no list: they cost a call for each time that they are asked for.
const withTags =
  'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id phase ... on VaultJob { vault { tags { key } } } } } }';
const tagCalls = async (gateway: Parameters<typeof callsOf>[0]) => (await callsOf(gateway))['glacier.ListTagsForVault'];

describe('identical subscriptions', () => {
  test('are executed once for each event, for any number of subscribers', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const jobs = vaultWorld(gateway.simulator).many(3);
    const body = { query: withTags, variables: { ids: jobs.map(({ id }) => id) } };
    using all = await crowd(
      gateway.url,
      Array.from({ length: 100 }, () => body),
    );
    await expect.poll(all.count).toBe(300);
    expect(gateway.activity()).toEqual({ watches: 1, broadcasts: 1 });
    expect(await tagCalls(gateway)).toBeLessThanOrEqual(3);
    jobs[0]?.end();
    gateway.clock.advance(tick);
    await expect.poll(all.count).toBe(400);
    expect(await tagCalls(gateway)).toBe(1);
    const texts = new Set(all.members.map((member) => member.events().at(-1)));
    expect(texts.size).toBe(1);
  });

  test('are identical in any order of variables, and different if anything else differs', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const [one, other] = vaultWorld(gateway.simulator).many(2);
    const query =
      'subscription A($ids: [ID!]!, $x: Boolean!) { jobUpdates(ids: $ids) { job { id phase @include(if: $x) } } }';
    const ids = [one?.id];
    using all = await crowd(gateway.url, [
      { query, variables: { ids, x: true } },
      { query, variables: { x: true, ids } },
      { query, operationName: 'A', variables: { x: true, ids } },
      { query, variables: { ids, x: false } },
      { query, variables: { ids: [other?.id], x: true } },
      { query: `${query} `, variables: { ids, x: true } },
    ]);
    await expect.poll(all.count).toBe(6);
    expect(gateway.activity()).toEqual({ watches: 1, broadcasts: 5 });
    const received = all.members.map((member) => JSON.parse(member.events()[0] ?? '').data.jobUpdates.job);
    expect(received[3]).toEqual({ id: one?.id });
    expect(received[4]).toEqual({ id: other?.id, phase: 'RUNNING' });
    expect(received[0]).toEqual({ id: one?.id, phase: 'RUNNING' });
  });
});
