// Gateways that share their indexes: what one has read of AWS's lists, the others need not read, and what one changes shows on
// all of them.
import { expect, onTestFinished, test, vi } from 'vitest';
import type { RedisTimes } from '../../src/storage/redis/redisTimes.ts';
import { patientRedis } from '../support/patientRedis.ts';
import { home } from '../support/references.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../support/startRedis.ts';
import { type JobsWorld, jobsWorld } from './world.ts';

const here = `accountIds: ["${home.accountId}"], regions: ["${home.region}"]`;
/** Longer than any test takes, however busy the machine is. */
const lately = 'maxAgeSeconds: 3600';
const sources = 'sources { service status asOf truncated }';
const all = `{ jobs(filter: { ${here} }, first: 20, ${lately}) { totalCount nodes { id } pageInfo { endCursor } ${sources} } }`;

/** What one reading of everything here costs: of a vault with 60 jobs, one without any, and one Batch job. */
const costOfReading = { 'glacier.ListVaults': 1, 'glacier.ListJobs': 3, 's3control.ListJobs': 1 };

function fillWorld({ simulator }: TestGateway): JobsWorld {
  const world = jobsWorld(simulator);
  for (let count = 0; count < 60; count += 1) world.addRetrieval(`job ${count}`);
  world.addBatchJob(3_600);
  simulator.world.addVault(simulator.world.location(home.accountId, home.region), 'without-jobs');
  return world;
}

const optionsOf = (redis: TestRedis, redisTimes: Partial<RedisTimes> = patientRedis) => ({
  seed: 'empty' as const,
  REDIS_URL: redis.url,
  redisTimes,
});

async function startPair(
  redis: TestRedis,
  times?: Partial<RedisTimes>,
): Promise<[TestGateway, TestGateway, JobsWorld]> {
  await redis.client.flushall();
  const first = await startGateway(optionsOf(redis, times));
  onTestFinished(() => first[Symbol.asyncDispose]());
  const world = fillWorld(first);
  return [first, await startBeside(first, redis, times), world];
}

async function startBeside(first: TestGateway, redis: TestRedis, times?: Partial<RedisTimes>): Promise<TestGateway> {
  const gateway = await startGateway({ ...optionsOf(redis, times), beside: first });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** The fields of the stored readings of all lists. */
async function readingsOf({ client }: TestRedis): Promise<{ key: string; field: string; value: string }[]> {
  const keys = await client.keys('*:list:*:state');
  const states = await Promise.all(keys.map(async (key) => ({ key, fields: await client.hgetall(key) })));
  return states.flatMap(({ key, fields }) =>
    Object.entries(fields)
      .filter(([field]) => /^(asOf|text) /.test(field))
      .map(([field, value]) => ({ key, field, value })),
  );
}

/** Until no instance is reading a list. */
const allPublished = ({ client }: TestRedis) =>
  vi.waitFor(
    async () => {
      const keys = await client.keys('*:list:*:state');
      const leases = await Promise.all(keys.map((key) => client.hexists(key, 'lease')));
      expect(leases.every((held) => held === 0)).toBe(true);
    },
    { timeout: 60_000 },
  );

const running = async (gateway: TestGateway): Promise<string[]> =>
  (
    await gateway.data(
      `{ jobs(filter: { ${here}, phases: [RUNNING], kinds: [INVENTORY_RETRIEVAL, ARCHIVE_RETRIEVAL] }, first: 500, ${lately}) { nodes { id } } }`,
    )
  ).jobs.nodes.map(({ id }: Data) => id);

// The tests begin with an empty Redis, and share it.
describeWithRedis('the index of gateways that share a Redis', (redis) => {
  test('costs one reading for all of them, with one date, for other filters and pages too', async () => {
    const [first, second] = await startPair(redis());
    const { jobs } = await first.data(all);
    expect(first.calls()).toEqual(costOfReading);
    expect(await second.data(all)).toEqual({ jobs });
    const after = `first: 20, after: "${jobs.pageInfo.endCursor}", maxAgeSeconds: 0`;
    const next = `{ jobs(filter: { ${here} }, ${after}) { nodes { id } ${sources} } }`;
    expect(await second.data(next)).toEqual(await first.data(next));
    await second.data(`{ jobs(filter: { ${here}, phases: [RUNNING] }, ${lately}) { totalCount } }`);
    expect(second.calls()).toEqual({});
    const { extensions } = await second.query(all);
    expect(extensions?.aws.calls).toBe(0);
  });

  test('costs one reading if they ask at the same moment', async () => {
    const [first, second] = await startPair(redis());
    const third = await startBeside(first, redis());
    const gateways = [first, second, third, first, second, third];
    const answers = await Promise.all(gateways.map((gateway) => gateway.data(all)));
    expect(first.calls()).toEqual(costOfReading);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  test('is read anew for a caller who asks for newer jobs than another one has read', async () => {
    const [first, second] = await startPair(redis());
    await first.data(all);
    await allPublished(redis());
    first.calls();
    await second.data(`{ jobs(filter: { ${here} }, first: 1, maxAgeSeconds: 0) { totalCount } }`);
    expect(second.calls()).toEqual(costOfReading);
    await allPublished(redis());
    // As if a minute had passed since.
    for (const { key, field, value } of await readingsOf(redis())) {
      if (field.startsWith('asOf ')) await redis().client.hset(key, field, Number(value) - 60_000);
    }
    const third = await startBeside(first, redis());
    const ofAge = (seconds: number) =>
      third.data(`{ jobs(filter: { ${here} }, first: 1, maxAgeSeconds: ${seconds}) { totalCount ${sources} } }`);
    const { jobs } = await ofAge(3600);
    expect(third.calls()).toEqual({});
    await ofAge(59);
    expect(third.calls()).toEqual(costOfReading);
    expect((await ofAge(59)).jobs.sources[0].asOf > jobs.sources[0].asOf).toBe(true);
  });

  test('shows what another gateway starts: in lists read before, read by others before, and while AWS’s list lags', async () => {
    const [first, second, world] = await startPair(redis());
    const before = await running(second);
    await allPublished(redis());
    first.simulator.faults.set([{ operation: 'glacier.ListJobs', kind: 'lag', lagMilliseconds: 3_600_000 }]);
    const started = (await first.data(world.start)).initiateArchiveRetrieval.job.id;
    first.calls();
    await vi.waitFor(async () => expect(await running(second)).toContain(started), { timeout: 60_000 });
    expect(await running(second)).toHaveLength(before.length + 1);
    const third = await startBeside(first, redis());
    expect(await running(third)).toContain(started);
    expect(first.calls()).toEqual({});
    // A new reading, which AWS's list would not have the job in.
    const anew = `{ jobs(filter: { ${here}, phases: [RUNNING], kinds: [INVENTORY_RETRIEVAL, ARCHIVE_RETRIEVAL] }, first: 500, maxAgeSeconds: 0) { nodes { id } } }`;
    const { jobs } = await third.data(anew);
    expect(jobs.nodes).toContainEqual({ id: started });
    expect(first.calls()['glacier.DescribeJob']).toBe(1);
  });

  test('shows vaults that another gateway creates and deletes, and forgets what it knew of them', async () => {
    const [first, second] = await startPair(redis());
    const address = `{ accountId: "${home.accountId}", region: "${home.region}", name: "brand-new" }`;
    await second.data(all);
    await allPublished(redis());
    first.calls();
    await first.data(`mutation { createVault(input: { vault: ${address} }) { __typename } }`);
    const readsOfNewVault = async () => {
      await second.data(`{ jobs(filter: { ${here} }, first: 0, ${lately}) { totalCount } }`);
      return first.calls()['glacier.ListJobs'] ?? 0;
    };
    first.calls();
    await vi.waitFor(async () => expect(await readsOfNewVault()).toBe(1), { timeout: 60_000 });
    expect(await readsOfNewVault()).toBe(0);
    await first.data(`mutation { deleteVault(input: { vault: { address: ${address} } }) { __typename } }`);
    await first.data(`mutation { createVault(input: { vault: ${address} }) { __typename } }`);
    first.calls();
    // Its jobs are those of another vault now.
    await vi.waitFor(async () => expect(await readsOfNewVault()).toBe(1), { timeout: 60_000 });
  });

  test('reads by itself what an instance with the lease does not read in time', async () => {
    const [first, second] = await startPair(redis(), { ...patientRedis, listWait: 10 });
    await first.data(all);
    await allPublished(redis());
    for (const { key, field, value } of await readingsOf(redis())) {
      await redis().client.hdel(key, field);
      if (!field.startsWith('asOf ')) continue;
      await redis().client.hset(key, 'lease', `somebody ${Number(value) + 3_600_000} ${value} *`);
    }
    first.calls();
    await second.data(all);
    expect(second.calls()).toEqual(costOfReading);
  });

  test('uses nothing that it finds damaged', async () => {
    const [first, second] = await startPair(redis());
    const expected = await first.data(
      `{ jobs(filter: { ${here} }, first: 50, ${lately}) { totalCount nodes { id } } }`,
    );
    await allPublished(redis());
    const damages: ((text: string) => string | Buffer)[] = [
      () => '',
      () => '{}\n',
      (text) => text.slice(0, -20),
      (text) => text.replace('"truncated":false', '"truncated":1'),
      (text) => `${text.slice(0, text.indexOf('\n'))}\nAAAA`,
      () => Buffer.from([0xff, 0x00, 0xfe]),
    ];
    const readings = (await readingsOf(redis())).filter(({ field }) => field.startsWith('text '));
    for (const [index, { key, field, value }] of readings.entries()) {
      await redis().client.hset(key, field, damages[index % damages.length]?.(value) ?? '');
    }
    expect(
      await second.data(`{ jobs(filter: { ${here} }, first: 50, ${lately}) { totalCount nodes { id } } }`),
    ).toEqual(expected);
    // A key of another type, and a log that is not whole.
    await redis().client.flushall();
    const [{ key } = { key: '' }] = readings;
    await redis().client.set(key, 'foreign');
    const anew = `{ jobs(filter: { ${here} }, first: 50, maxAgeSeconds: 0) { totalCount nodes { id } } }`;
    expect(await second.data(anew)).toEqual(expected);
  });

  test('works alone while Redis is gone, and together again afterwards', async () => {
    await using own = await startRedis();
    const [first, second] = await startPair(own);
    const totalOf = async (gateway: TestGateway, maxAge: number) =>
      (await gateway.data(`{ jobs(filter: { ${here} }, maxAgeSeconds: ${maxAge}) { totalCount } }`)).jobs.totalCount;
    const total = await totalOf(first, 3600);
    await own.kill();
    first.calls();
    expect([await totalOf(first, 3600), await totalOf(second, 3600)]).toEqual([total, total]);
    expect(first.calls()).toEqual(costOfReading);
    await own.start();
    // The one that reads publishes as soon as it is connected.
    await vi.waitFor(
      async () => {
        await totalOf(first, 0);
        first.calls();
        await allPublished(own);
        const lists = (await readingsOf(own)).filter(({ field }) => field === 'asOf *');
        // Of vaults, of the jobs of two vaults, and of Batch jobs.
        expect(lists).toHaveLength(4);
      },
      { timeout: 60_000 },
    );
    const third = await startBeside(first, own);
    first.calls();
    expect(await totalOf(third, 3600)).toBe(total);
    expect(third.calls()).toEqual({});
  });
});
