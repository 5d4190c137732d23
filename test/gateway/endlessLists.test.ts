// Lists of AWS that do not end (boto/boto3#1584, boto/botocore#3778, aws/aws-sdk-js-v3#3490): nothing hangs, and the error
// stays where the list is.

import { describe, expect, onTestFinished, test } from 'vitest';
import type { Config } from '../../src/config/options.ts';
import { createClock } from '../../src/core/clock.ts';
import { vaultId } from '../../src/schema/kit/globalId.ts';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.ts';
import { vaultRefText } from '../support/references.ts';
import { startEndlessLists } from '../support/startEndlessLists.ts';
import { patient, startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';

type Endless = Parameters<typeof startEndlessLists>[1];

const kinds: Record<string, Pick<Endless, 'markerAfter' | 'empty'>> = {
  'repeats its marker': { markerAfter: () => 'same' },
  'repeats its marker on empty pages': { markerAfter: () => 'same', empty: true },
  'goes in a circle of three markers': { markerAfter: (marker) => `m${(Number(marker?.slice(1) ?? 0) + 1) % 3}` },
};

async function endlessGateway(endless: Endless, config: Partial<Config> = {}) {
  const clock = createClock({ speed: 0, startAt: Date.UTC(2026, 0, 15, 12) });
  const simulator: Simulator = await startSimulator({ clock, seed: 'demo', archives: 0 });
  const lists = await startEndlessLists(simulator.url, endless);
  const gateway: TestGateway = await startGateway({
    ...patient,
    ...config,
    endpoint: lists.url,
    beside: { simulator, clock },
  });
  onTestFinished(async () => {
    await gateway.close();
    await lists[Symbol.asyncDispose]();
    await simulator.close();
  });
  return { gateway, simulator, listed: lists.listed };
}

const ofVault = (path: string) => path.endsWith('/vaults/media-masters/jobs');
const ofVaults = (path: string) => path.endsWith('/vaults');
const ofBatch = (path: string) => path.endsWith('/v20180820/jobs');

describe.each(Object.entries(kinds))('a list that %s', (_, kind) => {
  test('of the jobs of a vault is an error of that vault', async () => {
    const { gateway, listed } = await endlessGateway({ matches: ofVault, ...kind });
    const query = `{
      looping: vault(name: "media-masters") { latestInventory { jobId } }
      other: vault(name: "photos") { name }
    }`;
    const { data, errors } = await gateway.query(query);
    expect(data.looping).toEqual({ latestInventory: null });
    expect(errors).toMatchObject([
      { path: ['looping', 'latestInventory'], extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } },
    ]);
    expect(listed()).toBeLessThanOrEqual(4);
  });

  test.each([
    ['ensureInventory', `ensureInventory(input: { ${vaultRefText('media-masters')}, maxAgeSeconds: 0 })`],
    [
      'a start with a key',
      `initiateInventoryRetrieval(input: { ${vaultRefText('media-masters')}, format: JSON, idempotencyKey: "k1" })`,
    ],
  ])('of the jobs of a vault lets %s end', async (name, mutation) => {
    const { gateway, simulator, listed } = await endlessGateway({ matches: ofVault, ...kind });
    const { data } = await gateway.query(`mutation { result: ${mutation} { __typename } }`);
    if (name === 'ensureInventory') {
      expect(data.result.__typename).toBe('ServiceUnavailableError');
      expect(simulator.calls.counts['glacier.InitiateJob']).toBeUndefined();
    }
    expect(listed()).toBeLessThanOrEqual(12);
  });

  test('of vaults, or of Batch jobs, is an error of that source', async () => {
    const { gateway, listed } = await endlessGateway({ matches: (path) => ofVaults(path) || ofBatch(path), ...kind });
    const { data } = await gateway.query(
      '{ jobs(first: 10, filter: { accountIds: ["111122223333"] }) { nodes { jobId } sources { service status truncated message } } }',
    );
    expect(data.jobs.sources.length).toBeGreaterThan(1);
    for (const source of data.jobs.sources) {
      expect(source).toMatchObject({
        status: 'UNREACHABLE',
        message: 'AWS repeats a page of a list: the list has no end.',
      });
    }
    expect(listed()).toBeLessThanOrEqual(4 * data.jobs.sources.length);
  });

  test('of the jobs of a vault does not keep a watch busy, nor the gateway open', async () => {
    const { gateway, listed } = await endlessGateway({ matches: ofVault, ...kind });
    const events = await subscribe(
      gateway.url,
      'subscription ($vaultId: ID!) { vaultJobUpdates(vault: { id: $vaultId }) { __typename } }',
      { vaultId: vaultId({ accountId: '111122223333', region: 'us-east-1', vaultName: 'media-masters' }) },
    );
    onTestFinished(() => events.cut());
    await expect.poll(listed).toBeGreaterThan(1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(listed()).toBeLessThanOrEqual(8);
    const [query] = await Promise.all([
      gateway.query('{ jobs(first: 1) { nodes { jobId } } }'),
      gateway.query('{ vault(name: "media-masters") { latestInventory { jobId } } }').then(() => gateway.close()),
    ]);
    expect(query.data.jobs.nodes).toHaveLength(1);
    await events.ended;
  });
});

test('a list of ever new markers without items ends at MAX_AWS_CALLS', async () => {
  let pages = 0;
  const { gateway, listed } = await endlessGateway(
    { matches: (path) => ofVault(path) || ofVaults(path), markerAfter: () => `m${pages++}`, empty: true },
    { MAX_AWS_CALLS: 40 },
  );
  const { data } = await gateway.query(
    '{ jobs(first: 1, filter: { kinds: [SELECT], regions: ["us-east-1"], accountIds: ["111122223333"] }) { sources { status truncated } } }',
  );
  expect(data.jobs.sources).toEqual([{ status: 'OK', truncated: true }]);
  expect(listed()).toBe(40);
  const { errors } = await gateway.query('{ vault(name: "media-masters") { latestInventory { jobId } } }');
  expect(errors?.[0]?.message).toBe('A list of AWS has more than 40 pages: the rest was not read.');
  expect(listed()).toBe(80);
});
