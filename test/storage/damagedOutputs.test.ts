// Which outputs failed their tree hash: on one instance, and over several ones.
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { DamagedOutputs } from '../../src/outputs/downloads/damagedOutputs.ts';
import { createMemoryDamagedOutputs } from '../../src/storage/memory/damagedOutputs.ts';
import { openRedis } from '../../src/storage/redis/openRedis.ts';
import { patientRedis } from '../support/patientRedis.ts';
import { describeWithRedis, startRedis } from '../support/startRedis.ts';

const job = (jobId: string) => ({ accountId: '111122223333', region: 'us-east-1', vaultName: 'photos', jobId });

async function open(url: string): Promise<DamagedOutputs> {
  const redis = await openRedis(url, pino({ level: 'silent' }), patientRedis);
  onTestFinished(async () => {
    await redis.watchStore.close();
    await redis.close();
  });
  return redis.damagedOutputs;
}

describe('damaged outputs of one process', () => {
  test('are known until they are read correctly', async () => {
    const outputs = createMemoryDamagedOutputs();
    await outputs.record(job('a'), true);
    await outputs.record(job('b'), false);
    expect([await outputs.has(job('a')), await outputs.has(job('b'))]).toEqual([true, false]);
    await outputs.record(job('a'), false);
    expect(await outputs.has(job('a'))).toBe(false);
  });
});

describeWithRedis('damaged outputs of several instances', (redis) => {
  test('are known to all, until any of them reads them correctly', async () => {
    const [one, other] = [await open(redis().url), await open(redis().url)];
    await one.record(job('shared'), true);
    expect(await other.has(job('shared'))).toBe(true);
    await other.record(job('shared'), false);
    expect([await one.has(job('shared')), await other.has(job('shared'))]).toEqual([false, false]);
    await other.record(job('shared'), true);
    expect(await one.has(job('shared'))).toBe(true);
  });

  test('are not written to Redis if they never were damaged', async () => {
    const outputs = await open(redis().url);
    await outputs.record(job('correct'), false);
    expect(await redis().client.keys('*correct*')).toEqual([]);
  });

  test('stay known to the instance that met them when Redis is emptied or unreachable', async () => {
    await using own = await startRedis();
    const [one, other] = [await open(own.url), await open(own.url)];
    await one.record(job('lost'), true);
    await own.client.flushall();
    expect([await one.has(job('lost')), await other.has(job('lost'))]).toEqual([true, false]);
    await own.kill();
    expect([await one.has(job('lost')), await other.has(job('lost'))]).toEqual([true, false]);
    await one.record(job('lost'), false);
    expect(await one.has(job('lost'))).toBe(false);
  });
});
