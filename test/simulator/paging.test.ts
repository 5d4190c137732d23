// Page sizes and markers that no SDK sends, for every list: what is cut down, what is refused, and that nothing is guessed.
import { describe, expect, test } from 'vitest';
import { inventoryQuery } from '../../src/simulator/world/archive.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { jobsKeptIn } from './batchSupport.ts';
import { DAY, START, start } from './support.ts';

const headers = { 'x-amz-glacier-version': '2012-06-01', 'x-amz-account-id': '111122223333' };
const [batchJob] = jobsKeptIn('New');

/** Eighty vaults, the first with eighty jobs, and eighty Batch jobs. */
async function withLists() {
  const { simulator, location } = await start();
  const { world } = simulator;
  const [vault] = Array.from({ length: 80 }, (_, at) => world.addVault(location, `v${String(at).padStart(2, '0')}`, 0));
  if (!vault) throw new Error('no vault');
  world.addArchive(vault, { content: zeroContent(1), createdAt: START - 8 * DAY });
  const startInventory = (parameters: object) =>
    fetch(`${simulator.url}/-/vaults/v00/jobs`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ Type: 'inventory-retrieval', InventoryRetrievalParameters: parameters }),
    });
  const inventory = { action: 'InventoryRetrieval', query: inventoryQuery(), tier: undefined } as const;
  for (let at = 0; at < 80; at += 1) {
    if (batchJob) world.addBatchJob(location, { ...batchJob, id: `job-${at}` });
    world.addJob(vault, { ...inventory, description: undefined, snsTopic: undefined });
  }
  const get = async (path: string): Promise<{ items: number; next: string | null; error: string | null }> => {
    const response = await fetch(simulator.url + path, { headers });
    const text = await response.text();
    if (text.startsWith('{')) {
      const { VaultList, JobList, Marker = null, code = null } = JSON.parse(text);
      return { items: (VaultList ?? JobList ?? []).length, next: Marker, error: code && `${response.status} ${code}` };
    }
    const code = /<Code>(.*?)<\/Code>/.exec(text)?.[1];
    return {
      items: text.split('<JobId>').length - 1,
      next: /<NextToken>(.*?)<\/NextToken>/.exec(text)?.[1] ?? null,
      error: code === undefined ? null : `${response.status} ${code}`,
    };
  };
  return { get, startInventory };
}

const lists = {
  ListVaults: {
    path: '/-/vaults',
    limit: 'limit',
    marker: 'marker',
    most: 10,
    refusal: '400 InvalidParameterValueException',
  },
  ListJobs: {
    path: '/-/vaults/v00/jobs',
    limit: 'limit',
    marker: 'marker',
    most: 50,
    refusal: '400 InvalidParameterValueException',
  },
} as const;

describe.each(Object.entries(lists))('%s of Glacier', (_, { path, limit, most, refusal }) => {
  test('cuts a larger limit down to its largest page, as AWS does', async () => {
    const { get } = await withLists();
    for (const given of [most, most + 1, 100, 1000, 2 ** 31, '9223372036854775807']) {
      expect(await get(`${path}?${limit}=${given}`), String(given)).toMatchObject({ items: most, error: null });
    }
    expect(await get(`${path}?${limit}=3`)).toMatchObject({ items: 3 });
    expect(await get(`${path}?${limit}=`)).toMatchObject({ items: most });
  });

  test('refuses a limit that is no whole number from 1', async () => {
    const { get } = await withLists();
    for (const given of [
      0,
      -1,
      -1000,
      'abc',
      '1.5',
      '1e1',
      '%2B5',
      '0x5',
      '5%20',
      '9223372036854775808',
      'NaN',
      'null',
    ]) {
      expect(await get(`${path}?${limit}=${given}`), String(given)).toMatchObject({ items: 0, error: refusal });
    }
  });
});

describe('ListJobs of S3 Control', () => {
  const path = '/v20180820/jobs';

  test('takes 0 to 1,000 results; 0 is an empty page without a next one', async () => {
    const { get } = await withLists();
    expect(await get(`${path}?maxResults=0`)).toEqual({ items: 0, next: null, error: null });
    const first = await get(`${path}?maxResults=30`);
    expect(first).toMatchObject({ items: 30, next: expect.any(String) });
    const next = encodeURIComponent(first.next ?? '');
    expect(await get(`${path}?maxResults=0&nextToken=${next}`)).toEqual({ items: 0, next: null, error: null });
    expect(await get(`${path}?maxResults=1000`)).toMatchObject({ items: 80, next: null });
  });

  test('refuses other numbers, which the model excludes, and other texts', async () => {
    const { get } = await withLists();
    for (const given of [-1, 1001, '9223372036854775807']) {
      expect(await get(`${path}?maxResults=${given}`), String(given)).toMatchObject({
        error: '400 InvalidRequestException',
      });
    }
    for (const given of ['abc', '1.5', '1e2', '9223372036854775808']) {
      expect(await get(`${path}?maxResults=${given}`), given).toMatchObject({ error: '400 BadRequestException' });
    }
  });
});

describe('a marker that the list did not return', () => {
  const arn = 'arn:aws:glacier:us-east-1:111122223333:vaults/';

  test('is refused by ListVaults', async () => {
    const { get } = await withLists();
    const { next } = await get('/-/vaults');
    expect(await get(`/-/vaults?marker=${encodeURIComponent(next ?? '')}`)).toMatchObject({ items: 10 });
    for (const marker of [
      'abc',
      'v01',
      'null',
      ' ',
      arn,
      `${arn}a b`,
      `${arn}..`,
      `${arn}v01/`,
      `${arn}${'x'.repeat(256)}`,
      ` ${arn}v01`,
      `${arn}v01 `,
      `x:vaults/v01`,
      arn.replace('111122223333', '444455556666').concat('v01'),
      arn.replace('us-east-1', 'us-west-2').concat('v01'),
      arn.replace(':vaults/', ':jobs/').concat('v01'),
    ]) {
      expect(await get(`/-/vaults?marker=${encodeURIComponent(marker)}`), marker).toMatchObject({
        items: 0,
        error: '400 InvalidParameterValueException',
      });
    }
  });

  test.each([
    ['ListJobs of Glacier', '/-/vaults/v00/jobs', 'marker', '400 InvalidParameterValueException'],
    ['ListJobs of S3 Control', '/v20180820/jobs?maxResults=50', 'nextToken', '400 InvalidNextTokenException'],
  ])('is refused by %s', async (_, path, parameter, error) => {
    const { get } = await withLists();
    const { next } = await get(path);
    const marker = next ?? '';
    const page = (given: string) =>
      get(`${path}${path.includes('?') ? '&' : '?'}${parameter}=${encodeURIComponent(given)}`);
    expect(await page(marker)).toMatchObject({ items: 30, error: null });
    for (const given of [
      'abc',
      'null',
      ' ',
      `${marker}!`,
      `!${marker}`,
      ` ${marker}`,
      `${marker}\n`,
      `${marker}=`,
      `${marker}A`,
      `${arn}v01`,
    ]) {
      expect(await page(given), JSON.stringify(given)).toMatchObject({ items: 0, error });
    }
  });

  test('is refused by an inventory job', async () => {
    const { startInventory } = await withLists();
    for (const Marker of ['', 'abc', 'null', '!', `${arn}v01`]) {
      expect(await (await startInventory({ Marker })).json(), Marker).toMatchObject({
        code: 'InvalidParameterValueException',
      });
    }
  });

  test('is refused by the subscriptions of a topic, which are one page', async () => {
    const { simulator } = await start();
    const call = async (parameters: Record<string, string>) =>
      (await fetch(simulator.url, { method: 'POST', body: new URLSearchParams(parameters) })).status;
    expect(await call({ Action: 'CreateTopic', Name: 't' })).toBe(200);
    const topic = { Action: 'ListSubscriptionsByTopic', TopicArn: 'arn:aws:sns:us-east-1:111122223333:t' };
    expect(await call(topic)).toBe(200);
    expect(await call({ ...topic, NextToken: 'abc' })).toBe(400);
  });
});
