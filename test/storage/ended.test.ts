import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { GlacierJobRecord } from '../../src/aws/glacier/glacierJob.ts';
import { type GlacierJobKey, glacierJobKey } from '../../src/core/location.ts';
import { createCreatedJobs } from '../../src/storage/createdJobs.ts';
import { createFinishedJobs } from '../../src/storage/finishedJobs.ts';
import { cacheKey } from '../../src/storage/redis/keys.ts';
import { openRedis } from '../../src/storage/redis/openRedis.ts';
import type { SharedCache } from '../../src/storage/sharedCache.ts';
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

/** expect.poll would move a clock that is stopped. */
async function turnUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

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

  test('a silent Redis is a miss after 250 ms, and an unreachable Redis at once', async () => {
    await using own = await startRedis();
    const { lines, log } = logLines();
    const { cache, close } = await openRedis(own.url, log);
    onTestFinished(close);
    const jobs = createGlacierEnded(cache('glacier-job', 60_000));
    own.pause();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const misses: unknown[] = [];
    const asked = jobs.getShared?.(ended('a')).then((answer) => misses.push(answer));
    // Sent with the reads of the same turn.
    await turn();
    vi.advanceTimersByTime(249);
    await turn();
    expect(misses).toEqual([]);
    vi.advanceTimersByTime(1);
    await asked;
    expect(misses).toEqual([undefined]);
    jobs.put(ended('a'));
    expect(jobs.get(ended('a'))).toEqual(ended('a'));
    own.resume();
    await own.kill();
    await turnUntil(() => lines.some((line) => line.includes('Redis is unreachable')));
    // No timer fires any more, so an answer that waits for one would never come.
    expect(await jobs.getShared?.(ended('b'))).toBeUndefined();
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
    // A Redis that is late is a miss, and on a busy machine it can be late. Here its time limit never ends.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    await using other = await startGateway({ REDIS_URL: redis().url, endpoint: one.simulator.url });
    const { data, extensions } = await other.query(byId, { ids });
    expect(data.nodes.map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(extensions?.aws).toMatchObject({ calls: 0, cached: ids.length });
  });

  test('serve all queries if the Redis is no Redis', async () => {
    await using gateway = await startGateway({ REDIS_URL: 'redis://:secret@127.0.0.1:1' });
    expect((await gateway.data(jobs)).vault.jobs.nodes).toHaveLength(50);
  });
});
