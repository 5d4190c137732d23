// Many retrievals that are started again in one call, through the whole gateway.
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { actions } from '../../src/access/access.ts';
import { glacierJobId } from '../../src/schema/kit/globalId.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { accountId, region, wholeInventory } from '../support/jobRequests.ts';
import { home } from '../support/references.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';

type Vault = ReturnType<World['addVault']>;

const minute = 60_000;
const mebibyte = 1024 ** 2;
const accounts = [{ accountId, name: null, regions: [region] }] as const;

let gateway: TestGateway;
const auditLines: Data[] = [];

beforeAll(async () => {
  gateway = await startGateway({
    seed: 'empty',
    accounts,
    log: pino({ level: 'info' }, { write: (line: string) => void auditLines.push(JSON.parse(line)) }),
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

beforeEach(() => {
  gateway.simulator.faults.clear();
  // Each test has vaults of its own.
  gateway.simulator.world.location(accountId, region).vaults.clear();
  gateway.calls();
  auditLines.length = 0;
});

const addVault = (name: string): Vault =>
  gateway.simulator.world.addVault(gateway.simulator.world.location(accountId, region), name);

/** A retrieval of an archive of its own, which ended so many minutes ago. */
function addEnded(vault: Vault, minutesAgo: number, archive = addArchive(vault)): string {
  const { world } = gateway.simulator;
  const endsAt = world.clock.now() - minutesAgo * minute;
  const range = { start: 0, end: archive.content.size - 1 };
  return world.addJob(vault, {
    action: 'ArchiveRetrieval',
    archive,
    range,
    tier: 'Standard',
    createdAt: endsAt - minute,
    endsAt,
  }).id;
}

const addArchive = (vault: Vault) => gateway.simulator.world.addArchive(vault, { content: zeroContent(mebibyte) });

const idOf = (vaultName: string, jobId: string): string => glacierJobId({ ...home, vaultName, jobId });

const counts = 'matched notAllowed superseded started failed notStarted';
const outcomes = `outcomes { jobId vaultName result { __typename
  ... on RestageArchiveRetrievalPayload { job { jobId tier phase } previousJob { jobId } } ... on MutationError { code message } } }`;

async function restage(input: object, selection = `${counts} ${outcomes}`, as: Pick<TestGateway, 'data'> = gateway) {
  const { result } = await as.data(
    `mutation ($input: RestageArchiveRetrievalsInput!) { result: restageArchiveRetrievals(input: $input) {
      ... on RestageArchiveRetrievalsPayload { ${selection} }
      ... on MutationError { code message } ... on InvalidInputError { path } } }`,
    { input },
  );
  return result;
}

const lists = { 'glacier.ListVaults': 1, 'glacier.ListJobs': 1 };

test('a dry run of a filter shows the price, the call starts each retrieval once, and a repeat starts nothing', async () => {
  const vault = addVault('films');
  // Those that expire first come first.
  const ended = [1_200, 600, 300].map((minutesAgo) => addEnded(vault, minutesAgo));
  addEnded(vault, 60);
  const outputExpiresBefore = new Date(gateway.clock.now() + 20 * 60 * minute).toISOString();
  const input = { jobs: { filter: { outputExpiresBefore } }, tier: 'BULK' };
  const dry = await restage(
    { ...input, dryRun: true },
    `${counts} outcomes { jobId job { archiveSizeInBytes } result { __typename } } estimatedCost { cost { amount currency } services { jobCount sizeInBytes } }`,
  );
  expect(dry).toMatchObject({ matched: 3, superseded: 0, started: 0, failed: 0, notStarted: 0 });
  expect(dry.outcomes).toEqual(ended.map((jobId) => ({ jobId, job: { archiveSizeInBytes: mebibyte }, result: null })));
  const price =
    '{ estimateArchiveRetrieval(sizeInBytes: 3145728, archiveCount: 3, tier: BULK) { cost { amount currency } } }';
  const { estimateArchiveRetrieval } = await gateway.data(price);
  expect(dry.estimatedCost).toEqual({
    ...estimateArchiveRetrieval,
    services: [{ jobCount: 3, sizeInBytes: 3 * mebibyte }],
  });
  expect(gateway.calls()).toEqual(lists);

  const first = await restage({ ...input, limit: 2 });
  expect(first).toMatchObject({ matched: 3, started: 2, failed: 0, notStarted: 0 });
  expect(first.outcomes).toEqual(
    ended.slice(0, 2).map((jobId) => ({
      jobId,
      vaultName: 'films',
      result: {
        __typename: 'RestageArchiveRetrievalPayload',
        job: { jobId: expect.not.stringMatching(jobId), tier: 'BULK', phase: 'RUNNING' },
        previousJob: { jobId },
      },
    })),
  );
  expect(gateway.calls()).toEqual({ ...lists, 'glacier.InitiateJob': 2 });
  expect(auditLines.filter(({ audit }) => audit).map(({ what, result }) => [what, result])).toEqual([
    [{ jobs: '0' }, 'OK'],
    [{ jobs: '2' }, 'OK'],
    ...first.outcomes.map(({ jobId, result }: Data) => [
      { vaultName: 'films', archiveId: expect.any(String), restagedFrom: jobId, jobId: result.job.jobId },
      'OK',
    ]),
  ]);

  expect(await restage(input)).toMatchObject({ matched: 1, superseded: 2, started: 1 });
  gateway.calls();
  expect(await restage(input)).toMatchObject({ matched: 0, superseded: 3, started: 0, outcomes: [] });
  expect(gateway.calls()).toEqual(lists);
});

test('a filter selects nothing in a vault whose jobs were not all read: those were perhaps restaged already', async () => {
  const vault = addVault('films');
  const archive = addArchive(vault);
  for (const minutesAgo of [600, 300]) addEnded(vault, minutesAgo, archive);
  addEnded(vault, 60);
  const input = { jobs: { filter: { vaultNames: ['films'] } } };
  await using limited = await startGateway({ beside: gateway, accounts, JOBS_PER_SOURCE: 2 });
  const selection = `${counts} sources { truncated message }`;
  const cut = await restage(input, selection, limited);
  expect(cut).toMatchObject({ matched: 0, superseded: 0, started: 0 });
  expect(cut.sources).toEqual([{ truncated: true, message: expect.stringMatching(/Narrow the filter/) }]);
  expect(gateway.calls()).toEqual({ 'glacier.ListJobs': 1 });
  expect(await restage(input, counts)).toMatchObject({ matched: 2, superseded: 1, started: 2 });
});

test('after a lost response, the same key returns the same jobs and starts none twice', async () => {
  const vault = addVault('films');
  const ids = [1, 2, 3].map((minutesAgo) => idOf('films', addEnded(vault, minutesAgo)));
  const input = { jobs: { ids }, idempotencyKey: 'after a lost response' };
  gateway.simulator.faults.set([{ operation: 'glacier.InitiateJob', call: 2, kind: 'reset', when: 'after' }]);
  const before = await restage(input);
  expect(before).toMatchObject({ matched: 3, started: 3 });
  expect(gateway.calls()['glacier.InitiateJob']).toBe(3);
  const jobsOf = ({ outcomes: each }: Data) => each.map(({ result }: Data) => result.job.jobId);
  // Also to a gateway that remembers nothing, once the list of AWS shows every job.
  await using other = await startGateway({ beside: gateway, accounts, LIST_CONSISTENCY_SECONDS: 0 });
  expect(jobsOf(await restage(input))).toEqual(jobsOf(before));
  expect(jobsOf(await restage(input, undefined, other))).toEqual(jobsOf(before));
  expect(gateway.calls()['glacier.InitiateJob']).toBeUndefined();
  expect(vault.jobs.size).toBe(6);
  // Other arguments are another start.
  const { outcomes: refused } = await restage({ ...input, tier: 'EXPEDITED' });
  expect(refused.map(({ result }: Data) => result.code)).toEqual(Array(3).fill('IDEMPOTENCY_MISMATCH'));
});

test('each ID has its own outcome: what is no ended retrieval does not stop the others', async () => {
  const vault = addVault('films');
  const ended = addEnded(vault, 1);
  const running = addEnded(vault, -60);
  const { id: inventory } = gateway.simulator.world.addJob(vault, {
    action: 'InventoryRetrieval',
    query: wholeInventory,
    endsAt: gateway.clock.now(),
  });
  const ids = [running, inventory, 'no-such-job', ended, running].map((jobId) => idOf('films', jobId));
  const codes = ({ outcomes: each }: Data) => each.map(({ result }: Data) => result?.code ?? result?.__typename);
  const dry = await restage({ jobs: { ids }, dryRun: true });
  expect(dry).toMatchObject({ matched: 4, started: 0, failed: 0 });
  expect(codes(dry)).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT', 'NOT_FOUND', undefined]);
  const done = await restage({ jobs: { ids } }, `${counts} ${outcomes} estimatedCost { services { jobCount } }`);
  expect(done).toMatchObject({ matched: 4, started: 1, failed: 3, notStarted: 0 });
  expect(codes(done)).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT', 'NOT_FOUND', 'RestageArchiveRetrievalPayload']);
  expect(done.outcomes[0].result.message).toMatch(/^input\.jobs\.ids\.0: this job is in progress/);
  expect(done.estimatedCost.services).toEqual([{ jobCount: 1 }]);
});

test('an error names the place of the ID in the input, also after one that is repeated', async () => {
  const vault = addVault('films');
  const [ended, running] = [1, -60].map((minutesAgo) => idOf('films', addEnded(vault, minutesAgo)));
  const { outcomes: each } = await restage({ jobs: { ids: [ended, ended, running] }, dryRun: true });
  expect(each.map(({ result }: Data) => result?.message ?? null)).toEqual([
    null,
    expect.stringMatching(/^input\.jobs\.ids\.2: this job is in progress/),
  ]);
});

test('what the policy denies is refused for IDs, and left out of a filter, where it takes nothing of the limit', async () => {
  const [mine, other] = [addVault('mine'), addVault('other')];
  // The other vault's jobs expire first.
  const denied = [9, 8].map((minutesAgo) => idOf('other', addEnded(other, minutesAgo)));
  const allowed = [2, 1].map((minutesAgo) => addEnded(mine, minutesAgo));
  const policy = { '*/*': actions, '*/*/*': ['read' as const], '*/*/mine': ['read' as const, 'start' as const] };
  await using guarded = await startGateway({
    beside: gateway,
    accounts,
    authenticator: createTestAuthenticator({ keys: { ann: policy } }),
  });
  const ann = guarded.as(keyOf('ann'));
  expect(await restage({ jobs: { ids: denied } }, counts, ann)).toMatchObject({ code: 'FORBIDDEN' });
  expect(gateway.calls()).toEqual({});
  const done = await restage({ jobs: { filter: { kinds: ['ARCHIVE_RETRIEVAL'] } }, limit: 2 }, undefined, ann);
  expect(done).toMatchObject({ matched: 2, notAllowed: 2, started: 2 });
  expect(done.outcomes.map(({ jobId }: Data) => jobId)).toEqual(allowed);
  expect(gateway.calls()['glacier.InitiateJob']).toBe(2);
});

test.each<[string, object, string[]]>([
  ['an empty filter', { jobs: { filter: { phases: [] } } }, ['input', 'jobs', 'filter']],
  ['too many IDs', { jobs: { ids: Array(1001).fill('x') } }, ['input', 'jobs', 'ids']],
  ['what is no ID', { jobs: { ids: ['x'] } }, ['input', 'jobs', 'ids', '0']],
  ['a limit of 0', { jobs: { filter: { kinds: ['ARCHIVE_RETRIEVAL'] } }, limit: 0 }, ['input', 'limit']],
  ['a keeping without an end', { jobs: { filter: { vaultNames: ['a'] } }, keepStaged: {} }, ['input', 'keepStaged']],
])('%s is refused before any call', async (_, input, path) => {
  expect(await restage(input)).toMatchObject({ code: 'BAD_USER_INPUT', path });
  expect(gateway.calls()).toEqual({});
});

test.each([{ kinds: ['BATCH'] }, { phases: ['RUNNING'] }, { tags: [{ key: 'a' }] }])(
  'the filter %j matches no ended retrieval, which is known without a call',
  async (filter) => {
    expect(await restage({ jobs: { filter } })).toMatchObject({ matched: 0, outcomes: [] });
    expect(gateway.calls()).toEqual({});
  },
);

// The last one: what is kept is followed from then on, which costs calls.
test('a retrieval that is kept staged goes on with the new job, and others are kept if that is asked for', async () => {
  const vault = addVault('films');
  const ids = [2, 1].map((minutesAgo) => idOf('films', addEnded(vault, minutesAgo)));
  const kept = `outcomes { result { ... on RestageArchiveRetrievalPayload { job { id keepStaged { state restages untilDownloaded } } } } }`;
  const jobsOf = ({ outcomes: each }: Data) => each.map(({ result }: Data) => result.job);
  const first = jobsOf(await restage({ jobs: { ids }, keepStaged: { untilDownloaded: true } }, kept));
  expect(first.map(({ keepStaged }: Data) => keepStaged)).toEqual(
    Array(2).fill({ state: 'ACTIVE', restages: 0, untilDownloaded: true }),
  );
  for (const job of vault.jobs.values()) job.endsAt = Math.min(job.endsAt, gateway.clock.now());
  const again = jobsOf(await restage({ jobs: { ids: first.map(({ id }: Data) => id) } }, kept));
  expect(again.map(({ keepStaged }: Data) => keepStaged)).toEqual(
    Array(2).fill({ state: 'ACTIVE', restages: 1, untilDownloaded: true }),
  );
});
