// Everything that instances share over one Redis.
import type { Logger } from 'pino';
import { steadyClock } from '../../core/clock.ts';
import type { CallerUsage } from '../../limits/createLimits.ts';
import type { Outbox } from '../../notifications/outbox.ts';
import type { DamagedOutputs } from '../../outputs/downloads/damagedOutputs.ts';
import type { KeptRetrievals } from '../../staging/keptRetrievals.ts';
import type { WatchStore } from '../../watch/watchStore.ts';
import { createMemoryDamagedOutputs } from '../memory/damagedOutputs.ts';
import { createMemoryRates } from '../memory/rates.ts';
import type { SharedCache } from '../sharedCache.ts';
import type { SharedIndex } from '../sharedIndex.ts';
import { connectRedis } from './connectRedis.ts';
import { createRedisCounts } from './counts.ts';
import { createRedisDamagedOutputs } from './damagedOutputs.ts';
import { createRedisKeptRetrievals } from './keptRetrievals.ts';
import { createRedisOutbox } from './outbox.ts';
import { parseJobChange, parseListedJob, parseListedVault, parseVaultChange } from './parseLists.ts';
import { createRedisRates } from './rates.ts';
import { type RedisTimes, redisTimes } from './redisTimes.ts';
import { openRedisReservations, type RedisReservations, type RedisReservationsOptions } from './reservations.ts';
import { openServerTime } from './serverTime.ts';
import { createRedisSharedCache } from './sharedCache.ts';
import { openRedisSharedLists } from './sharedLists.ts';
import { createRedisWatchStore } from './watchStore.ts';

export interface RedisStorage {
  watchStore: WatchStore;
  reservations(options: Omit<RedisReservationsOptions, 'log'>): Promise<RedisReservations>;
  /** For one kind of values, each kept for so many milliseconds. */
  cache(kind: string, ttl: number): SharedCache;
  callerUsage: CallerUsage;
  damagedOutputs: DamagedOutputs;
  keptRetrievals: KeptRetrievals;
  outbox: Outbox;
  index(listConsistencyDelay: number): Promise<SharedIndex>;
  /** Whether Redis answers; known soon, either way. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

export async function openRedis(url: string, log: Logger, given: Partial<RedisTimes> = {}): Promise<RedisStorage> {
  const times = { ...redisTimes, ...given };
  const connection = await connectRedis(url, log, times);
  const time = await openServerTime(connection);
  return {
    watchStore: createRedisWatchStore(connection, log, times),
    reservations: (given) => openRedisReservations(connection, { ...given, log }),
    cache: (kind, ttl) => createRedisSharedCache(connection, { kind, ttl, readTimeout: times.cacheRead, log }),
    callerUsage: {
      rates: createRedisRates(connection, createMemoryRates(steadyClock)),
      counts: createRedisCounts(connection),
    },
    damagedOutputs: createRedisDamagedOutputs(connection, createMemoryDamagedOutputs(), log),
    keptRetrievals: createRedisKeptRetrievals(connection),
    outbox: createRedisOutbox(connection, log, times),
    index: async (listConsistencyDelay) => {
      const shared = { time, times, listConsistencyDelay, log };
      const jobs = { kind: 'jobs', parseItem: parseListedJob, parseChange: parseJobChange };
      const vaults = { kind: 'vaults', parseItem: parseListedVault, parseChange: parseVaultChange };
      return {
        time,
        jobs: await openRedisSharedLists(connection, { ...shared, ...jobs }),
        vaults: await openRedisSharedLists(connection, { ...shared, ...vaults }),
      };
    },
    ping: () =>
      connection.send('PING', []).then(
        () => true,
        () => false,
      ),
    close: connection.close,
  };
}
