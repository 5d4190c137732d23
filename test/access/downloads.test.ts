// Download URLs: valid for their caller, and for no longer than the caller's credential and permissions.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { actions } from '../../src/access/access.ts';
import { parseApiKeys } from '../../src/access/apiKeys.ts';
import { createAuthenticator } from '../../src/access/authenticator.ts';
import { parsePolicy } from '../../src/access/policy.ts';
import { systemClock } from '../../src/core/clock.ts';
import { createOutputTokens } from '../../src/outputs/downloads/outputTokens.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { type Subscriber, subscribe } from '../support/subscribe.ts';
import { createTestAuthenticator, keyOf } from './createTestAuthenticator.ts';

const outputSecret = 'a secret that the gateways of this test share';
const all = { '*/*': actions, '*/*/*': actions };

let first: TestGateway;
let path: string;

/** Another gateway with the same secret, as after a restart. */
const beside = (...settings: Parameters<typeof createTestAuthenticator>) =>
  startGateway({ beside: first, OUTPUT_SECRET: outputSecret, authenticator: createTestAuthenticator(...settings) });

const get = (gateway: TestGateway, headers: Record<string, string> = {}) =>
  fetch(new URL(path, gateway.url), { method: 'HEAD', headers });

beforeAll(async () => {
  first = await startGateway({
    OUTPUT_SECRET: outputSecret,
    authenticator: createTestAuthenticator({ keys: { ann: all, bob: { '*/*': ['read'] } } }),
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

describe('a download URL', () => {
  test('works without credentials, because a link has none', async () => {
    expect((await get(first)).status).toBe(200);
  });

  test("works with a browser's password for a proxy in front, which is no credential of the gateway", async () => {
    expect((await get(first, { authorization: 'Basic YTpi' })).status).toBe(200);
  });

  test('works with the credentials of its caller, and not with those of another', async () => {
    expect((await get(first, { authorization: `Bearer ${keyOf('ann')}` })).status).toBe(200);
    expect((await get(first, { authorization: 'Bearer wrong' })).status).toBe(401);
    first.calls();
    expect((await get(first, { authorization: `Bearer ${keyOf('bob')}` })).status).toBe(404);
    expect(first.calls()).toEqual({});
  });

  test('works on another gateway with the same callers and permissions', async () => {
    await using second = await beside({ keys: { ann: all, bob: { '*/*': ['read'] } } });
    expect((await get(second)).status).toBe(200);
  });

  test.each<[string, Parameters<typeof createTestAuthenticator>[0]]>([
    ['the removal of permissions', { keys: { ann: { '*/*': ['read'] }, bob: { '*/*': ['read'] } } }],
    [
      'the expiry of the key',
      { keys: { ann: all, bob: { '*/*': ['read'] } }, expiresAt: { ann: '2020-01-01T00:00:00Z' } },
    ],
  ])('is not found after %s', async (_, settings) => {
    await using second = await beside(settings);
    second.calls();
    const response = await get(second);
    expect(response.status).toBe(404);
    expect(second.calls()).toEqual({});
  });

  test('is not found once its key has another name, whose rules and limits may be others', async () => {
    const rules = { resources: ['*/*', '*/*/*'], actions: ['read'] };
    const policy = parsePolicy(
      JSON.stringify(['ann', 'eve'].map((name) => ({ callers: { keys: [name] }, rules: [rules] }))),
    );
    const named = (name: string) => {
      const sha256 = createHash('sha256').update(keyOf('ann')).digest('hex');
      const parsed = parseApiKeys(JSON.stringify({ [name]: [{ sha256 }] }));
      if ('faults' in parsed || 'faults' in policy) throw new Error('a fault in the files');
      return createAuthenticator({ keys: parsed.keys, policy, tokens: undefined, clock: systemClock });
    };
    await using gateway = await startGateway({ beside: first, authenticator: named('ann') });
    const { vault } = await gateway
      .as(keyOf('ann'))
      .data('{ vault(name: "media-masters") { latestInventory { output { url } } } }');
    const { url } = vault.latestInventory.output;
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    await gateway.reload({ authenticator: named('eve') });
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(404);
    await gateway.reload({ authenticator: named('ann') });
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });

  test('expires with the credential of its caller', async () => {
    const soon = new Date(Math.ceil(Date.now() / 1000) * 1000 + 60_000);
    await using second = await beside({ keys: { ann: all }, expiresAt: { ann: soon.toISOString() } });
    const { vault } = await second
      .as(keyOf('ann'))
      .data(
        '{ vault(name: "media-masters") { jobs(statusCode: SUCCEEDED, first: 200) { nodes { ... on ArchiveRetrievalJob { output { expiresAt } } } } } }',
      );
    const { output } = vault.jobs.nodes.find((node: Data) => node.output);
    expect(output.expiresAt).toBe(soon.toISOString());
  });
});

describe('a download URL in a subscription', () => {
  const query =
    'subscription ($vaultId: ID!) { vaultJobUpdates(vault: { id: $vaultId }) { job { ... on ArchiveRetrievalJob { output { url expiresAt } } } } }';
  let vaultId: string;
  beforeAll(async () => {
    const { vault } = await first.as(keyOf('ann')).data('{ vault(name: "media-masters") { id } }');
    vaultId = vault.id;
  });

  const listen = (gateway: TestGateway, name: string) =>
    subscribe(gateway.url, query, { vaultId }, { authorization: `Bearer ${keyOf(name)}` });
  const firstOutput = async (subscriber: Subscriber): Promise<{ url: string; expiresAt: string }> => {
    for (;;) {
      const [event] = await subscriber.take(1);
      const output = event?.data?.vaultJobUpdates?.job?.output;
      if (output) return output;
    }
  };
  const two = { keys: { ann: all, eve: all } };
  const tokens = createOutputTokens(outputSecret, () => createTestAuthenticator(two).rights);
  const callerOf = ({ url }: { url: string }) => tokens.verify(new URL(url).pathname.split('/')[2] ?? '', 0)?.callerId;

  test('belongs to its subscriber, even if another one with equal permissions has the same subscription', async () => {
    await using gateway = await beside(two);
    await using ann = await listen(gateway, 'ann');
    expect(callerOf(await firstOutput(ann))).toBe('key:ann');
    await using eve = await listen(gateway, 'eve');
    expect(callerOf(await firstOutput(eve))).toBe('key:eve');
  });

  test('is valid as long for a subscriber that joins late', async () => {
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
