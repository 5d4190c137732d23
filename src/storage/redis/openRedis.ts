// All that instances share over one Redis.
import type { Logger } from 'pino';
import type { Reservations } from '../../starts/reservations.ts';
import type { WatchStore } from '../../watch/watchStore.ts';
import type { SharedCache } from '../sharedCache.ts';
import { connectRedis } from './connectRedis.ts';
import { createSharedCounts, type SharedCounts } from './counts.ts';
import { createSharedRates, type SharedRates } from './rates.ts';
import { createRedisReservations } from './reservations.ts';
import { createSharedCache } from './sharedCache.ts';
import { createRedisWatchStore } from './watchStore.ts';

export interface SharedStore {
  watches: WatchStore;
  /** With leases of so many milliseconds. */
  reservations(leaseFor: number): Reservations;
  /** Of one kind of things, each remembered for so long. */
  memory(kind: string, milliseconds: number): SharedCache;
  /** Soon, either way. */
  answers(): Promise<boolean>;
  /** For the limits of callers. */
  limits: { rates: SharedRates; counts: SharedCounts };
  close(): Promise<void>;
}

export async function openRedis(url: string, log: Logger): Promise<SharedStore> {
  const connection = await connectRedis(url, log);
  return {
    watches: createRedisWatchStore(connection, log),
    reservations: (leaseFor) => createRedisReservations(connection, leaseFor),
    memory: (kind, milliseconds) => createSharedCache(connection, { kind, milliseconds, log }),
    answers: () =>
      connection.send('PING', []).then(
        () => true,
        () => false,
      ),
    limits: { rates: createSharedRates(connection), counts: createSharedCounts(connection) },
    close: connection.close,
  };
}
