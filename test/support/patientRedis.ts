// Times of a Redis that a busy machine keeps: for tests in which no command is to fail.
import type { RedisTimes } from '../../src/storage/redis/redisTimes.ts';

export const patientRedis: Partial<RedisTimes> = {
  command: 60_000,
  soon: 60_000,
  cacheRead: 60_000,
  silence: 120_000,
  listWait: 60_000,
  listLease: 60_000,
};
