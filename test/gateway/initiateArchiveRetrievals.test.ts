// initiateArchiveRetrievals through the gateway, with exact counts of AWS calls and jobs.

import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { connectionsTo } from '../support/connectionsTo.ts';
import { vaultRef } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { archivesOf, expectOthersServed, InitiateJob, startMany, vaultName } from './bulkRetrievals.ts';

/** The archives of the jobs at AWS with this description. */
const startedAtAws = async (gateway: TestGateway, description: string): Promise<string[]> => {
  gateway.simulator.faults.clear();
  const { vault } = await gateway.data(
    `{ vault(name: "${vaultName}") { jobs(first: 500) { nodes { ... on ArchiveRetrievalJob { archiveId jobDescription } } } } }`,
  );
  return vault.jobs.nodes
    .filter((job: { jobDescription?: string }) => job.jobDescription === description)
    .map(({ archiveId }: { archiveId: string }) => archiveId);
};

const description = 'bulk test';

describe('archive retrievals in one call', () => {
  test('are started once each, in the requested order, with one AWS call each', async () => {
    await using gateway = await startGateway();
    const ids = (await archivesOf(gateway, 20)).reverse();
    const { outcomes, ...counts } = await startMany(gateway, ids, { description, tier: 'BULK' });
    expect(counts).toMatchObject({ started: 20, failed: 0, notStarted: 0 });
    expect(outcomes.map(({ archiveId }) => archiveId)).toEqual(ids);
    for (const { archiveId, result } of outcomes) {
      expect(result).toEqual({
        __typename: 'InitiateArchiveRetrievalPayload',
        location: `/111122223333/vaults/${vaultName}/jobs/${result.job?.jobId}`,
        job: {
          jobId: expect.stringMatching(/^[\w-]{92}$/),
          archiveId,
          phase: 'RUNNING',
          tier: 'BULK',
          jobDescription: description,
        },
      });
    }
    expect(gateway.calls()).toEqual({ [InitiateJob]: 20 });
    expect((await startedAtAws(gateway, description)).sort()).toEqual([...ids].sort());
  });

  test('are read back together if the query selects fields that only AWS knows', async () => {
    await using gateway = await startGateway();
    const ids = await archivesOf(gateway, 20);
    const { outcomes } = await startMany(gateway, ids, {}, 'archiveSizeInBytes tier');
    for (const { result } of outcomes) {
      expect(result.job).toEqual({ archiveSizeInBytes: expect.any(Number), tier: 'STANDARD' });
    }
    const { [InitiateJob]: starts, ...reads } = gateway.calls();
    expect(starts).toBe(20);
    expect(Object.values(reads).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(21);
  });

  test('that name an archive twice start it once and return it twice', async () => {
    await using gateway = await startGateway();
    const [one = '', other = ''] = await archivesOf(gateway, 2);
    const { outcomes, ...counts } = await startMany(gateway, [one, other, one, one]);
    expect(counts).toMatchObject({ started: 2, failed: 0, notStarted: 0 });
    expect(outcomes.map(({ archiveId }) => archiveId)).toEqual([one, other, one, one]);
    expect(outcomes[2]).toEqual(outcomes[0]);
    expect(outcomes[3]).toEqual(outcomes[0]);
    expect(gateway.calls()).toEqual({ [InitiateJob]: 2 });
  });

  test('of two hundred archives let other calls reach AWS', () => expectOthersServed(200));

  test.each([
    ['no archive', [], ['input', 'archiveIds']],
    ['more than a thousand', Array.from({ length: 1_001 }, (_, index) => `archive${index}`), ['input', 'archiveIds']],
    ['an id that cannot be one', ['fine', 'a/b'], ['input', 'archiveIds', '1']],
  ])('with %s are rejected before any AWS call', async (_, ids, path) => {
    await using gateway = await startGateway();
    expect(await startMany(gateway, ids)).toMatchObject({ __typename: 'InvalidInputError', path });
    expect(gateway.calls()).toEqual({});
  });
});

describe('the outcome of one archive', () => {
  test('does not affect others if AWS does not know the archive', async () => {
    await using gateway = await startGateway();
    const [one = '', other = ''] = await archivesOf(gateway, 2);
    const { outcomes, ...counts } = await startMany(gateway, [one, 'none', other]);
    expect(counts).toMatchObject({ started: 2, failed: 1, notStarted: 0 });
    expect(outcomes[1]).toMatchObject({ archiveId: 'none', result: { __typename: 'NotFoundError' } });
  });

  test('is found after a lost answer, and not sent again', async () => {
    await using gateway = await startGateway();
    const ids = await archivesOf(gateway, 10);
    gateway.simulator.faults.set([{ operation: InitiateJob, call: 4, kind: 'reset', when: 'after' }]);
    const { outcomes, ...counts } = await startMany(gateway, ids, { description });
    expect(counts).toMatchObject({ started: 10, failed: 0, notStarted: 0 });
    expect(outcomes.every(({ result }) => result.job?.jobId)).toBe(true);
    expect(gateway.calls()).toEqual({ [InitiateJob]: 10, 'glacier.ListJobs': 1 });
    expect((await startedAtAws(gateway, description)).sort()).toEqual([...ids].sort());
  });

  test('is INDETERMINATE for it alone if the list cannot be read', async () => {
    await using gateway = await startGateway({ startClock: createClock({ speed: 50 }) });
    const ids = await archivesOf(gateway, 10);
    gateway.simulator.faults.set([
      { operation: InitiateJob, call: 4, kind: 'reset', when: 'after' },
      { operation: 'glacier.ListJobs', kind: '5xx' },
    ]);
    const { outcomes, ...counts } = await startMany(gateway, ids, { description });
    expect(counts).toMatchObject({ started: 9, failed: 1, notStarted: 0 });
    expect(outcomes.filter(({ result }) => result.code === 'INDETERMINATE')).toHaveLength(1);
    expect(gateway.calls()[InitiateJob]).toBe(10);
  });

  test('has its own error type for a retrieval policy', async () => {
    await using gateway = await startGateway();
    const ids = await archivesOf(gateway, 10);
    gateway.simulator.faults.set([
      { operation: InitiateJob, call: 2, kind: 'error', code: 'PolicyEnforcedException', status: 400 },
    ]);
    const { outcomes, ...counts } = await startMany(gateway, ids);
    expect(counts).toMatchObject({ started: 9, failed: 1, notStarted: 0 });
    expect(outcomes.filter(({ result }) => result.__typename === 'PolicyEnforcedError')).toHaveLength(1);
  });

  test('stops the rest if AWS refuses the gateway itself', async () => {
    await using gateway = await startGateway();
    const ids = await archivesOf(gateway, 40);
    gateway.simulator.faults.set([
      { operation: InitiateJob, kind: 'error', code: 'AccessDeniedException', status: 403 },
    ]);
    const { outcomes, started, failed, notStarted } = await startMany(gateway, ids);
    expect(outcomes.every(({ result }) => result.code === 'FORBIDDEN')).toBe(true);
    const { [InitiateJob]: sent = 0 } = gateway.calls();
    expect({ started, failed, notStarted }).toEqual({ started: 0, failed: sent, notStarted: 40 - sent });
    expect(sent).toBeLessThanOrEqual(8);
  });

  test('is null with an error if the gateway fails at it, and the jobs of others are returned', async () => {
    // A fault of the gateway: the jitter, which is computed after a refusal.
    const random = () => {
      throw new TypeError('a fault of the gateway');
    };
    await using gateway = await startGateway({ random });
    const archiveIds = await archivesOf(gateway, 3);
    gateway.simulator.faults.set([
      { operation: InitiateJob, call: 2, kind: 'error', code: 'PolicyEnforcedException', status: 400 },
    ]);
    const { data, errors } = await gateway.query(
      `mutation ($input: InitiateArchiveRetrievalsInput!) {
        initiateArchiveRetrievals(input: $input) {
          ... on InitiateArchiveRetrievalsPayload {
            started failed outcomes { archiveId result { ... on InitiateArchiveRetrievalPayload { job { jobId } } } }
          }
        }
      }`,
      { input: { vault: vaultRef(vaultName), archiveIds } },
    );
    expect(data.initiateArchiveRetrievals).toMatchObject({ started: 2, failed: 1 });
    const { outcomes } = data.initiateArchiveRetrievals;
    const failed = outcomes.findIndex(({ result }: { result: object | null }) => result === null);
    expect(errors).toMatchObject([
      {
        path: ['initiateArchiveRetrievals', 'outcomes', failed, 'result'],
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      },
    ]);
    expect(outcomes.filter(({ result }: { result: object | null }) => result !== null)).toMatchObject(
      Array.from({ length: 2 }, () => ({ result: { job: { jobId: expect.any(String) } } })),
    );
  });
});

describe('throttling of a bulk call', () => {
  test('delays it, and each archive has one job', async () => {
    await using gateway = await startGateway({ startClock: createClock({ speed: 20 }) });
    const ids = await archivesOf(gateway, 12);
    // Three times as many as are in flight.
    gateway.simulator.faults.set([{ operation: InitiateJob, call: { from: 3, to: 28 }, kind: 'throttle' }]);
    expect(await startMany(gateway, ids, { description })).toMatchObject({ started: 12, failed: 0, notStarted: 0 });
    expect(gateway.calls()).toEqual({ [InitiateJob]: 12 + 26 });
    expect((await startedAtAws(gateway, description)).sort()).toEqual([...ids].sort());
  });

  test('that does not end leaves the rest notStarted with the reason', async () => {
    await using gateway = await startGateway({ BULK_START_TIMEOUT_MS: 1_500 });
    const ids = await archivesOf(gateway, 12);
    gateway.simulator.faults.set([{ operation: InitiateJob, call: { from: 3, to: 100_000 }, kind: 'throttle' }]);
    const { outcomes, ...counts } = await startMany(gateway, ids, { description });
    expect(counts).toMatchObject({ started: 2, failed: 0, notStarted: 10 });
    const rest = outcomes.filter(({ result }) => result.__typename !== 'InitiateArchiveRetrievalPayload');
    for (const { result } of rest) {
      expect(result).toEqual({
        __typename: 'ThrottledError',
        code: 'THROTTLED',
        message: expect.stringMatching(/^Not sent: /),
        retryable: true,
        awsCode: null,
      });
    }
    const done = outcomes.filter((outcome) => !rest.includes(outcome)).map(({ archiveId }) => archiveId);
    expect((await startedAtAws(gateway, description)).sort()).toEqual(done.sort());
  });
});

test('a caller that disconnects stops further starts, but none that was sent', async () => {
  await using gateway = await startGateway();
  const ids = await archivesOf(gateway, 40);
  gateway.simulator.faults.set([{ operation: InitiateJob, kind: 'delay', delayMilliseconds: 60_000 }]);
  const leaving = new AbortController();
  const connections = connectionsTo(gateway.url);
  const gone = startMany(gateway, ids, { description }, 'jobId', leaving.signal).catch((error: Error) => error.name);
  await expect.poll(() => gateway.simulator.calls.counts[InitiateJob]).toBe(8);
  const closed = [...connections].map((socket) => once(socket, 'close'));
  leaving.abort();
  expect(await gone).toBe('AbortError');
  await Promise.all(closed);
  gateway.simulator.faults.release();
  await expect.poll(() => startedAtAws(gateway, description)).toHaveLength(8);
  expect(gateway.simulator.calls.counts[InitiateJob]).toBe(8);
});
