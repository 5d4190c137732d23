// The caller as the gateway knows it, and what it may do: the field `viewerCan` and the mutations decide alike.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Action, actions } from '../../src/access/access.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { createTestAuthenticator, keyOf } from './createTestAuthenticator.ts';

const viewer = '{ viewer { name kind expiresAt startsLeft } }';
const accountId = '111122223333';
const all = { [`${accountId}/*`]: actions, [`${accountId}/*/*`]: actions };

describe('the viewer', () => {
  test('without authentication is anonymous and unlimited', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    expect(await gateway.data(viewer)).toEqual({
      viewer: { name: null, kind: 'ANONYMOUS', expiresAt: null, startsLeft: null },
    });
  });

  test('with an API key has its name and its expiry', async () => {
    const expiresAt = '2099-01-31T00:00:00.000Z';
    const authenticator = createTestAuthenticator({ keys: { ann: all, bob: all }, expiresAt: { ann: expiresAt } });
    await using gateway = await startGateway({ seed: 'empty', authenticator });
    expect((await gateway.as(keyOf('ann')).data(viewer)).viewer).toMatchObject({
      name: 'ann',
      kind: 'API_KEY',
      expiresAt,
    });
    expect((await gateway.as(keyOf('bob')).data(viewer)).viewer).toMatchObject({ name: 'bob', expiresAt: null });
    expect(gateway.calls()).toEqual({});
  });

  test('has the starts that are left, each caller its own, and a query counts none', async () => {
    const authenticator = createTestAuthenticator({ keys: { ann: all, bob: all } });
    await using gateway = await startGateway({ authenticator, STARTS_PER_HOUR: { authenticated: 3, anonymous: 3 } });
    const startsLeft = async (name: string) => (await gateway.as(keyOf(name)).data(viewer)).viewer.startsLeft;
    const start = `mutation { initiateInventoryRetrieval(input: {
      vault: { address: { accountId: "${accountId}", region: "us-east-1", name: "media-masters" } }
    }) { __typename } }`;
    for (const left of [2, 1, 0]) {
      expect((await gateway.as(keyOf('ann')).data(start)).initiateInventoryRetrieval.__typename).toBe(
        'InitiateInventoryRetrievalPayload',
      );
      expect(await startsLeft('ann')).toBe(left);
      expect(await startsLeft('ann')).toBe(left);
    }
    expect((await gateway.as(keyOf('ann')).query(start)).data?.initiateInventoryRetrieval?.__typename).not.toBe(
      'InitiateInventoryRetrievalPayload',
    );
    expect(await startsLeft('bob')).toBe(3);
  });
});

/** Policies over two vaults, their location and another one, with patterns of every specificity. */
const anyPolicy = fc.dictionary(
  fc.constantFrom(
    `${accountId}/us-east-1`,
    `${accountId}/*`,
    '*/us-east-1',
    `${accountId}/us-east-1/media-masters`,
    `${accountId}/us-east-1/media-*`,
    `${accountId}/us-east-1/*`,
    `${accountId}/us-west-2/*`,
    '*/*/*',
  ),
  fc.subarray([...actions]).map((some) => (some.length > 0 ? [...new Set<Action>(['read', ...some])] : some)),
  { minKeys: 1, maxKeys: 4 },
);

const location = `accountId: "${accountId}", region: "us-east-1"`;
const vaultNames = ['media-masters', 'photos'];
const vault = (name: string) => `vault: { address: { ${location}, name: "${name}" } }`;
const job = `job: { address: { ${location}, jobId: "no-such-job" } }`;

/** A mutation of each kind of object that needs the action. None of them changes the world. */
const ofVault: [Exclude<Action, 'read'>, (name: string) => string][] = [
  ['start', (name) => `initiateArchiveRetrieval(input: { ${vault(name)}, archiveId: "no-such-archive" })`],
  ['manage', (name) => `setVaultTags(input: { ${vault(name)}, tags: [{ key: "", value: "" }] })`],
  ['delete', (name) => `deleteArchive(input: { ${vault(name)}, archiveId: "no.archive" })`],
];
const ofJob: [Exclude<Action, 'read'>, string][] = [['manage', `setBatchJobPriority(input: { ${job}, priority: -1 })`]];
const ofLocation: [Exclude<Action, 'read'>, string][] = [
  ['manage', `setDataRetrievalPolicy(input: { location: { ${location} }, strategy: NONE, bytesPerHour: 1 })`],
];

async function isForbidden(caller: Pick<TestGateway, 'query'>, mutation: string): Promise<boolean> {
  const { data, errors = [] } = await caller.query(`mutation { result: ${mutation} { __typename } }`);
  const codes = errors.map(({ extensions }) => extensions.code);
  return codes.includes('FORBIDDEN') || data?.result?.__typename === 'ForbiddenError';
}

test('viewerCan has an action exactly if its mutations are not refused as FORBIDDEN', {
  timeout: 120_000,
}, async () => {
  const policies = fc
    .sample(anyPolicy, { seed: 13, numRuns: 60 })
    .filter((policy) => Object.values(policy).flat().length > 0);
  const callers = policies.map((policy, index) => [`caller${index}`, policy] as const);
  const authenticator = createTestAuthenticator({ keys: Object.fromEntries(callers) });
  await using gateway = await startGateway({ authenticator });
  const seen = new Set<string>();
  for (const [name] of callers) {
    const caller = gateway.as(keyOf(name));
    const { data } = await caller.query(
      `{ gateway { accounts { accountId locations { region viewerCan } } }
         ${vaultNames.map((each, index) => `v${index}: vault(name: "${each}", ${location}) { viewerCan }`).join(' ')}
         batchJobs(first: 1, ${location}) { nodes { viewerCan } } }`,
    );
    const here = data?.gateway?.accounts
      .find((account: { accountId: string }) => account.accountId === accountId)
      ?.locations.find(({ region }: { region: string }) => region === 'us-east-1');
    const check = async (object: string, viewerCan: string[] | undefined, action: Action, mutation: string) => {
      // What the caller may not read is not found.
      if (!viewerCan?.includes('READ')) return;
      const isAllowed = viewerCan.includes(action.toUpperCase());
      seen.add(`${object} ${action} ${isAllowed}`);
      expect([name, mutation, await isForbidden(caller, mutation)]).toEqual([name, mutation, !isAllowed]);
    };
    for (const [index, each] of vaultNames.entries()) {
      for (const [action, mutation] of ofVault)
        await check('vault', data?.[`v${index}`]?.viewerCan, action, mutation(each));
    }
    for (const [action, mutation] of ofJob) await check('job', data?.batchJobs?.nodes[0]?.viewerCan, action, mutation);
    for (const [action, mutation] of ofLocation) await check('location', here?.viewerCan, action, mutation);
  }
  // Each mutation was allowed at least once, and refused at least once.
  expect(seen.size).toBe(2 * (ofVault.length + ofJob.length + ofLocation.length));
});
