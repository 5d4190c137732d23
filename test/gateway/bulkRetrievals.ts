// Bulk starts of archive retrievals, for their tests.
import { expect } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { vaultRef } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

export const InitiateJob = 'glacier.InitiateJob';
export const vaultName = 'media-masters';

interface Outcome {
  archiveId: string;
  result: { __typename: string; code?: string; message?: string; retryable?: boolean; job?: { jobId: string } };
}

interface Payload {
  __typename: string;
  outcomes: Outcome[];
  started: number;
  failed: number;
  notStarted: number;
}

export const startMany = async (
  gateway: TestGateway,
  archiveIds: string[],
  input: Record<string, unknown> = {},
  job = 'jobId archiveId phase tier jobDescription',
  signal?: AbortSignal,
): Promise<Payload & { path?: string[] }> => {
  const { data, errors } = await gateway.query(
    `mutation ($input: InitiateArchiveRetrievalsInput!) {
      result: initiateArchiveRetrievals(input: $input) {
        __typename
        ... on InitiateArchiveRetrievalsPayload {
          started failed notStarted
          outcomes { archiveId result {
            __typename
            ... on InitiateArchiveRetrievalPayload { location job { ${job} } }
            ... on MutationError { code message retryable awsCode }
          } }
        }
        ... on MutationError { code message }
        ... on InvalidInputError { path }
      }
    }`,
    { input: { vault: vaultRef(vaultName), archiveIds, ...input } },
    signal,
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.result;
};

/** Archives of a vault, from its newest inventory. */
export const archivesOf = async (gateway: TestGateway, count: number, name = vaultName): Promise<string[]> => {
  const ids: string[] = [];
  for (let after: string | null = null; ids.length < count; ) {
    const { vault } = await gateway.data(
      `query ($name: String!, $after: String) { vault(name: $name) { latestInventory { inventory {
        archives(first: 100, after: $after) { nodes { archiveId } pageInfo { hasNextPage endCursor } } } } } }`,
      { name, after },
    );
    const { nodes, pageInfo } = vault.latestInventory.inventory.archives;
    ids.push(...nodes.map(({ archiveId }: { archiveId: string }) => archiveId));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  gateway.calls();
  return ids.slice(0, count);
};

/** Starts so many retrievals in one call. While they are sent, another query is answered. */
export async function expectOthersServed(count: number): Promise<void> {
  const clock = createClock({ speed: 0, startAt: Date.UTC(2026, 0, 15, 12) });
  const simulator = await startSimulator({ clock, seed: 'demo', archives: 2 * count });
  // A busy machine needs longer than the default of 30 s.
  await using gateway = await startGateway({ beside: { simulator, clock }, BULK_START_TIMEOUT_MS: 120_000 });
  const ids = await archivesOf(gateway, count, 'archive-of-millions');
  expect(new Set(ids).size).toBe(count);
  const all = startMany(gateway, ids, { vault: vaultRef('archive-of-millions') });
  await expect.poll(() => gateway.simulator.calls.counts[InitiateJob] ?? 0, { interval: 1 }).toBeGreaterThan(10);
  expect(await gateway.data('{ vault(name: "media-masters") { name } }')).toEqual({ vault: { name: vaultName } });
  expect(gateway.simulator.calls.counts[InitiateJob]).toBeLessThan(count);
  expect(await all).toMatchObject({ started: count, failed: 0, notStarted: 0 });
  expect(gateway.calls()).toEqual({ [InitiateJob]: count, 'glacier.DescribeVault': 1 });
  await simulator.close();
}
