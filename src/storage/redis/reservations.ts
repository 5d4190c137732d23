// Starts as several processes remember them together. What this one sent or finished itself it remembers beside, so that
// a server that was emptied learns it again from whoever comes back here.
import { LRUCache } from 'lru-cache';
import { type Clock, systemClock } from '../../core/clock.ts';
import { lruCapacity } from '../../core/lruCapacity.ts';
import { type Reservations, rememberedFor, type StartedJob } from '../../starts/reservations.ts';
import { type Connection, RedisError } from './connectRedis.ts';
import { reservationKey } from './keys.ts';
import { readStartedJob } from './readStored.ts';
import { acquireScript, finishScript, releaseScript, renewScript } from './reservationScripts.ts';
import type { Script } from './watchScripts.ts';

/** `sentAt` by the clock of this process. */
interface Own {
  fingerprint: string;
  sentAt: number | null;
  started: StartedJob | null;
}

const ownKept = 10_000;

export function createRedisReservations(
  connection: Connection,
  leaseFor: number,
  clock: Clock = systemClock,
): Reservations {
  const own = new LRUCache<string, Own>({ ...lruCapacity(ownKept), ttl: rememberedFor });
  const run = (script: Script, id: string, args: readonly (string | number)[]) =>
    connection.run(script, [reservationKey(id)], args);

  return {
    acquire: async (id, owner, fingerprint) => {
      const known = own.get(id);
      const mine = known?.fingerprint === fingerprint ? known : undefined;
      const sentAgo = mine?.sentAt == null ? '' : clock.now() - mine.sentAt;
      const job = mine?.started ? JSON.stringify(mine.started) : '';
      const args = [owner, fingerprint, leaseFor, rememberedFor, sentAgo, job];
      const [kind, told = ''] = (await run(acquireScript, id, args)) as [string, string?];
      if (kind === 'finished') {
        const started = readStartedJob(told);
        if (!started) throw new RedisError('Redis: a start that was kept there cannot be read');
        own.set(id, { fingerprint, sentAt: null, started });
        return { kind, started };
      }
      if (kind !== 'acquired') return { kind: kind === 'mismatch' ? 'mismatch' : 'held' };
      const ago = told === '' ? null : Number(told);
      own.set(id, { fingerprint, sentAt: ago === null ? null : clock.now() - ago, started: null });
      return { kind, sentAgo: ago };
    },
    renew: async (id, owner, state) => {
      const mine = own.get(id);
      if (mine && state === 'notExecuted') mine.sentAt = null;
      if ((await run(renewScript, id, [owner, leaseFor, state])) !== 1) return false;
      if (mine && state === 'sending') mine.sentAt = clock.now();
      return true;
    },
    finish: async (id, fingerprint, started) => {
      own.set(id, { fingerprint, sentAt: null, started });
      await run(finishScript, id, [fingerprint, JSON.stringify(started), rememberedFor]);
    },
    release: async (id, owner, forget) => {
      if (forget && !own.get(id)?.started) own.delete(id);
      await run(releaseScript, id, [owner, forget ? 1 : 0]);
    },
  };
}
