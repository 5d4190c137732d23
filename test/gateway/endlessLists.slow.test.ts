// Lists of AWS that do not end (boto/boto3#1584, boto/botocore#3778, aws/aws-sdk-js-v3#3490): nothing hangs, and the error
// stays where the list is.

import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { glacierJobId, vaultId } from '../../src/schema/kit/globalId.ts';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { vaultRefText } from '../support/references.ts';
import { startEndlessLists } from '../support/startEndlessLists.ts';
import { type Data, startGateway, type TestGateway, type TestOptions } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { batchWorld, vaultWorld } from '../watch/world.ts';

const account = '111122223333';

type Endless = Parameters<typeof startEndlessLists>[1];

const kinds: Record<string, Pick<Endless, 'markerAfter' | 'empty'>> = {
  'repeats its marker': { markerAfter: () => 'same' },
  'repeats its marker on empty pages': { markerAfter: () => 'same', empty: true },
  'goes in a circle of three markers': { markerAfter: (marker) => `m${(Number(marker?.slice(1) ?? 0) + 1) % 3}` },
};

async function endlessGateway(endless: Endless, config: TestOptions = {}) {
  const clock = createClock({ speed: 0, startAt: Date.UTC(2026, 0, 15, 12) });
  const simulator: Simulator = await startSimulator({ clock, seed: 'empty' });
  for (const region of ['us-east-1', 'us-west-2']) {
    const location = { accountId: account, region };
    vaultWorld(simulator, 'media-masters', location).many(3);
    vaultWorld(simulator, 'photos', location);
    batchWorld(simulator, location).many(3);
  }
  const lists = await startEndlessLists(simulator.url, endless);
  const gateway: TestGateway = await startGateway({
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

/** The time of fifty AWS calls, one after the other. What polls without a pause polls about as often. */
async function meanwhile(gateway: TestGateway): Promise<void> {
  for (let call = 0; call < 50; call += 1) await gateway.data('{ vault(name: "photos") { name } }');
}

const noEnd = 'AWS repeats a page of a list: the list has no end.';

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
  ])('of the jobs of a vault lets %s fail, and nothing is started', async (_, mutation) => {
    const { gateway, simulator, listed } = await endlessGateway({ matches: ofVault, ...kind });
    const { data } = await gateway.query(`mutation { result: ${mutation} { __typename } }`);
    expect(data.result.__typename).toBe('ServiceUnavailableError');
    expect(simulator.calls.counts['glacier.InitiateJob']).toBeUndefined();
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
        message: noEnd,
      });
    }
    expect(listed()).toBeLessThanOrEqual(4 * data.jobs.sources.length);
  });

  test('of vaults fails its location in `vaults`, and not the others', async () => {
    const { gateway, listed } = await endlessGateway({
      matches: (path, region) => ofVaults(path) && region === 'us-east-1',
      ...kind,
    });
    const { data, errors } = await gateway.query(
      `{ vaults(first: 1000, filter: { accountIds: ["${account}"] }) { nodes { region } sources { region status message } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.vaults.sources).toEqual([
      { region: 'us-east-1', status: 'UNREACHABLE', message: noEnd },
      { region: 'us-west-2', status: 'OK', message: null },
    ]);
    expect(data.vaults.nodes.some(({ region }: Data) => region === 'us-west-2')).toBe(true);
    expect(listed()).toBeLessThanOrEqual(4);
  });

  test('of vaults is an error of its location in the graph of accounts', async () => {
    const { gateway } = await endlessGateway({
      matches: (path, region) => ofVaults(path) && region === 'us-east-1',
      ...kind,
    });
    const { data, errors } = await gateway.query(
      '{ gateway { accounts { locations { region vaults(first: 100) { nodes { name } } } } } }',
    );
    const [{ locations }] = data.gateway.accounts;
    expect(locations).toMatchObject([
      { region: 'us-east-1', vaults: null },
      { region: 'us-west-2', vaults: { nodes: expect.arrayContaining([expect.anything()]) } },
    ]);
    expect(errors).toContainEqual(
      expect.objectContaining({
        message: noEnd,
        path: ['gateway', 'accounts', 0, 'locations', 0, 'vaults'],
        extensions: expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }),
      }),
    );
  });

  test('of vaults is an error for a caller who may read some of them, and shows none of the others', async () => {
    const { gateway, listed } = await endlessGateway(
      { matches: ofVaults, ...kind },
      {
        authenticator: createTestAuthenticator({
          keys: { ann: { [`${account}/us-east-1/media-masters`]: ['read'] } },
        }),
      },
    );
    const { data } = await gateway
      .as(keyOf('ann'))
      .query('{ vaults(first: 1000) { nodes { name } sources { region status message } } }');
    expect(data.vaults.sources).toEqual([{ region: 'us-east-1', status: 'UNREACHABLE', message: noEnd }]);
    for (const { name } of data.vaults.nodes) expect(name).toBe('media-masters');
    expect(listed()).toBeLessThanOrEqual(4);
  });

  test('of jobs is an error of its connection', async () => {
    const { gateway, listed } = await endlessGateway({ matches: (path) => ofVault(path) || ofBatch(path), ...kind });
    const { data, errors } = await gateway.query(
      '{ vault(name: "media-masters") { name jobs(first: 1000) { nodes { __typename } } } batchJobs(first: 1000) { nodes { jobId } } }',
    );
    expect(data).toEqual({ vault: { name: 'media-masters', jobs: null }, batchJobs: null });
    expect(errors).toMatchObject([
      { message: noEnd, extensions: { code: 'SERVICE_UNAVAILABLE' } },
      { message: noEnd, extensions: { code: 'SERVICE_UNAVAILABLE' } },
    ]);
    expect(listed()).toBeLessThanOrEqual(8);
  });

  test('of jobs hides no job that is asked for by its ID', async () => {
    const { gateway, listed } = await endlessGateway({ matches: ofVault, ...kind });
    const vault = { accountId: account, region: 'us-east-1', vaultName: 'media-masters' };
    const idOf = (jobId: string) => JSON.stringify(glacierJobId({ ...vault, jobId }));
    const media = gateway.simulator.world.vaults().find(({ name }) => name === vault.vaultName);
    const [known] = media?.jobs.keys() ?? [];
    const ids = ['a', 'b', 'c', 'd', 'e', known ?? 'none'];
    const { data, errors } = await gateway.query(
      `{ ${ids.map((jobId, index) => `n${index}: node(id: ${idOf(jobId)}) { id }`).join(' ')} }`,
    );
    expect(errors).toBeUndefined();
    expect(Object.values(data).map((node) => node !== null)).toEqual([false, false, false, false, false, true]);
    expect(listed()).toBeLessThanOrEqual(3);
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
    await meanwhile(gateway);
    expect(listed()).toBeLessThanOrEqual(8);
    const [query] = await Promise.all([
      gateway.query('{ jobs(first: 1) { nodes { jobId } } }'),
      gateway.query('{ vault(name: "media-masters") { latestInventory { jobId } } }').then(() => gateway.close()),
    ]);
    expect(query.data.jobs.nodes).toHaveLength(1);
    await events.ended;
  });
});

test.each(Object.entries(kinds))('lists of vaults and jobs that %s keep no feed busy', async (_, kind) => {
  const { gateway, listed } = await endlessGateway({ matches: (path) => ofVaults(path) || ofBatch(path), ...kind });
  const feed = await subscribe(
    gateway.url,
    'subscription { jobFeed { job { id } sources { service region accountId status message } } }',
  );
  onTestFinished(() => feed.cut());
  const sourcesOf = async () => (await feed.next())?.data.data.jobFeed.sources ?? [];
  let failed: Data[] = [];
  // Five locations have Batch jobs, and the two accounts that are not closed have vaults.
  while (failed.length < 9) {
    failed = (await sourcesOf()).filter(({ message }: Data) => message === noEnd);
  }
  const before = listed();
  await meanwhile(gateway);
  expect(listed()).toBe(before);
  expect(before).toBeLessThanOrEqual(9 * 5);
});

test.each([
  ['batchJobs', (page: string) => `batchJobs(${page})`, (data: Data) => data.batchJobs],
  ['vaults', (page: string) => `vaults(${page})`, (data: Data) => data.vaults],
  [
    'the jobs of a vault',
    (page: string) => `vault(name: "media-masters") { jobs(${page})`,
    (data: Data) => data.vault.jobs,
  ],
])('a client that pages through a list that repeats its marker comes to an end in %s', async (_, field, read) => {
  const { gateway } = await endlessGateway({
    matches: (path) => ofVault(path) || ofBatch(path) || ofVaults(path),
    markerAfter: () => 'same',
  });
  let isLast = false;
  let after = '';
  for (let pages = 0; !isLast; pages += 1) {
    // AWS's pages have as many items. There are five locations.
    expect(pages).toBeLessThan(10);
    const list = field(`first: 2${after}`);
    const query = `{ ${list} { pageInfo { hasNextPage endCursor } } ${list.startsWith('vault(') ? '}' : ''} }`;
    const { data, errors } = await gateway.query(query);
    const page = read(data);
    if (page === null) expect(errors).toMatchObject([{ message: noEnd }]);
    isLast = !page?.pageInfo.hasNextPage;
    after = `, after: "${page?.pageInfo.endCursor}"`;
  }
});

test('lists whose pages take long end after two minutes, and what was read before is there', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  let pages = 0;
  const { gateway, listed } = await endlessGateway({
    matches: (path, region) => (ofVaults(path) && region === 'us-east-1') || ofVault(path),
    markerAfter: () => {
      vi.advanceTimersByTime(9_000);
      return `m${pages++}`;
    },
  });
  const { data } = await gateway.query(
    `{ vaults(first: 100, filter: { accountIds: ["${account}"] }) { nodes { region } sources { region status message } } }`,
  );
  const message = 'AWS did not return a whole list within 120 s: the rest was not read.';
  expect(data.vaults.sources).toEqual([
    { region: 'us-east-1', status: 'UNREACHABLE', message },
    { region: 'us-west-2', status: 'UNREACHABLE', message },
  ]);
  // Each page has the same two.
  expect(data.vaults.nodes).toHaveLength(2);
  expect(listed()).toBe(14);
  const { errors } = await gateway.query('{ vault(name: "media-masters") { latestInventory { jobId } } }');
  expect(errors).toMatchObject([{ message, extensions: { code: 'DEADLINE_EXCEEDED' } }]);
  expect(listed()).toBe(28);
});

test('the lists of one operation together end at MAX_AWS_CALLS', async () => {
  let pages = 0;
  const { gateway, simulator, listed } = await endlessGateway(
    { matches: (path) => path.endsWith('/jobs') || ofVaults(path), markerAfter: () => `m${pages++}`, empty: true },
    { MAX_AWS_CALLS: 40 },
  );
  const inventory = (name: string) => `${name}: vault(name: "media-masters") { latestInventory { jobId } }`;
  const { data, errors, extensions } = await gateway.query(`{
    ${inventory('one')}
    batchJobs(first: 5) { nodes { jobId } }
    jobs(first: 1, filter: { accountIds: ["${account}"] }) { sources { status truncated } }
    vaults(first: 5, filter: { accountIds: ["${account}"] }) { sources { status message } }
  }`);
  expect(data.one).toEqual({ latestInventory: null });
  expect(data.batchJobs).toBeNull();
  for (const source of data.jobs.sources) expect(source).toEqual({ status: 'OK', truncated: true });
  for (const { status, message } of data.vaults.sources) {
    expect({ status, message }).toEqual({ status: 'UNREACHABLE', message: expect.stringContaining('MAX_AWS_CALLS') });
  }
  for (const { message } of errors ?? []) expect(message).toContain('MAX_AWS_CALLS');
  expect(errors).toHaveLength(2);
  // The vault was described.
  expect(extensions?.aws.calls).toBe(40);
  expect(listed()).toBe(39);
  const started = await gateway.query(
    `mutation { result: initiateInventoryRetrieval(input: { ${vaultRefText('media-masters')}, format: JSON, idempotencyKey: "k1" }) { __typename } }`,
  );
  expect(started.data.result.__typename).toBe('ServiceUnavailableError');
  expect(simulator.calls.counts['glacier.InitiateJob']).toBeUndefined();
  expect(listed()).toBe(79);
});

test('many starts with a key over a list of ever new markers start nothing, and end at MAX_AWS_CALLS', async () => {
  let pages = 0;
  const { gateway, simulator, listed } = await endlessGateway(
    { matches: ofVault, markerAfter: () => `m${pages++}` },
    { MAX_AWS_CALLS: 100 },
  );
  const archiveIds = Array.from({ length: 30 }, (_, index) => String(index).padStart(138, 'a'));
  const { data } = await gateway.query(
    `mutation ($archiveIds: [String!]!) {
      result: initiateArchiveRetrievals(
        input: { ${vaultRefText('media-masters')}, archiveIds: $archiveIds, idempotencyKey: "k1" }
      ) {
        ... on InitiateArchiveRetrievalsPayload { started failed notStarted }
        ... on MutationError { message }
      }
    }`,
    { archiveIds },
  );
  expect(data.result).toEqual({ started: 0, failed: 30, notStarted: 0 });
  expect(simulator.calls.counts['glacier.InitiateJob']).toBeUndefined();
  expect(listed()).toBeLessThanOrEqual(100);
});

test('with any hostile pager every path of a query answers within MAX_AWS_CALLS, and the process turns', async () => {
  const maxCalls = 60;
  let markers: readonly string[] = [''];
  let next = 0;
  const { gateway, listed } = await endlessGateway(
    {
      matches: (path) => path.endsWith('/jobs') || ofVaults(path),
      markerAfter: () => markers[next++ % markers.length] ?? '',
    },
    { MAX_AWS_CALLS: maxCalls },
  );
  const query = `{
    jobs(first: 3, maxAgeSeconds: 0, filter: { accountIds: ["${account}"] }) { sources { status message truncated } }
    vaults(first: 30, filter: { accountIds: ["${account}"] }) { sources { status } }
    batchJobs(first: 5) { nodes { jobId } }
    vault(name: "media-masters") { jobs(first: 60) { nodes { __typename } } latestInventory { jobId } }
  }`;
  const marker = fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.nat(1_000).map(String), fc.constant(''));
  await fc.assert(
    fc.asyncProperty(fc.array(marker, { minLength: 1, maxLength: 30 }), async (script) => {
      markers = script;
      next = 0;
      const before = listed();
      const { data, errors } = await gateway.query(query);
      expect(data.jobs.sources).toHaveLength(4);
      expect(listed() - before).toBeLessThanOrEqual(maxCalls);
      for (const { extensions } of errors ?? []) expect(extensions.code).toBe('SERVICE_UNAVAILABLE');
    }),
    { numRuns: 8 },
  );
});

const notReadToEnd =
  'The source was not read to its end: the request reached JOBS_PER_SOURCE or MAX_AWS_CALLS. Jobs may be missing. Narrow the filter.';

test('a list of Batch jobs of ever new tokens without items says that it was not read to its end', async () => {
  let pages = 0;
  const { gateway, listed } = await endlessGateway(
    { matches: ofBatch, markerAfter: () => `m${pages++}`, empty: true },
    { MAX_AWS_CALLS: 40 },
  );
  const { jobs } = await gateway.data(`{ jobs(first: 1, filter: { kinds: [BATCH], regions: ["us-east-1"],
    accountIds: ["111122223333"] }) { sources { status truncated message } } }`);
  expect(jobs.sources).toEqual([{ status: 'OK', truncated: true, message: notReadToEnd }]);
  expect(listed()).toBe(40);
});

test('a list of ever new markers without items ends at MAX_AWS_CALLS', async () => {
  let pages = 0;
  const { gateway, listed } = await endlessGateway(
    { matches: (path) => ofVault(path) || ofVaults(path), markerAfter: () => `m${pages++}`, empty: true },
    { MAX_AWS_CALLS: 40 },
  );
  const { data } = await gateway.query(
    '{ jobs(first: 1, filter: { kinds: [SELECT], regions: ["us-east-1"], accountIds: ["111122223333"] }) { sources { status truncated message } } }',
  );
  expect(data.jobs.sources).toEqual([{ status: 'OK', truncated: true, message: notReadToEnd }]);
  expect(listed()).toBe(40);
  const { errors } = await gateway.query('{ vault(name: "media-masters") { latestInventory { jobId } } }');
  expect(errors?.[0]?.message).toBe(
    'The operation has made the 40 AWS calls that it may make (MAX_AWS_CALLS): the rest of a list was not read.',
  );
  // Beside one DescribeVault.
  expect(listed()).toBe(79);
});
