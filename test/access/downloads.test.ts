// Addresses of downloads: good for whom they were made, and for no longer than what proved them and what they may do.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { actions } from '../../src/access/access.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { type Subscriber, subscribe } from '../support/subscribe.ts';
import { keyOf, knowing } from './callers.ts';

const outputSecret = 'a secret that the gateways of this test share';
const all = { '*/*': actions, '*/*/*': actions };

let first: TestGateway;
let path: string;

/** Another gateway behind the same address, as after a restart. */
const beside = (...known: Parameters<typeof knowing>) =>
  startGateway({ beside: first, outputSecret, authenticator: knowing(...known) });

const get = (gateway: TestGateway, headers: Record<string, string> = {}) =>
  fetch(new URL(path, gateway.url), { method: 'HEAD', headers });

beforeAll(async () => {
  first = await startGateway({
    outputSecret,
    authenticator: knowing({ keys: { ann: all, bob: { '*/*': ['read'] } } }),
  });
  const { vault } = await first
    .as(keyOf('ann'))
    .data(
      '{ vault(name: "media-masters") { jobs(statusCode: SUCCEEDED, first: 200) { nodes { ... on ArchiveRetrievalJob { output { url } } } } } }',
    );
  const { url } = vault.jobs.nodes.find(({ output }: Data) => output).output;
  path = new URL(url).pathname;
});
afterAll(() => first?.[Symbol.asyncDispose]());

describe('the address of a download', () => {
  test('is proof enough by itself, as a link has no other', async () => {
    expect((await get(first)).status).toBe(200);
  });

  test('serves who sends credentials only what is theirs', async () => {
    expect((await get(first, { authorization: `Bearer ${keyOf('ann')}` })).status).toBe(200);
    expect((await get(first, { authorization: 'Bearer wrong' })).status).toBe(401);
    first.calls();
    expect((await get(first, { authorization: `Bearer ${keyOf('bob')}` })).status).toBe(404);
    expect(first.calls()).toEqual({});
  });

  test('works on another gateway with the same callers and rights', async () => {
    await using second = await beside({ keys: { ann: all, bob: { '*/*': ['read'] } } });
    expect((await get(second)).status).toBe(200);
  });

  test.each<[string, Parameters<typeof knowing>[0]]>([
    ['rights have been taken', { keys: { ann: { '*/*': ['read'] }, bob: { '*/*': ['read'] } } }],
    ['the key is over', { keys: { ann: all, bob: { '*/*': ['read'] } }, ending: { ann: '2020-01-01T00:00:00Z' } }],
  ])('tells nothing once %s', async (_, known) => {
    await using second = await beside(known);
    second.calls();
    const response = await get(second);
    expect(response.status).toBe(404);
    expect(second.calls()).toEqual({});
  });

  test('ends with the credentials of whom it was made for', async () => {
    const soon = new Date(Math.ceil(Date.now() / 1000) * 1000 + 60_000);
    await using second = await beside({ keys: { ann: all }, ending: { ann: soon.toISOString() } });
    const { vault } = await second
      .as(keyOf('ann'))
      .data(
        '{ vault(name: "media-masters") { jobs(statusCode: SUCCEEDED, first: 200) { nodes { ... on ArchiveRetrievalJob { output { expiresAt } } } } } }',
      );
    const { output } = vault.jobs.nodes.find((node: Data) => node.output);
    expect(output.expiresAt).toBe(soon.toISOString());
  });
});

describe('the address that a subscription tells', () => {
  const query =
    'subscription ($vaultId: ID!) { vaultJobUpdates(vaultId: $vaultId) { ... on ArchiveRetrievalJob { output { url expiresAt } } } }';
  let vaultId: string;
  beforeAll(async () => {
    const { vault } = await first.as(keyOf('ann')).data('{ vault(name: "media-masters") { id } }');
    vaultId = vault.id;
  });

  const listen = (gateway: TestGateway, name: string) =>
    subscribe(gateway.url, query, { vaultId }, { authorization: `Bearer ${keyOf(name)}` });
  const firstOutput = async (subscriber: Subscriber): Promise<{ url: string; expiresAt: string }> => {
    for (;;) {
      const [told] = await subscriber.take(1);
      const output = told?.data?.vaultJobUpdates?.output;
      if (output) return output;
    }
  };
  const madeFor = ({ url }: { url: string }) =>
    JSON.parse(Buffer.from(new URL(url).pathname.split(/[/.]/)[2] ?? '', 'base64url').toString())[5];

  test('is made for whom it is told, also where others with the same rights ask in the same words', async () => {
    await using gateway = await beside({ keys: { ann: all, eve: all } });
    await using ann = await listen(gateway, 'ann');
    expect(madeFor(await firstOutput(ann))).toBe('key:ann');
    await using eve = await listen(gateway, 'eve');
    expect(madeFor(await firstOutput(eve))).toBe('key:eve');
  });

  test('works for as long for who comes late', async () => {
    await using gateway = await beside({ keys: { ann: all } });
    await using early = await listen(gateway, 'ann');
    const before = await firstOutput(early);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    try {
      await using late = await listen(gateway, 'ann');
      const { expiresAt } = await firstOutput(late);
      expect(Date.parse(expiresAt) - Date.parse(before.expiresAt)).toBeGreaterThanOrEqual(3_599_000);
    } finally {
      vi.useRealTimers();
    }
  });
});
