// ensureInventory through the gateway, compared with the jobs at AWS.

import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { vaultRef } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { describeWithRedis, startRedis } from '../support/startRedis.ts';
import { trustRedis } from '../support/trustRedis.ts';

const hour = 3_600_000;

/** A vault without jobs. */
const vaultName = 'compliance-records';

const ensure = async (gateway: TestGateway, input: Record<string, unknown> = {}, signal?: AbortSignal) => {
  const { data, errors } = await gateway.query(
    `mutation ($input: EnsureInventoryInput!) {
      result: ensureInventory(input: $input) {
        __typename
        ... on EnsureInventoryPayload {
          source
          job { jobId phase outcome completionDate snsTopic inventoryRetrievalParameters { format } }
        }
        ... on MutationError { code message retryable }
        ... on InvalidInputError { path }
      }
    }`,
    { input: { vault: vaultRef(vaultName), maxAgeSeconds: 3600, ...input } },
    signal,
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.result;
};

const initiate = (gateway: TestGateway, input: Record<string, unknown>) =>
  gateway.data(
    'mutation ($input: InitiateInventoryRetrievalInput!) { result: initiateInventoryRetrieval(input: $input) { __typename } }',
    { input: { vault: vaultRef(vaultName), ...input } },
  );

const jobsOf = async (gateway: TestGateway): Promise<number> => {
  gateway.simulator.faults.clear();
  const { vault } = await gateway.data(`{ vault(name: "${vaultName}") { jobs(first: 100) { nodes { __typename } } } }`);
  return vault.jobs.nodes.length;
};

const InitiateJob = 'glacier.InitiateJob';
const lonely = { 'glacier.ListJobs': 2, [InitiateJob]: 1, 'glacier.DescribeJob': 1 };

describe('an inventory', () => {
  test('is started if there is none, joined while it runs, reused after its end, and started again once it is too old', async () => {
    await using gateway = await startGateway();
    const snsTopic = 'arn:aws:sns:us-east-1:111122223333:topic';
    const started = await ensure(gateway, { snsTopic });
    expect(started).toEqual({
      __typename: 'EnsureInventoryPayload',
      source: 'STARTED',
      job: {
        jobId: expect.stringMatching(/^[\w-]{92}$/),
        phase: 'RUNNING',
        outcome: null,
        completionDate: null,
        snsTopic,
        inventoryRetrievalParameters: { format: 'JSON' },
      },
    });
    expect(gateway.calls()).toEqual(lonely);

    gateway.clock.advance(hour);
    expect(await ensure(gateway)).toEqual({ ...started, source: 'JOINED' });
    expect(gateway.calls()).toEqual({ 'glacier.ListJobs': 2 });

    gateway.clock.advance(5 * hour);
    const ended = await ensure(gateway, { maxAgeSeconds: 24 * 3600 });
    expect(ended).toMatchObject({ source: 'REUSED', job: { jobId: started.job.jobId, outcome: 'SUCCEEDED' } });
    expect(gateway.calls()).toEqual({ 'glacier.ListJobs': 2 });

    const age = (gateway.clock.now() - Date.parse(ended.job.completionDate)) / 1000;
    expect(await ensure(gateway, { maxAgeSeconds: Math.ceil(age) })).toMatchObject({ source: 'REUSED' });
    const anew = await ensure(gateway, { maxAgeSeconds: Math.ceil(age) - 1 });
    expect(anew).toMatchObject({ source: 'STARTED' });
    expect(anew.job.jobId).not.toBe(started.job.jobId);
    expect(await ensure(gateway, { maxAgeSeconds: 24 * 3600 })).toMatchObject({ source: 'REUSED' });
    expect(await jobsOf(gateway)).toBe(2);
  });

  test('whose output AWS no longer guarantees is not reused for any maximum age', async () => {
    await using gateway = await startGateway();
    await ensure(gateway);
    gateway.clock.advance(5 * hour);
    const { job } = await ensure(gateway, { maxAgeSeconds: 10 * 24 * 3600 });
    gateway.clock.advance(Date.parse(job.completionDate) + 24 * hour - 1 - gateway.clock.now());
    expect(await ensure(gateway, { maxAgeSeconds: 10 * 24 * 3600 })).toMatchObject({ source: 'REUSED' });
    gateway.clock.advance(1);
    expect(await ensure(gateway, { maxAgeSeconds: 10 * 24 * 3600 })).toMatchObject({ source: 'STARTED' });
  });

  test('of a part of the vault, or of another format, is neither joined nor reused', async () => {
    await using gateway = await startGateway();
    await initiate(gateway, { limit: 2 });
    await initiate(gateway, { startDate: '2020-01-01T00:00:00Z' });
    await initiate(gateway, { endDate: '2030-01-01T00:00:00Z' });
    await initiate(gateway, { format: 'CSV' });
    expect(await ensure(gateway)).toMatchObject({ source: 'STARTED' });
    gateway.clock.advance(5 * hour);
    expect(await ensure(gateway, { format: 'CSV', maxAgeSeconds: 0 })).toMatchObject({
      source: 'STARTED',
      job: { inventoryRetrievalParameters: { format: 'CSV' } },
    });
    expect(await jobsOf(gateway)).toBe(6);
  });

  test.each([
    ['a vault with a path', { vault: vaultRef('../other') }, ['input', 'vault', 'address', 'name']],
    ['an age below 0', { maxAgeSeconds: -1 }, ['input', 'maxAgeSeconds']],
    ['a topic in another region', { snsTopic: 'arn:aws:sns:eu-west-1:111122223333:t' }, ['input', 'snsTopic']],
  ])('with %s is rejected before any AWS call', async (_, wrong, path) => {
    await using gateway = await startGateway();
    expect(await ensure(gateway, wrong)).toMatchObject({ __typename: 'InvalidInputError', path });
    expect(gateway.calls()).toEqual({});
  });

  test('of a vault that does not exist is a NotFoundError, and nothing is started', async () => {
    await using gateway = await startGateway();
    expect(await ensure(gateway, { vault: vaultRef('none') })).toMatchObject({ __typename: 'NotFoundError' });
    expect(gateway.calls()).toEqual({ 'glacier.ListJobs': 1 });
  });
});

/** Exactly one caller has started the job that all of them got. */
const expectOneStart = (results: { source: string; job: { jobId: string } }[]) => {
  expect(new Set(results.map(({ job }) => job.jobId)).size).toBe(1);
  expect(results.map(({ source }) => source).sort()).toEqual([
    ...Array.from({ length: results.length - 1 }, () => 'JOINED'),
    'STARTED',
  ]);
};

const times = <T>(count: number, one: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => one(index)));

describe('concurrent callers', () => {
  test('start one job for twenty calls', async () => {
    await using gateway = await startGateway();
    expectOneStart(await times(20, () => ensure(gateway)));
    expect(gateway.calls()[InitiateJob]).toBe(1);
    expect(await jobsOf(gateway)).toBe(1);
  });

  test('start one job for different maximum ages', async () => {
    await using gateway = await startGateway();
    expectOneStart(await times(20, (index) => ensure(gateway, { maxAgeSeconds: index * 60 })));
    expect(gateway.calls()[InitiateJob]).toBe(1);
  });

  test('start two jobs for two formats', async () => {
    await using gateway = await startGateway();
    await times(20, (index) => ensure(gateway, { format: index % 2 ? 'JSON' : 'CSV' }));
    expect(gateway.calls()[InitiateJob]).toBe(2);
  });

  test('share a refusal, and the next call may start', async () => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([
      { operation: InitiateJob, kind: 'error', code: 'AccessDeniedException', status: 403 },
      { operation: InitiateJob, kind: 'delay', delayMilliseconds: 300 },
    ]);
    const results = await times(5, () => ensure(gateway));
    expect(results.every(({ code }) => code === 'FORBIDDEN')).toBe(true);
    gateway.simulator.faults.clear();
    gateway.calls();
    expect(await ensure(gateway)).toMatchObject({ source: 'STARTED' });
    expect(gateway.calls()).toEqual(lonely);
  });

  test('continue if the one that sends the start disconnects', async () => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([{ operation: InitiateJob, kind: 'delay', delayMilliseconds: 60_000 }]);
    const leaving = new AbortController();
    const gone = ensure(gateway, {}, leaving.signal).catch((error: Error) => error.name);
    await expect.poll(() => gateway.simulator.calls.counts[InitiateJob]).toBe(1);
    const others = times(3, () => ensure(gateway));
    leaving.abort();
    expect(await gone).toBe('AbortError');
    gateway.simulator.faults.release();
    const results = await others;
    expect(new Set(results.map(({ source, job }) => `${source} ${job.jobId}`)).size).toBe(1);
    expect(results[0].source).toBe('JOINED');
    expect(await jobsOf(gateway)).toBe(1);
  });
});

describe('a start of ensureInventory', () => {
  test('whose answer is lost is found and sent once', async () => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([{ operation: InitiateJob, kind: 'reset', when: 'after' }]);
    expect(await ensure(gateway)).toMatchObject({ source: 'STARTED', job: { phase: 'RUNNING' } });
    expect(gateway.calls()).toEqual({ 'glacier.ListJobs': 3, [InitiateJob]: 1 });
    expect(await jobsOf(gateway)).toBe(1);
  });

  test('whose answer is lost and whose job does not appear is INDETERMINATE for all that wait', async () => {
    await using gateway = await startGateway({ startClock: createClock({ speed: 50 }) });
    gateway.simulator.faults.set([{ operation: InitiateJob, kind: '5xx' }]);
    const results = await times(5, () => ensure(gateway));
    expect(results.every(({ code }) => code === 'INDETERMINATE')).toBe(true);
    expect(gateway.calls()[InitiateJob]).toBe(1);
  });

  test('that was throttled is sent again and makes one job', async () => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([{ operation: InitiateJob, kind: 'throttle', call: 1 }]);
    expectOneStart(await times(5, () => ensure(gateway)));
    expect(gateway.calls()[InitiateJob]).toBe(2);
    expect(await jobsOf(gateway)).toBe(1);
  });

  test('is not sent if the list of jobs cannot be read', async () => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([{ operation: 'glacier.ListJobs', kind: '5xx' }]);
    expect(await ensure(gateway)).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(gateway.calls()[InitiateJob]).toBeUndefined();
  });
});

describeWithRedis('ensureInventory over two gateways on one Redis', (shared) => {
  test('starts one job for twenty callers', async () => {
    const { url: redisUrl } = shared();
    await using one = await startGateway({ REDIS_URL: redisUrl });
    await using other = await startGateway({ REDIS_URL: redisUrl, beside: one });
    await trustRedis(shared());
    expectOneStart(await times(20, (index) => ensure(index % 2 ? one : other)));
    expect(one.calls()[InitiateJob]).toBe(1);
    expect(await jobsOf(one)).toBe(1);
    await shared().client.flushall();
  });

  test('makes a second caller wait for the first, and join', async () => {
    const { url: redisUrl } = shared();
    await using one = await startGateway({ REDIS_URL: redisUrl });
    await using other = await startGateway({ REDIS_URL: redisUrl, beside: one });
    await trustRedis(shared());
    one.simulator.faults.set([{ operation: InitiateJob, kind: 'delay', delayMilliseconds: 700 }]);
    const first = ensure(one);
    await expect.poll(() => one.simulator.calls.counts[InitiateJob]).toBe(1);
    expectOneStart([await ensure(other), await first]);
    expect(one.calls()[InitiateJob]).toBe(1);
    await shared().client.flushall();
  });

  test('returns existing jobs while Redis is unavailable, and refuses a start', async () => {
    await using redis = await startRedis();
    await using gateway = await startGateway({ REDIS_URL: redis.url });
    await trustRedis(redis);
    expect(await ensure(gateway)).toMatchObject({ source: 'STARTED' });
    gateway.calls();
    await redis.kill();
    expect(await ensure(gateway)).toMatchObject({ source: 'JOINED' });
    expect(await ensure(gateway, { format: 'CSV' })).toMatchObject({
      __typename: 'ServiceUnavailableError',
      code: 'SERVICE_UNAVAILABLE',
      retryable: true,
      message: expect.stringContaining('Nothing was started'),
    });
    expect(gateway.calls()).toEqual({ 'glacier.ListJobs': 4 });
  });
});
