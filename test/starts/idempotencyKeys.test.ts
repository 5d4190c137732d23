// Idempotency keys through the gateway: their results, their cost, and failures of Redis or AWS.

import { afterEach, describe, expect, test } from 'vitest';
import { type AdjustableClock, createClock } from '../../src/core/clock.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { startSecretKey } from '../../src/storage/redis/keys.ts';
import { patientRedis } from '../support/patientRedis.ts';
import { home, vaultRef } from '../support/references.ts';
import { startGateway, type TestGateway, type TestOptions } from '../support/startGateway.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../support/startRedis.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { trustRedis } from '../support/trustRedis.ts';
import { passTime } from './passTime.ts';

const InitiateJob = 'glacier.InitiateJob';
const ListJobs = 'glacier.ListJobs';
const DescribeJob = 'glacier.DescribeJob';
const vaultName = 'keys';
const idempotencyKey = 'order 4711';

/** A gateway with a vault and archives, and a clock that the test controls. */
async function startWorld({
  startClock = createClock({ speed: 0 }),
  ...options
}: {
  startClock?: AdjustableClock;
  REDIS_URL?: string;
  START_SECRET?: string | undefined;
  STATE_DIR?: string;
  LIST_CONSISTENCY_SECONDS?: number;
  beside?: TestGateway;
  redisTimes?: TestOptions['redisTimes'];
} = {}) {
  const gateway = await startGateway({ seed: 'empty', startClock, SNS_TOPICS: undefined, ...options });
  const { simulator } = gateway;
  const location = simulator.world.location('111122223333', 'us-east-1');
  const vault = location.vaults.get(vaultName) ?? simulator.world.addVault(location, vaultName);
  const archives = Array.from(
    { length: 4 },
    () => simulator.world.addArchive(vault, { content: zeroContent(2 ** 21), createdAt: 0 }).id,
  );
  return {
    gateway,
    simulator,
    startClock,
    archives,
    archiveId: archives[0] ?? '',
    /** The jobs at AWS. */
    jobs: () => [...vault.jobs.values()],
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  };
}

const result = `__typename
  ... on MutationError { code message retryable } ... on InvalidInputError { path }`;

async function mutate(gateway: TestGateway, field: string, payload: string, input: object, signal?: AbortSignal) {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const { data, errors } = await gateway.query(
    `mutation ($input: ${type}Input!) { result: ${field}(input: $input) { ${result} ... on ${type}Payload { ${payload} } } }`,
    { input },
    signal,
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.result;
}

const retrieve = (gateway: TestGateway, input: object, signal?: AbortSignal) =>
  mutate(
    gateway,
    'initiateArchiveRetrieval',
    'location job { jobId phase jobDescription }',
    { vault: vaultRef(vaultName), ...input },
    signal,
  );

/** Advances the clock of starts while nothing else happens. */
const settled = <T>(gateway: TestGateway, clock: AdjustableClock, task: Promise<T>, redis?: TestRedis) =>
  passTime(clock, () => gateway.simulator.calls.total, task, redis);

describe('an idempotency key', () => {
  test('returns the same job for every repetition, and costs one ListJobs before the first start', async () => {
    await using at = await startWorld();
    const { gateway, archiveId } = at;
    const input = { archiveId, idempotencyKey, description: 'my own words' };
    const first = await retrieve(gateway, input);
    expect(first.job).toMatchObject({ phase: 'RUNNING', jobDescription: 'my own words' });
    expect(gateway.calls()).toEqual({ [ListJobs]: 1, [InitiateJob]: 1, [DescribeJob]: 1 });
    expect(await retrieve(gateway, input)).toEqual(first);
    expect(gateway.calls()[InitiateJob]).toBeUndefined();
    gateway.clock.advance(20 * 3_600_000);
    expect(await retrieve(gateway, input)).toMatchObject({ location: first.location, job: { phase: 'DONE' } });
    expect(at.jobs()).toHaveLength(1);
  });

  test('returns one job to twenty concurrent calls', async () => {
    await using at = await startWorld();
    const input = { archiveId: at.archiveId, idempotencyKey };
    const answers = await Promise.all(Array.from({ length: 20 }, () => retrieve(at.gateway, input)));
    expect(new Set(answers.map(({ job }) => job.jobId)).size).toBe(1);
    expect(at.jobs()).toHaveLength(1);
    expect(at.gateway.calls()).toMatchObject({ [InitiateJob]: 1, [ListJobs]: 1 });
  });

  test.each([
    ['another archive', ({ archives }: { archives: string[] }) => ({ archiveId: archives[1] })],
    ['another description', () => ({ description: 'other' })],
    ['another tier', () => ({ tier: 'BULK' })],
    ['another range', () => ({ retrievalByteRange: { start: 0, end: 2 ** 20 - 1 } })],
    ['another vault', () => ({ vault: vaultRef('another') })],
  ])('with %s is an IdempotencyError, and nothing is sent', async (_, other) => {
    await using at = await startWorld();
    const { gateway, archiveId } = at;
    await retrieve(gateway, { archiveId, idempotencyKey });
    gateway.calls();
    expect(await retrieve(gateway, { archiveId, idempotencyKey, ...other(at) })).toMatchObject({
      __typename: 'IdempotencyError',
      code: 'IDEMPOTENCY_MISMATCH',
      retryable: false,
    });
    expect(gateway.calls()).toEqual({});
  });

  test('is valid for one mutation, one account and one region', async () => {
    await using at = await startWorld();
    const { gateway, archiveId, archives } = at;
    await retrieve(gateway, { archiveId, idempotencyKey });
    const inventory = await mutate(gateway, 'initiateInventoryRetrieval', 'job { jobId }', {
      vault: vaultRef(vaultName),
      idempotencyKey,
    });
    expect(inventory.__typename).not.toBe('IdempotencyError');
    const location = at.simulator.world.location('111122223333', 'us-west-2');
    const west = at.simulator.world.addArchive(at.simulator.world.addVault(location, vaultName), {
      content: zeroContent(1024),
    });
    expect(
      await retrieve(gateway, {
        archiveId: west.id,
        idempotencyKey,
        vault: vaultRef(vaultName, { ...home, region: 'us-west-2' }),
      }),
    ).toMatchObject({
      __typename: 'InitiateArchiveRetrievalPayload',
    });
    expect(archives).toHaveLength(4);
  });

  test.each([
    ['empty', ''],
    ['of 10 KB', 'k'.repeat(10_240)],
    ['of 257 characters', 'k'.repeat(257)],
    ['with a line break', 'a\r\nb'],
    ['with a space at its end', 'order 4711 '],
    ['with an invisible character', 'order\u200b4711'],
  ])('%s is rejected before any AWS call, by every start', async (_, wrong) => {
    await using at = await startWorld();
    const { gateway, archiveId } = at;
    const refused = { __typename: 'InvalidInputError', code: 'BAD_USER_INPUT', path: ['input', 'idempotencyKey'] };
    const common = { vault: vaultRef(vaultName), idempotencyKey: wrong };
    expect(await retrieve(gateway, { archiveId, idempotencyKey: wrong })).toMatchObject(refused);
    for (const [field, input] of [
      ['initiateArchiveRetrievals', { ...common, archiveIds: [archiveId] }],
      ['initiateInventoryRetrieval', common],
      ['ensureInventory', { ...common, maxAgeSeconds: 0 }],
      [
        'initiateSelect',
        {
          ...common,
          archiveId,
          selectParameters: { expression: 'SELECT' },
          outputLocation: { s3: { bucketName: 'results' } },
        },
      ],
    ] as const) {
      expect(await mutate(gateway, field, '__typename', input)).toMatchObject(refused);
    }
    expect(gateway.calls()).toEqual({});
  });

  test('whose start AWS refused can be used again, with other arguments too', async () => {
    await using at = await startWorld();
    const { gateway, archiveId } = at;
    expect(await retrieve(gateway, { archiveId: 'none', idempotencyKey })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await retrieve(gateway, { archiveId, idempotencyKey })).toMatchObject({ job: { phase: 'RUNNING' } });
    expect(at.jobs()).toHaveLength(1);
  });

  test('of a job that AWS no longer keeps is an error, and starts no second one', async () => {
    await using at = await startWorld();
    const { gateway, archiveId } = at;
    const { job } = await retrieve(gateway, { archiveId, idempotencyKey });
    gateway.clock.advance(400 * 24 * 3_600_000);
    expect(await retrieve(gateway, { archiveId, idempotencyKey })).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining(job.jobId),
    });
    expect(gateway.calls()[InitiateJob]).toBe(1);
  });

  test('of many archives applies to each by itself, with one ListJobs for all', async () => {
    await using at = await startWorld();
    const { gateway, archives } = at;
    const many = (archiveIds: string[]) =>
      mutate(
        gateway,
        'initiateArchiveRetrievals',
        'started failed outcomes { archiveId result { ... on InitiateArchiveRetrievalPayload { job { jobId phase } } ... on MutationError { code } } }',
        { vault: vaultRef(vaultName), archiveIds, idempotencyKey },
      );
    const first = await many(archives.slice(0, 3));
    expect(first).toMatchObject({ started: 3 });
    expect(gateway.calls()).toEqual({ [ListJobs]: 1, [InitiateJob]: 3 });
    const again = await many(archives);
    expect(again).toMatchObject({ started: 4, failed: 0 });
    expect(again.outcomes.slice(0, 3)).toEqual(first.outcomes);
    expect(gateway.calls()[InitiateJob]).toBe(1);
    gateway.clock.advance(20 * 3_600_000);
    const { outcomes } = await many(archives);
    for (const { result: its } of outcomes) expect(its.job.phase).toBe('DONE');
    expect(at.jobs()).toHaveLength(4);
  });

  test('of ensureInventory returns its job again, even if it is too old for other callers', async () => {
    await using gateway = await startGateway();
    const ensure = (input: object) =>
      mutate(gateway, 'ensureInventory', 'source job { jobId }', { vault: vaultRef('compliance-records'), ...input });
    const first = await ensure({ maxAgeSeconds: 60, idempotencyKey });
    expect(first).toMatchObject({ source: 'STARTED' });
    gateway.clock.advance(10 * 3_600_000);
    expect(await ensure({ maxAgeSeconds: 60, idempotencyKey })).toEqual({ ...first, source: 'REUSED' });
    expect(await ensure({ maxAgeSeconds: 61, idempotencyKey })).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect(await ensure({ maxAgeSeconds: 60 })).toMatchObject({ source: 'STARTED' });
    expect(gateway.calls()[InitiateJob]).toBe(2);
  });
});

/** Sends a start that is executed, but that AWS lists only after its call has ended. Returns a function that repeats it. */
async function loseAndShowLater({ gateway, simulator, archiveId, startClock }: Awaited<ReturnType<typeof startWorld>>) {
  simulator.faults.set([
    { operation: InitiateJob, kind: '5xx', when: 'after', call: 1 },
    { operation: ListJobs, kind: 'lag', lagMilliseconds: 30_000 },
  ]);
  const send = () => settled(gateway, startClock, retrieve(gateway, { archiveId, idempotencyKey }));
  expect(await send()).toMatchObject({ code: 'INDETERMINATE' });
  gateway.clock.advance(30_000);
  return send;
}

describe('a start whose answer is lost', () => {
  test('and whose job does not appear is INDETERMINATE, resumes by its key, and is sent again after the list consistency delay', async () => {
    await using at = await startWorld({ LIST_CONSISTENCY_SECONDS: 600 });
    const { gateway, archiveId, startClock } = at;
    const input = { archiveId, idempotencyKey };
    at.simulator.faults.set([{ operation: InitiateJob, kind: 'reset', when: 'before', call: 1 }]);
    const send = () => settled(gateway, startClock, retrieve(gateway, input));
    expect(await send()).toMatchObject({ code: 'INDETERMINATE', retryable: true });
    expect(await send()).toMatchObject({ code: 'INDETERMINATE', retryable: true });
    expect(gateway.calls()[InitiateJob]).toBe(1);
    startClock.advance(600_000);
    expect(await send()).toMatchObject({ job: { phase: 'RUNNING' } });
    expect(gateway.calls()[InitiateJob]).toBe(1);
    expect(at.jobs()).toHaveLength(1);
  });

  test('and whose job appears late in the list is found by its key, and sent once', async () => {
    await using at = await startWorld();
    const { gateway } = at;
    const send = await loseAndShowLater(at);
    const [job] = at.jobs();
    expect(await send()).toMatchObject({ job: { jobId: job?.id } });
    expect(gateway.calls()[InitiateJob]).toBe(1);
    expect(at.jobs()).toHaveLength(1);
  });

  test('and whose job another query reads later is known to its key, whatever AWS lists then', async () => {
    await using at = await startWorld();
    const { gateway } = at;
    const send = await loseAndShowLater(at);
    await gateway.data(`{ vault(name: "${vaultName}") { jobs { nodes { __typename } } } }`);
    at.simulator.faults.set([{ operation: ListJobs, kind: '5xx' }]);
    gateway.calls();
    expect(await send()).toMatchObject({ job: { jobId: at.jobs()[0]?.id } });
    expect(gateway.calls()).not.toHaveProperty([InitiateJob]);
    expect(at.jobs()).toHaveLength(1);
  });

  test('is not sent again while the list cannot be read, however much time has passed', async () => {
    await using at = await startWorld();
    const { gateway, archiveId, startClock } = at;
    const input = { archiveId, idempotencyKey };
    await retrieve(gateway, { archiveId: at.archives[1] });
    gateway.calls();
    at.simulator.faults.set([{ operation: InitiateJob, kind: 'reset', when: 'before' }]);
    expect(await settled(gateway, startClock, retrieve(gateway, input))).toMatchObject({ code: 'INDETERMINATE' });
    at.simulator.faults.set([{ operation: ListJobs, kind: 'error', code: 'AccessDeniedException', status: 403 }]);
    startClock.advance(24 * 3_600_000);
    expect(await settled(gateway, startClock, retrieve(gateway, input))).toMatchObject({ code: 'INDETERMINATE' });
    expect(gateway.calls()[InitiateJob]).toBe(1);
  });

  test('and that has no key is INDETERMINATE and not retryable', async () => {
    await using at = await startWorld();
    const { gateway, archiveId, startClock } = at;
    at.simulator.faults.set([{ operation: InitiateJob, kind: '5xx' }]);
    expect(await settled(gateway, startClock, retrieve(gateway, { archiveId }))).toMatchObject({
      code: 'INDETERMINATE',
      retryable: false,
    });
    expect(gateway.calls()[InitiateJob]).toBe(1);
  });

  test('because its caller disconnected has one job, which its key returns', async () => {
    await using at = await startWorld();
    const { gateway, archiveId, startClock } = at;
    const input = { archiveId, idempotencyKey };
    at.simulator.faults.set([{ operation: InitiateJob, kind: 'delay', delayMilliseconds: 60_000, call: 1 }]);
    const leaving = new AbortController();
    const gone = retrieve(gateway, input, leaving.signal).catch((error: Error) => error.name);
    await expect.poll(() => gateway.simulator.calls.count(InitiateJob)).toBe(1);
    leaving.abort();
    expect(await gone).toBe('AbortError');
    at.simulator.faults.release();
    expect(await settled(gateway, startClock, retrieve(gateway, input))).toMatchObject({ job: { phase: 'RUNNING' } });
    expect(gateway.calls()[InitiateJob]).toBe(1);
    expect(at.jobs()).toHaveLength(1);
  });
});

describe('a start that was certainly not executed', () => {
  test('because AWS throttles until the timeout is THROTTLED, and its key can be used again', async () => {
    await using at = await startWorld();
    const { gateway, archiveId, startClock } = at;
    at.simulator.faults.set([{ operation: InitiateJob, kind: 'throttle' }]);
    const input = { archiveId, idempotencyKey };
    expect(await settled(gateway, startClock, retrieve(gateway, input))).toMatchObject({
      __typename: 'ThrottledError',
      code: 'THROTTLED',
    });
    expect(gateway.calls()[InitiateJob]).toBeLessThanOrEqual(3);
    at.simulator.faults.clear();
    expect(await retrieve(gateway, input)).toMatchObject({ job: { phase: 'RUNNING' } });
    expect(at.jobs()).toHaveLength(1);
  });

  test('because the list could not be read is SERVICE_UNAVAILABLE', async () => {
    await using at = await startWorld();
    at.simulator.faults.set([{ operation: ListJobs, kind: '5xx' }]);
    expect(await retrieve(at.gateway, { archiveId: at.archiveId, idempotencyKey })).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      retryable: true,
    });
    expect(at.gateway.calls()[InitiateJob]).toBeUndefined();
  });
});

describe('a start token', () => {
  test('is removed from every description, and a text that only looks like one is kept', async () => {
    await using at = await startWorld();
    const { gateway, archiveId } = at;
    const alike = `tape 7 [gg:${'A'.repeat(32)}]`;
    const { job } = await retrieve(gateway, { archiveId, description: alike });
    expect(job.jobDescription).toBe(alike);
    const [made] = at.jobs();
    expect(made?.description).toMatch(/^tape 7 \[gg:A{32}\] \[gg:[\w-]{32}\]$/);
    at.simulator.world.addJob(
      at.simulator.world.location('111122223333', 'us-east-1').vaults.get(vaultName) as never,
      { ...(made as object), id: 'others', description: alike } as never,
    );
    const { vault } = await gateway.data(
      `{ vault(name: "${vaultName}") { jobs(first: 10) { nodes { ... on VaultJob { jobDescription } } } } }`,
    );
    expect(vault.jobs.nodes).toEqual([{ jobDescription: alike }, { jobDescription: alike }]);
  });

  test('depends on the secret of the deployment, which is a file in STATE_DIR if it is not set', async () => {
    await using folder = await temporaryFolder();
    const secrets = [{}, { START_SECRET: 'another-secret-of-32-characters-x' }, { STATE_DIR: folder.path }, {}];
    const tokens = [];
    for (const options of secrets) {
      await using at = await startWorld({
        ...('STATE_DIR' in options ? { START_SECRET: undefined } : {}),
        ...options,
      });
      await retrieve(at.gateway, { archiveId: at.archiveId, idempotencyKey });
      tokens.push(at.jobs()[0]?.description?.slice(0, -5));
    }
    const [first, , , last] = tokens;
    // The archive differs from world to world, and so does the part of the token that stands for the arguments.
    expect(last?.slice(0, 24)).toBe(first?.slice(0, 24));
    expect(new Set(tokens.map((token) => token?.slice(0, 24))).size).toBe(3);
  });

  test('leaves room for 986 characters, and an omitted description is read as null', async () => {
    await using at = await startWorld();
    const { gateway, archiveId } = at;
    const description = 'x'.repeat(986);
    expect((await retrieve(gateway, { archiveId, description })).job.jobDescription).toBe(description);
    expect((await retrieve(gateway, { archiveId })).job.jobDescription).toBeNull();
    expect((await retrieve(gateway, { archiveId, description: '' })).job.jobDescription).toBe('');
    expect(await retrieve(gateway, { archiveId, description: `${description}x` })).toMatchObject({
      path: ['input', 'description'],
      message: expect.stringContaining('986'),
    });
  });
});

describeWithRedis('an idempotency key over Redis', (shared) => {
  afterEach(() => shared().client.flushall());

  test('returns the job of another instance, and rejects other arguments there too', async () => {
    const { url: redisUrl } = shared();
    await using one = await startWorld({ redisTimes: patientRedis, REDIS_URL: redisUrl });
    const { startClock } = one;
    await trustRedis(shared());
    await using other = await startWorld({
      redisTimes: patientRedis,
      REDIS_URL: redisUrl,
      startClock,
      beside: one.gateway,
    });
    const input = { archiveId: one.archiveId, idempotencyKey };
    const both = Promise.all([one, other].map(({ gateway }) => retrieve(gateway, input)));
    // The one that waits may get an InProgressError.
    const answers = await settled(one.gateway, startClock, both, shared());
    const { job } = await settled(one.gateway, startClock, retrieve(other.gateway, input), shared());
    for (const answer of answers) if (answer.job) expect(answer.job.jobId).toBe(job.jobId);
    expect(await retrieve(other.gateway, { ...input, tier: 'BULK' })).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect(one.jobs()).toHaveLength(1);
  });

  test('starts nothing on a gateway with another secret, whose tokens the others would not recognize', async () => {
    const { url: redisUrl } = shared();
    await using one = await startWorld({ redisTimes: patientRedis, REDIS_URL: redisUrl });
    await trustRedis(shared());
    const input = { archiveId: one.archiveId, idempotencyKey };
    await settled(one.gateway, one.startClock, retrieve(one.gateway, input), shared());
    const START_SECRET = 'another-secret-of-another-gateway';
    await using other = await startWorld({
      redisTimes: patientRedis,
      REDIS_URL: redisUrl,
      START_SECRET,
      beside: one.gateway,
    });
    one.gateway.calls();
    for (const key of [{ idempotencyKey }, {}]) {
      const refused = await retrieve(other.gateway, { archiveId: one.archiveId, ...key });
      expect(refused).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryable: true });
      expect(refused.message).toContain('Nothing was started. Its operator has to act');
      expect(refused.message).not.toContain('secret');
    }
    expect(one.gateway.calls()).toEqual({});
    expect(await retrieve(one.gateway, input)).toMatchObject({ job: { phase: 'RUNNING' } });
    expect(one.jobs()).toHaveLength(1);
  });

  test('starts nothing on a gateway that was refused for its secret, also after Redis has lost the secret of the others', async () => {
    const { client, url: redisUrl } = shared();
    const redisTimes = patientRedis;
    await using one = await startWorld({ redisTimes, REDIS_URL: redisUrl });
    const { startClock } = one;
    await trustRedis(shared());
    const START_SECRET = 'another-secret-of-another-gateway';
    await using other = await startWorld({
      redisTimes,
      REDIS_URL: redisUrl,
      START_SECRET,
      startClock,
      beside: one.gateway,
    });
    const startsOf = ({ gateway }: typeof one, key: string) =>
      settled(one.gateway, startClock, retrieve(gateway, { archiveId: one.archiveId, idempotencyKey: key }), shared());
    expect(await startsOf(one, 'a')).toMatchObject({ job: { phase: 'RUNNING' } });
    expect(await startsOf(other, 'a')).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await client.flushall();
    // It is the first one that asks.
    expect(await startsOf(other, 'a')).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await startsOf(one, 'a')).toMatchObject({ job: { phase: 'RUNNING' } });
    expect(await startsOf(other, 'a')).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(one.jobs()).toHaveLength(1);
    await trustRedis(shared());
    // The operator changes the secret on purpose.
    await client.del(startSecretKey);
    expect(await startsOf(other, 'c')).toMatchObject({ job: { phase: 'RUNNING' } });
  });

  test('starts nothing while Redis is unavailable, and neither does a call without a key', async () => {
    await using redis = await startRedis();
    await using at = await startWorld({ REDIS_URL: redis.url });
    await redis.kill();
    for (const key of [{ idempotencyKey }, {}]) {
      expect(await retrieve(at.gateway, { archiveId: at.archiveId, ...key })).toMatchObject({
        code: 'SERVICE_UNAVAILABLE',
        retryable: true,
        message: expect.stringContaining('Nothing was started'),
      });
    }
    expect(at.gateway.calls()).toEqual({});
  });
});
