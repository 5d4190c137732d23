import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { GlacierJobRecord } from '../../src/aws/glacier/glacierJob.ts';
import { type GlacierJobKey, glacierJobKey } from '../../src/core/location.ts';
import { createCreatedJobs } from '../../src/storage/createdJobs.ts';
import { createFinishedJobs } from '../../src/storage/finishedJobs.ts';
import { cacheKey } from '../../src/storage/redis/keys.ts';
import { openRedis } from '../../src/storage/redis/openRedis.ts';
import type { SharedCache } from '../../src/storage/sharedCache.ts';
import { passesWithin } from '../support/passesWithin.ts';
import { startGateway } from '../support/startGateway.ts';
import { describeWithRedis, startRedis } from '../support/startRedis.ts';
import { logLines } from './openWatchStore.ts';
import { glacierJob } from './records.ts';

const createGlacierEnded = (shared?: SharedCache) =>
  createFinishedJobs<GlacierJobKey, GlacierJobRecord>({
    keyOf: glacierJobKey,
    hasEnded: (job) => job.completed,
    shared,
    maxBytes: 1024 ** 2,
  });

const ended = (jobId: string, vaultName = 'vault') => glacierJob(jobId, { completed: true, vaultName });

const vault = '111122223333 us-east-1 vault';

describe('the cache of finished jobs, in one process', () => {
  test('keeps finished jobs only, and drops a vault without its neighbours', () => {
    const jobs = createGlacierEnded();
    for (const job of [ended('a'), ended('b', 'vault-2'), glacierJob('c')]) jobs.put(job);
    expect(jobs.getShared).toBeUndefined();
    expect([jobs.get(ended('a')), jobs.get(glacierJob('c'))]).toEqual([ended('a'), undefined]);
    jobs.forget(vault);
    expect([jobs.get(ended('a')), jobs.get(ended('b', 'vault-2'))]).toEqual([undefined, ended('b', 'vault-2')]);
  });
});

describeWithRedis('the cache of finished jobs, in several processes', (redis) => {
  const open = async (url = redis().url) => {
    const { cache, close } = await openRedis(url, logLines().log);
    onTestFinished(close);
    return cache('glacier-job', 60_000);
  };
  const bothKnow = async (job: GlacierJobRecord) => {
    const [one, other] = [createGlacierEnded(await open()), createGlacierEnded(await open())];
    one.put(job);
    await expect.poll(() => other.getShared?.(job)).toEqual(job);
    return { one, other };
  };

  test('a job that one instance put is read by another from Redis, then from its own memory', async () => {
    const { other } = await bothKnow(ended('a'));
    expect(other.get(ended('a'))).toEqual(ended('a'));
    expect(await other.getShared?.(ended('unheard-of'))).toBeUndefined();
  });

  test('a hundred reads at once are one command for each vault', async () => {
    const jobs = Array.from({ length: 100 }, (_, at) => ended(`many-${at}`, `vault-${at % 2}`));
    const [one, other] = [createGlacierEnded(await open()), createGlacierEnded(await open())];
    for (const job of jobs) one.put(job);
    await expect.poll(() => other.getShared?.(ended('many-99', 'vault-1'))).toBeDefined();
    await redis().client.config('RESETSTAT');
    const found = await Promise.all(jobs.map((job) => other.getShared?.(job)));
    expect(found).toEqual(jobs);
    expect(await redis().client.info('commandstats')).toContain('cmdstat_mget:calls=2,');
  });

  test('a dropped vault is dropped for all instances, and jobs that are put later are kept', async () => {
    const { one } = await bothKnow(ended('gone'));
    const third = createGlacierEnded(await open());
    one.forget(vault);
    await expect.poll(() => third.getShared?.(ended('gone'))).toBeUndefined();
    one.put(ended('later'));
    await expect.poll(() => third.getShared?.(ended('later'))).toEqual(ended('later'));
    expect(await third.getShared?.(ended('gone'))).toBeUndefined();
  });

  test('garbage, a running job and the job of another key are misses', async () => {
    const jobs = createGlacierEnded(await open());
    const stored = (jobId: string) => cacheKey('glacier-job', vault, `of:${jobId}`);
    for (const [jobId, text] of Object.entries({
      x: 'garbage',
      y: '0 {"jobId":',
      z: `0 ${JSON.stringify(ended('other'))}`,
      running: `0 ${JSON.stringify(glacierJob('running'))}`,
    })) {
      await redis().client.set(stored(jobId), text);
      expect(await jobs.getShared?.(glacierJob(jobId))).toBeUndefined();
    }
    await redis().client.rpush(stored('list'), 'x');
    expect(await jobs.getShared?.(glacierJob('list'))).toBeUndefined();
  });

  test('a silent Redis is a miss after a moment, and an unreachable Redis at once', async () => {
    await using own = await startRedis();
    const jobs = createGlacierEnded(await open(own.url));
    own.pause();
    // After 250 ms, and before the second that other commands may take. On a busy machine both are late.
    const answer = await Promise.race([jobs.getShared?.(ended('a')), sleep(900, 'late')]);
    expect(answer).toBeUndefined();
    jobs.put(ended('a'));
    expect(jobs.get(ended('a'))).toEqual(ended('a'));
    own.resume();
    await own.kill();
    await expect
      .poll(async () => {
        const asked = performance.now();
        await jobs.getShared?.(ended('b'));
        return performance.now() - asked;
      })
      .toBeLessThan(50);
    jobs.forget(vault);
  });

  test('a job that one instance created is known as new to the others', async () => {
    const [one, other] = [createCreatedJobs(await open()), createCreatedJobs(await open())];
    const key = { accountId: '111122223333', region: 'us-east-1', jobId: 'new' };
    one.add(key);
    expect(one.has(key)).toBe(true);
    await expect.poll(() => other.has(key)).toBe(true);
    expect(await other.has({ ...key, jobId: 'old' })).toBe(false);
    expect(createCreatedJobs().has(key)).toBe(false);
  });
});

describeWithRedis('gateways that share a Redis', (redis) => {
  const jobs =
    '{ vault(name: "media-masters") { jobs(first: 50) { nodes { ... on Node { id } ... on VaultJob { phase } } } } }';
  const byId = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on VaultJob { phase } } }';

  test('call AWS once for a finished job', async () => {
    await using one = await startGateway({ REDIS_URL: redis().url });
    await redis().client.flushall();
    const { nodes } = (await one.data(jobs)).vault.jobs;
    const ids = nodes.filter(({ phase }: { phase: string }) => phase === 'DONE').map(({ id }: { id: string }) => id);
    expect(ids.length).toBeGreaterThan(0);
    // They are written without waiting.
    await expect.poll(async () => (await redis().client.keys('*')).length).toBeGreaterThanOrEqual(ids.length);
    // On a busy machine Redis can be late, which is a miss. Another gateway has nothing in its memory.
    await passesWithin(5, async () => {
      await using other = await startGateway({ REDIS_URL: redis().url, endpoint: one.simulator.url });
      const { data, extensions } = await other.query(byId, { ids });
      expect(data.nodes.map(({ id }: { id: string }) => id)).toEqual(ids);
      expect(extensions?.aws).toMatchObject({ calls: 0, cached: ids.length });
    });
  });

  test('serve all queries if the Redis is no Redis', async () => {
    await using gateway = await startGateway({ REDIS_URL: 'redis://:secret@127.0.0.1:1' });
    expect((await gateway.data(jobs)).vault.jobs.nodes).toHaveLength(50);
  });
});
