// Runs of the model whose reservations are in a file or in a Redis.
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RedisStorage } from '../../src/storage/redis/openRedis.ts';
import { describeWithRedis } from '../support/startRedis.ts';
import { inFile, inRedis, withSettableDate } from './modelStores.ts';
import { runModel } from './startsModel.ts';

export const seeds = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, at) => `seed ${from + at}`);

export function testStoredStarts(seedsOfRuns: string[]): void {
  describe('starts whose reservations are in a file', () => {
    test.each(seedsOfRuns)('have one job each (%s)', async (seed) => {
      withSettableDate();
      expect(await runModel({ seed, store: await inFile(), instances: 1 })).toMatchObject({ violations: [] });
    });
  });

  describeWithRedis('starts whose reservations are in a Redis that two gateways share', (redis) => {
    test.each(seedsOfRuns)('have one job each (%s)', async (seed) => {
      withSettableDate();
      const opened: RedisStorage[] = [];
      onTestFinished(async () => void (await Promise.all(opened.map(({ close }) => close()))));
      const model = await runModel({ seed, store: inRedis(redis(), opened), instances: 2 });
      await redis().client.flushall();
      expect(model).toMatchObject({ violations: [] });
    });
  });
}
