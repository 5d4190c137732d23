// The reservations of starts are lost in every way that can happen, and AWS's list lags. The same key never buys a second
// job, and nothing is sent before the list would certainly show an earlier one.
import { describe, expect, test } from 'vitest';
import { type AdjustableClock, createClock } from '../../src/core/clock.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { reservationKey, reservationMemoryKey } from '../../src/storage/redis/keys.ts';
import { vaultRef } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../support/startRedis.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { trustRedis } from '../support/trustRedis.ts';
import { passTime } from './passTime.ts';

const InitiateJob = 'glacier.InitiateJob';
const ListJobs = 'glacier.ListJobs';
const DescribeJob = 'glacier.DescribeJob';
const vaultName = 'lost';
const idempotencyKey = 'order 4711';

/** LIST_CONSISTENCY_SECONDS, and twice AWS_ATTEMPT_TIMEOUT_MS, of these gateways. */
const settledAfter = 180_000;
/** Of AWS's list, in milliseconds. */
const lag = 30_000;

interface World extends AsyncDisposable {
  first: TestGateway;
  clock: AdjustableClock;
  archives: string[];
  /** Another gateway with the same simulator, and other memory unless in Redis. */
  another(options?: { REDIS_URL?: string; STATE_DIR?: string }): Promise<TestGateway>;
  /** Lets time pass for the gateways and for AWS. */
  pass(milliseconds: number): void;
  jobs(): unknown[];
}

async function startWorld({ REDIS_URL }: { REDIS_URL?: string } = {}): Promise<World> {
  const clock = createClock({ speed: 0 });
  const open: TestGateway[] = [];
  const base = { startClock: clock, SNS_TOPICS: undefined };
  const first = await startGateway({ ...base, seed: 'empty', ...(REDIS_URL === undefined ? {} : { REDIS_URL }) });
  const { world, faults } = first.simulator;
  const vault = world.addVault(world.location('111122223333', 'us-east-1'), vaultName);
  const add = () => world.addArchive(vault, { content: zeroContent(2 ** 20), createdAt: 0 }).id;
  const archives = Array.from({ length: 3 }, add);
  faults.set([{ operation: ListJobs, kind: 'lag', lagMilliseconds: lag }]);
  return {
    first,
    clock,
    archives,
    another: async (options = {}) => {
      const gateway = await startGateway({ ...base, beside: first, hasNoPast: false, ...options });
      open.push(gateway);
      return gateway;
    },
    pass: (milliseconds) => {
      clock.advance(milliseconds);
      first.clock.advance(milliseconds);
    },
    jobs: () => [...vault.jobs.values()],
    [Symbol.asyncDispose]: async () => {
      await Promise.all(open.map((gateway) => gateway[Symbol.asyncDispose]()));
      await first[Symbol.asyncDispose]();
    },
  };
}

const errorFields = '... on MutationError { code message retryable retryAfterSeconds }';

async function mutate(gateway: TestGateway, field: string, payload: string, input: object) {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const { data, errors } = await gateway.query(
    `mutation ($input: ${type}Input!) { result: ${field}(input: $input) { ${errorFields} ... on ${type}Payload { ${payload} } } }`,
    { input: { vault: vaultRef(vaultName), ...input } },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.result;
}

/** Each mutation that starts a Glacier job. The result is the job, or the error. */
const mutations: Record<string, (gateway: TestGateway, world: World, key?: string) => ReturnType<typeof mutate>> = {
  initiateArchiveRetrieval: (gateway, { archives: [archiveId] }, key) =>
    mutate(gateway, 'initiateArchiveRetrieval', 'job { jobId }', { archiveId, idempotencyKey: key }),
  initiateInventoryRetrieval: (gateway, _, key) =>
    mutate(gateway, 'initiateInventoryRetrieval', 'job { jobId }', { idempotencyKey: key }),
  initiateArchiveRetrievals: async (gateway, { archives: [archiveId] }, key) => {
    const one = `outcomes { result { ${errorFields} ... on InitiateArchiveRetrievalPayload { job { jobId } } } }`;
    const { outcomes } = await mutate(gateway, 'initiateArchiveRetrievals', one, {
      archiveIds: [archiveId],
      idempotencyKey: key,
    });
    return outcomes[0].result;
  },
  ensureInventory: (gateway, _, key) =>
    mutate(gateway, 'ensureInventory', 'job { jobId }', { maxAgeSeconds: 86_400, idempotencyKey: key }),
};

const retrieve = (gateway: TestGateway, world: World) =>
  mutations['initiateArchiveRetrieval']?.(gateway, world, idempotencyKey) ?? Promise.reject(new Error('no mutation'));

/** Advances the clocks while nothing else happens. */
const settled = <T>({ first, clock }: World, task: Promise<T>) =>
  passTime({ ...clock, advance: (by) => void clock.advance(by) }, () => first.simulator.calls.total, task);

/** What a call with a key returns while an earlier start can have been forgotten. */
function expectForgotten(result: unknown) {
  expect(result).toMatchObject({
    code: 'INDETERMINATE',
    retryable: true,
    retryAfterSeconds: expect.any(Number),
    message: expect.stringMatching(
      /^Nothing was started by this call\. The same start may have been sent before: .* in \d+ s: /,
    ),
  });
  const { retryAfterSeconds } = result as { retryAfterSeconds: number };
  expect(retryAfterSeconds).toBeGreaterThan(0);
  expect(retryAfterSeconds).toBeLessThanOrEqual(settledAfter / 1000);
}

/** The start is not sent before the list shows it, and then returns the job. */
async function expectOneJob(world: World, gateway: TestGateway, jobId: string) {
  world.first.calls();
  expectForgotten(await retrieve(gateway, world));
  expect(world.first.calls()).toEqual({ [ListJobs]: 1 });
  world.pass(lag);
  expect(await retrieve(gateway, world)).toMatchObject({ job: { jobId } });
  world.pass(settledAfter);
  expect(await retrieve(gateway, world)).toMatchObject({ job: { jobId } });
  expect(world.first.calls()).not.toHaveProperty([InitiateJob]);
  expect(world.jobs()).toHaveLength(1);
}

describe('a start with a key after a restart with STATE_DIR', () => {
  test.each(Object.keys(mutations))('by %s returns its job, without any search', async (name) => {
    await using folder = await temporaryFolder('state');
    await using world = await startWorld();
    const start = mutations[name] ?? never;
    const one = await world.another({ STATE_DIR: folder.path });
    world.pass(settledAfter);
    const { job } = await start(one, world, idempotencyKey);
    await one.close();
    const other = await world.another({ STATE_DIR: folder.path });
    world.first.calls();
    expect(await start(other, world, idempotencyKey)).toMatchObject({ job: { jobId: job.jobId } });
    expect(world.first.calls()).not.toHaveProperty([InitiateJob]);
    expect(world.jobs()).toHaveLength(1);
  });

  test('that was never used is sent at once, and what it costs is one ListJobs', async () => {
    await using folder = await temporaryFolder('state');
    await using world = await startWorld();
    const one = await world.another({ STATE_DIR: folder.path });
    world.pass(settledAfter);
    // An entry keeps the time.
    await retrieve(one, world);
    await one.close();
    const other = await world.another({ STATE_DIR: folder.path });
    world.first.calls();
    expect(await mutations['initiateArchiveRetrieval']?.(other, world, 'another key')).toMatchObject({
      job: { jobId: expect.any(String) },
    });
    expect(world.first.calls()).toEqual({ [ListJobs]: 1, [InitiateJob]: 1, [DescribeJob]: 1 });
  });

  test('whose folder is new or was lost is not sent while AWS does not list its job', async () => {
    await using folder = await temporaryFolder('state');
    await using world = await startWorld();
    const { job } = await retrieve(world.first, world);
    const other = await world.another({ STATE_DIR: folder.path });
    await expectOneJob(world, other, job.jobId);
  });

  test('is not sent by a second gateway: it does not start with the folder of the first', async () => {
    await using folder = await temporaryFolder('state');
    await using world = await startWorld();
    await world.another({ STATE_DIR: folder.path });
    await expect(world.another({ STATE_DIR: folder.path })).rejects.toMatchObject({
      faults: [expect.stringContaining(`is used by process ${process.pid}`)],
    });
  });
});

describe('a start with a key after the process was killed, without a Redis', () => {
  test.each(Object.keys(mutations))('by %s is not sent again while AWS does not list its job', async (name) => {
    await using world = await startWorld();
    const start = mutations[name] ?? never;
    const { job } = await start(world.first, world, idempotencyKey);
    const other = await world.another();
    world.first.calls();
    expectForgotten(await start(other, world, idempotencyKey));
    expect(world.first.calls()).not.toHaveProperty([InitiateJob]);
    world.pass(lag);
    expect(await start(other, world, idempotencyKey)).toMatchObject({ job: { jobId: job.jobId } });
    expect(world.jobs()).toHaveLength(1);
  });

  test('that was never sent is sent once AWS would list an earlier job, and costs one ListJobs more', async () => {
    await using world = await startWorld();
    const other = await world.another();
    expectForgotten(await retrieve(other, world));
    world.pass(60_000);
    world.first.calls();
    // The rest is shorter than the timeout of a call: the call waits for it.
    expect(await settled(world, retrieve(other, world))).toMatchObject({ job: { jobId: expect.any(String) } });
    expect(world.first.calls()).toEqual({ [ListJobs]: 2, [InitiateJob]: 1, [DescribeJob]: 1 });
    expect(world.jobs()).toHaveLength(1);
  });

  test('that is first used after that time costs what it always costs', async () => {
    await using world = await startWorld();
    const other = await world.another();
    world.pass(settledAfter);
    world.first.calls();
    expect(await retrieve(other, world)).toMatchObject({ job: { jobId: expect.any(String) } });
    expect(world.first.calls()).toEqual({ [ListJobs]: 1, [InitiateJob]: 1, [DescribeJob]: 1 });
  });

  test('and without a key is sent at once', async () => {
    await using world = await startWorld();
    const other = await world.another();
    for (const name of ['initiateArchiveRetrieval', 'initiateInventoryRetrieval', 'initiateArchiveRetrievals']) {
      expect(await mutations[name]?.(other, world)).toMatchObject({ job: { jobId: expect.any(String) } });
    }
    expect(world.jobs()).toHaveLength(3);
  });

  test('of many archives reads the list once, and then once more', async () => {
    await using world = await startWorld();
    const other = await world.another();
    const many = () =>
      mutate(
        other,
        'initiateArchiveRetrievals',
        'started failed outcomes { result { ... on MutationError { code } } }',
        {
          archiveIds: world.archives,
          idempotencyKey,
        },
      );
    world.first.calls();
    expect(await many()).toMatchObject({ started: 0, failed: 3 });
    expect(world.first.calls()).toEqual({ [ListJobs]: 1 });
    world.pass(settledAfter);
    expect(await many()).toMatchObject({ started: 3, failed: 0 });
    expect(world.first.calls()).toEqual({ [ListJobs]: 1, [InitiateJob]: 3 });
  });

  test('and the list that cannot be read is an error, and nothing is sent', async () => {
    await using world = await startWorld();
    const other = await world.another();
    world.first.simulator.faults.set([{ operation: ListJobs, kind: '5xx' }]);
    expect(await retrieve(other, world)).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryable: true });
    expect(world.jobs()).toHaveLength(0);
  });
});

/** Ways to lose what a Redis knows, after a start was answered. The gateways stay connected, or connect again. */
const losses: Record<string, (redis: TestRedis) => Promise<void>> = {
  'was emptied': async ({ client }) => void (await client.flushall()),
  'was emptied by name': async ({ client }) => {
    for (const key of await client.keys('*')) await client.del(key);
  },
  'was started again without its data': async (redis) => {
    await redis.kill();
    await redis.start();
  },
  // The same holds for a replica that becomes the master: an older state, and another id of the server.
  'came back with an older state': async (redis) => {
    await redis.kill();
    await redis.start();
    if ((await redis.client.exists(reservationMemoryKey)) !== 1) throw new Error('the older state is empty');
  },
  'has evicted keys': async ({ client }) => {
    // The server evicts the keys that expire next: the one that is large. It counts that.
    await client.config('SET', 'maxmemory-policy', 'volatile-ttl');
    await client.set('large', 'x'.repeat(8_000_000), 'EX', 60);
    const used = Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
    await client.config('SET', 'maxmemory', String(used - 4_000_000));
    await client.ping();
    await client.config('SET', 'maxmemory', '0');
    if ((await client.exists('large')) !== 0) throw new Error('nothing was evicted');
    // It could have been these.
    for (const key of await client.keys(reservationKey('*').replace('%2A', '*'))) await client.del(key);
  },
};

describeWithRedis('a start with a key after its Redis', () => {
  test.each(Object.keys(losses))(
    '%s is not sent again by another gateway while AWS does not list its job',
    async (loss) => {
      await using redis = await startRedis();
      await using world = await startWorld({ REDIS_URL: redis.url });
      const other = await world.another({ REDIS_URL: redis.url });
      await trustRedis(redis);
      if (loss === 'came back with an older state') await redis.client.save();
      const { job } = await retrieve(world.first, world);
      await losses[loss]?.(redis);
      await expectReady(other);
      await expectReady(world.first);
      await expectOneJob(world, other, job.jobId);
      // The one that sent it knows its job all the time.
      expect(await retrieve(world.first, world)).toMatchObject({ job: { jobId: job.jobId } });
    },
  );
});

/** Waits until the gateway has connected to its Redis again. */
async function expectReady(gateway: TestGateway) {
  const ready = async () => (await fetch(new URL('/readyz', gateway.url))).status;
  await expect.poll(ready).toBe(200);
}

const never = (): never => {
  throw new Error('there is no such mutation');
};
