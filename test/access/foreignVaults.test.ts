// A caller who may read some vaults gets the same bytes, whatever else there is: in two worlds that differ only in vaults, jobs
// and tags that the caller may not read, every response is equal.
import { expect, onTestFinished, test } from 'vitest';
import { seededContent } from '../../src/simulator/world/content.ts';
import { startGateway } from '../support/startGateway.ts';
import { createTestAuthenticator, keyOf } from './createTestAuthenticator.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };
const own = ['a-1', 'f-1', 'k-1', 'm-1', 'q-1', 'z-1'];

/** Each caller and what it may read. */
const callers = {
  some: { '111122223333/us-east-1/*-1': ['read', 'start'] },
  one: { '111122223333/us-east-1/m-1': ['read'] },
  except: { '*/*/*': ['read'], '111122223333/us-east-1/hidden*': [] },
} as const;

async function startWorld(foreign: readonly string[]) {
  const gateway = await startGateway({
    seed: 'empty',
    authenticator: createTestAuthenticator({ keys: callers }),
    accounts: [{ accountId: location.accountId, name: null, regions: [location.region] }],
  });
  onTestFinished(() => gateway[Symbol.asyncDispose]());
  const { world } = gateway.simulator;
  const at = world.location(location.accountId, location.region);
  for (const name of own) {
    const vault = world.addVault(at, name, Date.UTC(2026, 0, 1));
    const archive = world.addArchive(vault, {
      id: `archive-of-${name}`.padEnd(138, 'x'),
      content: seededContent(name, 64),
    });
    for (const number of [1, 2, 3]) {
      const id = `job-${number}-of-${name}`.padEnd(92, 'x');
      world.addJob(vault, {
        id,
        action: 'ArchiveRetrieval',
        archive,
        range: { start: 0, end: 63 },
        tier: 'Standard',
        endsAt: Date.UTC(2026, 0, 1, number),
        createdAt: Date.UTC(2026, 0, 1),
      });
    }
  }
  for (const name of foreign) world.addVault(at, name, Date.UTC(2026, 0, 2));
  const send = async (caller: string, query: string, variables: object) => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        authorization: `Bearer ${keyOf(caller)}`,
      },
      body: JSON.stringify({ query, variables }),
    });
    const varying = new Set(['date', 'ratelimit', 'x-request-id']);
    const headers = [...response.headers].filter(([name]) => !varying.has(name)).sort();
    return JSON.stringify([response.status, headers, await response.text()]);
  };
  return { send };
}

const queries: [string, string][] = [
  [
    'vaults',
    '{ vaults(first: 2) { nodes { id name numberOfArchives sizeInBytes } pageInfo { hasNextPage endCursor } skippedRecords { count } } }',
  ],
  [
    'all vaults',
    '{ vaults(first: 100) { nodes { name tags { key } jobs(first: 1) { nodes { ... on VaultJob { id phase } } pageInfo { endCursor } } } edges { cursor } pageInfo { endCursor } } }',
  ],
  [
    'jobs',
    '{ jobs(first: 4) { nodes { id phase } totalCount sources { status failedVaults { __typename } } pageInfo { hasNextPage } } }',
  ],
  [
    'a location',
    '{ gateway { accounts { accountId locations { id region viewerCan vaults(first: 3) { nodes { name } pageInfo { endCursor hasNextPage } } } } } }',
  ],
  [
    'a vault',
    '{ vault(name: "m-1") { name numberOfArchives latestInventory { id } } missing: vault(name: "hidden-3") { name } }',
  ],
];

test.each(Object.keys(callers))('the caller "%s" cannot tell what is foreign', async (caller) => {
  const short = await startWorld([]);
  const many = Array.from({ length: 45 }, (_, index) => `hidden-${index}`.padEnd(10 + index * 5, 'n'));
  const long = await startWorld(['aaa', ...many, 'mmm', 'zzz'].map((name) => `hidden-${name}`));
  for (const [, query] of queries) {
    const response = await long.send(caller, query, {});
    expect(response).toContain('[200,');
    expect(response).not.toContain('errors');
    expect(response).toBe(await short.send(caller, query, {}));
  }
});

test.each(Object.keys(callers))(
  'the cursors of "%s" are equally long, and pages are full, to the end',
  async (caller) => {
    const worlds = [
      await startWorld([]),
      await startWorld(Array.from({ length: 33 }, (_, index) => `hidden-${'n'.repeat(index * 7)}`)),
    ];
    const query =
      'query ($after: String) { vaults(first: 2, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }';
    const seen = await Promise.all(
      worlds.map(async ({ send }) => {
        const pages: { names: string[]; length: number; calls: unknown }[] = [];
        for (let after: string | null = null; ; ) {
          const [, , text] = JSON.parse(await send(caller, query, { after }));
          const { data, extensions } = JSON.parse(text);
          const { nodes, pageInfo } = data.vaults;
          pages.push({
            names: nodes.map(({ name }: { name: string }) => name),
            length: pageInfo.endCursor?.length ?? 0,
            calls: extensions.aws,
          });
          if (!pageInfo.hasNextPage) return pages;
          after = pageInfo.endCursor;
        }
      }),
    );
    expect(seen[1]).toEqual(seen[0]);
  },
);
