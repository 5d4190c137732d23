// The query `jobs` through the index: what it costs, how old its jobs are, and what it shows of the gateway's own changes.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { actions } from '../../src/access/access.ts';
import { createClock } from '../../src/core/clock.ts';
import { batchJobId, vaultId } from '../../src/schema/kit/globalId.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { wholeInventory } from '../support/jobRequests.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };
const here = 'accountIds: ["111122223333"], regions: ["us-east-1"]';
/** Longer than any reading takes, however busy the machine is. */
const lately = 'maxAgeSeconds: 3600';
const sources = 'sources { service status truncated message asOf failedVaults { vaultName code message } }';

const glacierSource = (data: Data) => data.jobs.sources.find(({ service }: Data) => service === 'GLACIER');

/** What one reading of everything in us-east-1 costs. */
function costOfLocation({ simulator }: TestGateway) {
  const { vaults } = simulator.world.location(location.accountId, location.region);
  const lists = [...vaults.values()];
  return {
    'glacier.ListVaults': Math.ceil(lists.length / 10),
    'glacier.ListJobs': lists.reduce((sum, { jobs }) => sum + Math.max(1, Math.ceil(jobs.size / 50)), 0),
    // The demo world has 1,100 Batch jobs here.
    's3control.ListJobs': 2,
  };
}

describe('the cost of `jobs`', () => {
  test('is one reading for all fields of an operation, whatever their filters', async () => {
    await using gateway = await startGateway();
    const { running, done, counts, ofVault } = await gateway.data(`{
      running: jobs(filter: { ${here}, phases: [RUNNING] }, maxAgeSeconds: 0) { totalCount }
      done: jobs(filter: { ${here}, phases: [DONE], outcomes: [FAILED] }) { totalCount }
      counts: jobs(filter: { ${here} }, first: 0) { totalCount }
      ofVault: jobs(filter: { ${here}, vaultNames: ["media-masters"] }) { totalCount sources { service } }
    }`);
    expect(gateway.calls()).toEqual(costOfLocation(gateway));
    expect(counts.totalCount).toBeGreaterThan(running.totalCount + done.totalCount);
    expect(ofVault.totalCount).toBeGreaterThan(0);
    expect(ofVault.sources).toEqual([{ service: 'GLACIER' }]);
  });

  test('is that of the narrowest list of AWS that has all wanted jobs', async () => {
    await using gateway = await startGateway();
    const vaults = gateway.simulator.world.location(location.accountId, location.region).vaults.size;
    await gateway.data(
      `{ jobs(filter: { ${here}, phases: [RUNNING], kinds: [INVENTORY_RETRIEVAL] }, ${lately}) { totalCount } }`,
    );
    const narrow = gateway.calls();
    expect(narrow['glacier.ListJobs']).toBe(vaults);
    expect(costOfLocation(gateway)['glacier.ListJobs']).toBeGreaterThan(vaults);
    // What has only the running jobs serves no other filter.
    await gateway.data(`{ jobs(filter: { ${here}, kinds: [INVENTORY_RETRIEVAL] }, ${lately}) { totalCount } }`);
    expect(gateway.calls()).toEqual({ 'glacier.ListJobs': costOfLocation(gateway)['glacier.ListJobs'] });
    await gateway.data(
      `{ jobs(filter: { ${here}, phases: [DONE], kinds: [ARCHIVE_RETRIEVAL] }, ${lately}) { totalCount } }`,
    );
    expect(gateway.calls()).toEqual({});
  });

  test('within the maximum age is nothing, for other filters, orders, pages and callers too; 0 always reads', async () => {
    await using gateway = await startGateway();
    const first = await gateway.data(`{ jobs(filter: { ${here} }, first: 20) { pageInfo { endCursor } ${sources} } }`);
    gateway.calls();
    // The same answer later on: an ETag can show that.
    gateway.clock.advance(1_000);
    const again = `{ jobs(filter: { ${here} }, first: 20, ${lately}) { pageInfo { endCursor } ${sources} } }`;
    expect(await gateway.data(again)).toEqual(first);
    const answers = await Promise.all([
      gateway.data(`{ jobs(filter: { ${here}, phases: [DONE] }, first: 5, ${lately}) { totalCount ${sources} } }`),
      gateway.data(
        `{ jobs(filter: { ${here} }, orderBy: { field: COMPLETION_DATE }, ${lately}) { totalCount ${sources} } }`,
      ),
      gateway.data(`{ jobs(filter: { ${here} }, first: 20, maxAgeSeconds: 0, after: "${first.jobs.pageInfo.endCursor}") {
        nodes { jobId } ${sources} } }`),
    ]);
    expect(gateway.calls()).toEqual({});
    for (const { jobs } of answers) expect(jobs.sources).toEqual(first.jobs.sources);
    await gateway.data(`{ jobs(filter: { ${here} }, first: 1, maxAgeSeconds: 0) { nodes { jobId } } }`);
    expect(gateway.calls()).toEqual(costOfLocation(gateway));
  });

  test('is a whole reading each time with 0, also while AWS returns the same bytes, and its next change shows', async () => {
    await using gateway = await startGateway();
    const { vaults } = gateway.simulator.world.location(location.accountId, location.region);
    const query = `{ jobs(filter: { ${here} }, first: 1, orderBy: { field: CREATION_DATE }, maxAgeSeconds: 0) {
      totalCount nodes { jobId } groups(by: [PHASE]) { phase count }
    } }`;
    const cost = costOfLocation(gateway);
    const { jobs: first } = await gateway.data(query);
    expect(gateway.calls()).toEqual(cost);
    expect((await gateway.data(query)).jobs).toEqual(first);
    expect(gateway.calls()).toEqual(cost);
    // Another client of AWS has started a job.
    const vault = vaults.get('media-masters');
    if (!vault) throw new Error('no vault');
    const job = gateway.simulator.world.addJob(vault, { action: 'InventoryRetrieval', query: wholeInventory });
    const { jobs } = await gateway.data(query);
    expect(jobs).toMatchObject({ totalCount: first.totalCount + 1, nodes: [{ jobId: job.id }] });
    job.endsAt = gateway.clock.now();
    const { jobs: ended } = await gateway.data(query);
    const doneIn = ({ groups }: Data) => groups.find(({ phase }: Data) => phase === 'DONE').count;
    expect([ended.totalCount, doneIn(ended)]).toEqual([jobs.totalCount, doneIn(jobs) + 1]);
  });

  test('is remembered for an account that Glacier is closed to, as for any other list', async () => {
    await using gateway = await startGateway();
    const filter = 'filter: { accountIds: ["777788889999"] }';
    const first = await gateway.data(`{ jobs(${filter}, first: 1) { pageInfo { endCursor } ${sources} } }`);
    expect(gateway.calls()).toEqual({ 'glacier.ListVaults': 1, 's3control.ListJobs': 1 });
    const after = first.jobs.pageInfo.endCursor;
    for (const page of [lately, `maxAgeSeconds: 0, first: 1, after: "${after}"`]) {
      const { jobs } = await gateway.data(`{ jobs(${filter}, ${page}) { ${sources} } }`);
      expect(jobs.sources).toEqual(first.jobs.sources);
    }
    expect(glacierSource(first)).toMatchObject({ status: 'CLOSED_TO_ACCOUNT' });
    expect(gateway.calls()).toEqual({});
    await gateway.data(`{ jobs(${filter}, maxAgeSeconds: 0) { totalCount } }`);
    expect(gateway.calls()).toEqual({ 'glacier.ListVaults': 1, 's3control.ListJobs': 1 });
  });

  test('of many callers at the same moment is one reading, and only the one who reads counts the calls', async () => {
    await using gateway = await startGateway();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => gateway.query(`{ jobs(filter: { ${here} }, first: 5) { nodes { jobId } } }`)),
    );
    const cost = costOfLocation(gateway);
    const total = Object.values(cost).reduce((sum, calls) => sum + calls, 0);
    expect(gateway.calls()).toEqual(cost);
    expect(answers.map(({ extensions }) => extensions?.aws.calls).sort((a = 0, b = 0) => b - a)).toEqual([
      total,
      ...Array.from({ length: 9 }, () => 0),
    ]);
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
  });

  test('never exceeds MAX_AWS_CALLS, and says that jobs may be missing', async () => {
    await using gateway = await startGateway({ MAX_AWS_CALLS: 22 });
    const { jobs } = await gateway.data(`{ jobs(filter: { ${here} }, first: 1) { totalCount ${sources} } }`);
    expect(Object.values(gateway.calls()).reduce((sum, calls) => sum + calls, 0)).toBe(22);
    expect(glacierSource({ jobs })).toMatchObject({
      status: 'OK',
      truncated: true,
      message: expect.stringContaining('MAX_AWS_CALLS'),
    });
    // What was cut short serves nobody else.
    const { jobs: ofVault } = await gateway.data(
      `{ jobs(filter: { ${here}, vaultNames: ["media-masters"] }, first: 1) { totalCount ${sources} } }`,
    );
    expect(glacierSource({ jobs: ofVault })).toMatchObject({ status: 'OK', truncated: false });
  });

  test('is bounded by JOBS_PER_SOURCE, and says so', async () => {
    await using gateway = await startGateway({ JOBS_PER_SOURCE: 60 });
    for (const _ of [1, 2]) {
      const { jobs } = await gateway.data(`{ jobs(filter: { ${here}, kinds: [SELECT, INVENTORY_RETRIEVAL,
        ARCHIVE_RETRIEVAL] }, first: 1) { totalCount ${sources} } }`);
      expect(jobs.totalCount).toBe(60);
      expect(glacierSource({ jobs })).toMatchObject({ status: 'OK', truncated: true });
    }
  });
});

describe('a reading that fails in part', () => {
  /** Of the calls with these numbers; of all calls if omitted. */
  const denied = (call: number | 'every') => ({
    operation: 'glacier.ListJobs',
    kind: 'error' as const,
    status: 403,
    code: 'AccessDeniedException',
    call,
  });

  test('is PARTIAL, names the vaults that failed, and has all jobs of the others', async () => {
    await using gateway = await startGateway();
    const all = await gateway.data(`{ jobs(filter: { ${here}, phases: [RUNNING, DONE] }, first: 0) {
      totalCount groups(by: [VAULT]) { vaultName count } } }`);
    gateway.simulator.faults.set([denied(5)]);
    const { jobs } = await gateway.data(
      `{ jobs(filter: { ${here}, phases: [RUNNING, DONE] }, maxAgeSeconds: 0) { totalCount ${sources} } }`,
    );
    const vaults = gateway.simulator.world.location(location.accountId, location.region).vaults.size;
    const { failedVaults } = glacierSource({ jobs });
    const countOf = (name: string) => all.jobs.groups.find(({ vaultName }: Data) => vaultName === name)?.count ?? 0;
    expect(jobs.totalCount).toBe(all.jobs.totalCount - countOf(failedVaults[0].vaultName));
    expect(glacierSource({ jobs })).toEqual({
      service: 'GLACIER',
      status: 'PARTIAL',
      truncated: true,
      message: `1 of ${vaults} vaults could not be read.`,
      asOf: expect.any(String),
      failedVaults: [{ vaultName: expect.any(String), code: 'FORBIDDEN', message: expect.any(String) }],
    });
    gateway.simulator.faults.clear();
    const after = await gateway.data(`{ jobs(filter: { ${here} }, first: 0) { ${sources} } }`);
    expect(glacierSource(after).status).toBe('OK');
  });

  test('of every vault has the status of the failure', async () => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([denied('every')]);
    const { jobs } = await gateway.data(`{ jobs(filter: { ${here} }, first: 1) { ${sources} } }`);
    expect(glacierSource({ jobs })).toMatchObject({ status: 'DENIED', failedVaults: expect.any(Array) });
    expect(glacierSource({ jobs }).failedVaults.length).toBeGreaterThan(10);
  });
});

const restore = {
  location,
  operation: { s3InitiateRestoreObject: { expirationInDays: 7, glacierJobTier: 'BULK' } },
  manifest: {
    manifest: {
      spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] },
      location: { objectArn: 'arn:aws:s3:::manifests/restore.csv', eTag: '60e460c9d1046e73f7dde5043ac3ae85' },
    },
  },
  priority: 10,
  roleArn: `arn:aws:iam::${location.accountId}:role/batch`,
};

describe('what the gateway changes', () => {
  const address = { accountId: location.accountId, region: location.region, name: 'media-masters' };

  test('shows at once in lists that were read before: a start, a new vault, a deleted one', async () => {
    await using gateway = await startGateway();
    const count = async () =>
      (await gateway.data(`{ jobs(filter: { ${here}, phases: [RUNNING] }, first: 0, ${lately}) { totalCount } }`)).jobs
        .totalCount;
    const before = await count();
    await gateway.data(
      'mutation ($vault: VaultRef!) { initiateInventoryRetrieval(input: { vault: $vault }) { __typename } }',
      { vault: { address } },
    );
    gateway.calls();
    expect(await count()).toBe(before + 1);
    expect(gateway.calls()).toEqual({});
    await gateway.data('mutation ($vault: VaultAddress!) { createVault(input: { vault: $vault }) { __typename } }', {
      vault: { ...address, name: 'brand-new' },
    });
    gateway.calls();
    expect(await count()).toBe(before + 1);
    // The new vault was never read.
    expect(gateway.calls()).toEqual({ 'glacier.ListJobs': 1 });
  });

  test('is not shown in progress once it has ended, in lists that AWS has left it out of', async () => {
    await using gateway = await startGateway();
    const phases = '[QUEUED, RUNNING]';
    const only = `accountIds: ["${location.accountId}"], regions: ["us-east-1"]`;
    const running = async (kind: string) => {
      const filter = `{ ${only}, kinds: [${kind}], phases: ${phases} }`;
      const { jobs } = await gateway.data(
        `{ jobs(first: 1000, maxAgeSeconds: 0, filter: ${filter}) { nodes { jobId } } }`,
      );
      return jobs.nodes.map(({ jobId }: Data) => jobId);
    };
    const started = await gateway.data(
      `mutation ($vault: VaultRef!, $restore: CreateBatchJobInput!) {
        glacier: initiateInventoryRetrieval(input: { vault: $vault }) { ... on InitiateInventoryRetrievalPayload { job { jobId } } }
        batch: createBatchJob(input: $restore) { ... on CreateBatchJobPayload { job { jobId } } }
      }`,
      { vault: { address }, restore },
    );
    const [inventory, batch] = [started.glacier.job.jobId, started.batch.job.jobId];
    expect(await running('INVENTORY_RETRIEVAL')).toContain(inventory);
    expect(await running('BATCH')).toContain(batch);
    gateway.clock.advance(30 * 3_600_000);
    gateway.calls();
    for (const describes of [1, undefined]) {
      expect(await running('INVENTORY_RETRIEVAL')).not.toContain(inventory);
      expect(gateway.calls()['glacier.DescribeJob']).toBe(describes);
      expect(await running('BATCH')).not.toContain(batch);
      expect(gateway.calls()['s3control.DescribeJob']).toBe(describes);
    }
  });

  test('shows at once while AWS’s list lags, at the cost of one DescribeJob for each reading', async () => {
    await using gateway = await startGateway();
    const filter = `{ ${here}, kinds: [INVENTORY_RETRIEVAL], phases: [RUNNING] }`;
    gateway.simulator.faults.set([{ operation: 'glacier.ListJobs', kind: 'lag', lagMilliseconds: 3_600_000 }]);
    const { start } = await gateway.data(
      `mutation ($vault: VaultRef!) { start: initiateInventoryRetrieval(input: { vault: $vault }) {
        ... on InitiateInventoryRetrievalPayload { job { jobId } } } }`,
      { vault: { address } },
    );
    gateway.calls();
    for (let reading = 0; reading < 2; reading += 1) {
      const { jobs } = await gateway.data(
        `{ jobs(first: 1000, maxAgeSeconds: 0, filter: ${filter}) { nodes { jobId phase } } }`,
      );
      expect(jobs.nodes).toContainEqual({ jobId: start.job.jobId, phase: 'RUNNING' });
      expect(gateway.calls()['glacier.DescribeJob']).toBe(1);
    }
  });

  test('shows at once: a created, confirmed, re-prioritised and cancelled Batch job', async () => {
    await using gateway = await startGateway();
    const list = async () =>
      (
        await gateway.data(
          `{ jobs(filter: { ${here}, kinds: [BATCH] }, first: 1000, ${lately}) { nodes { jobId phase ... on BatchJob { status priority } } } }`,
        )
      ).jobs.nodes;
    const before = await list();
    const suspended = before.find(({ status }: Data) => status === 'SUSPENDED');
    const active = before.find(({ status }: Data) => status === 'ACTIVE');
    const ref = (jobId: string) => ({ id: batchJobId({ ...location, jobId }) });
    await gateway.data(
      `mutation ($suspended: BatchJobRef!, $active: BatchJobRef!) {
        confirmBatchJob(input: { job: $suspended }) { __typename }
        setBatchJobPriority(input: { job: $active, priority: 77 }) { __typename }
      }`,
      { suspended: ref(suspended.jobId), active: ref(active.jobId) },
    );
    gateway.calls();
    const after = await list();
    expect(gateway.calls()).toEqual({});
    const find = (jobs: Data[], { jobId }: Data) => jobs.find((job) => job.jobId === jobId);
    expect(find(after, suspended).status).not.toBe('SUSPENDED');
    expect(find(after, active).priority).toBe(77);
    await gateway.data('mutation ($job: BatchJobRef!) { cancelBatchJob(input: { job: $job }) { __typename } }', {
      job: ref(active.jobId),
    });
    gateway.calls();
    expect(['CANCELLING', 'CANCELLED']).toContain(find(await list(), active).status);
    expect(gateway.calls()).toEqual({});
  });
});

describe('a list that a watch follows', () => {
  test('costs nothing with null, however old it is, and shows what the watch has seen', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { world, calls } = gateway.simulator;
    const place = world.location(location.accountId, location.region);
    const vault = world.addVault(place, 'photos');
    const query = {
      format: 'JSON' as const,
      startDate: undefined,
      endDate: undefined,
      limit: undefined,
      marker: undefined,
    };
    const add = () => world.addJob(vault, { action: 'InventoryRetrieval', query, endsAt: Number.POSITIVE_INFINITY });
    const job = add();
    const stream = await subscribe(
      gateway.url,
      'subscription ($id: ID!) { vaultJobUpdates(vault: { id: $id }) { __typename } }',
      { id: vaultId({ ...location, vaultName: 'photos' }) },
    );
    onTestFinished(() => stream.cut());
    await stream.next();
    const count = async (phase: string, maxAge: string) =>
      (
        await gateway.data(
          `{ jobs(filter: { vaultNames: ["photos"], ${here}, phases: [${phase}] }, maxAgeSeconds: ${maxAge}) { totalCount } }`,
        )
      ).jobs.totalCount;
    calls.reset();
    expect([await count('RUNNING', 'null'), await count('DONE', 'null')]).toEqual([1, 0]);
    expect(calls.counts).toEqual({});
    job.endsAt = world.clock.now();
    add();
    gateway.clock.advance(120_000);
    await stream.next();
    await stream.next();
    calls.reset();
    expect([await count('RUNNING', 'null'), await count('DONE', 'null')]).toEqual([1, 1]);
    expect(calls.counts).toEqual({});
    expect([await count('RUNNING', '0'), await count('DONE', '0')]).toEqual([1, 1]);
  });
});

test('a caller who may read some vaults learns nothing of the others: neither failures, counts nor limits', async () => {
  const own = 'media-masters';
  await using gateway = await startGateway({
    JOBS_PER_SOURCE: 500,
    authenticator: createTestAuthenticator({
      keys: {
        root: { '*/*': actions, '*/*/*': actions },
        ann: { [`${location.accountId}/${location.region}/${own}`]: ['read'] },
      },
    }),
  });
  const filter = `{ accountIds: ["${location.accountId}"], regions: ["${location.region}"] }`;
  const query = `{ jobs(first: 0, maxAgeSeconds: 0, filter: ${filter}) {
    totalCount groups(by: [VAULT]) { vaultName } ${sources}
  } }`;
  const { jobs: alone } = await gateway.as(keyOf('ann')).data(query);
  expect(alone.groups).toEqual([{ vaultName: own }]);
  expect(alone.sources).toMatchObject([{ status: 'OK', truncated: false, failedVaults: [] }]);

  gateway.simulator.faults.set([
    { operation: 'glacier.ListJobs', kind: 'error', status: 403, code: 'AccessDeniedException', call: 5 },
  ]);
  const { jobs: all } = await gateway.as(keyOf('root')).data(query);
  expect(glacierSource({ jobs: all })).toMatchObject({ status: 'PARTIAL', truncated: true });
  gateway.simulator.faults.clear();
  const cached = query.replace('maxAgeSeconds: 0', 'maxAgeSeconds: null');
  const { jobs: after } = await gateway.as(keyOf('ann')).data(cached);
  const withoutDates = ({ asOf: _, ...source }: Data) => source;
  expect({ ...after, sources: after.sources.map(withoutDates) }).toEqual({
    ...alone,
    sources: alone.sources.map(withoutDates),
  });
});

test('with an open feed of everything, counts, pages and filters over the demo world cost nothing at speed 1', async () => {
  const clock = createClock({ speed: 1, startAt: Date.UTC(2026, 0, 15, 12) });
  const simulator = await startSimulator({ clock, seed: 'demo', archives: 0 });
  onTestFinished(() => simulator.close());
  await using gateway = await startGateway({ beside: { simulator, clock } });
  const feed = await subscribe(gateway.url, 'subscription { jobFeed { change job { id } } }');
  onTestFinished(() => feed.cut());
  const ask = async (args: string) => {
    const { data, errors, extensions } = await gateway.query(
      `{ jobs(${args}, maxAgeSeconds: null) {
        totalCount groups(by: [PHASE, KIND]) { count } nodes { id phase } pageInfo { endCursor } sources { asOf } } }`,
    );
    expect(errors).toBeUndefined();
    return { ...data.jobs, calls: extensions?.aws.calls };
  };
  // Until each watch has polled once.
  await expect.poll(async () => (await ask('first: 1')).calls).toBe(0);
  // What was read is older than a query of null accepts of what no watch follows.
  const now = Date.now;
  const later = vi.spyOn(Date, 'now').mockImplementation(() => now() + 30_000);
  onTestFinished(() => later.mockRestore());
  const first = await ask('first: 50');
  expect([first.calls, first.totalCount > 1_000]).toEqual([0, true]);
  for (const args of [
    `first: 50, after: "${first.pageInfo.endCursor}"`,
    'first: 50, filter: { phases: [RUNNING] }',
    'first: 0, filter: { outcomes: [SUCCEEDED] }',
    'first: 50, filter: { kinds: [BATCH], phases: [QUEUED] }, orderBy: { field: EXPECTED_COMPLETION }',
    'first: 5, filter: { vaultNames: ["media-masters"], kinds: [ARCHIVE_RETRIEVAL] }',
  ]) {
    const answer = await ask(args);
    expect([args, answer.calls, answer.totalCount > 0]).toEqual([args, 0, true]);
  }
}, 60_000);
