// Where the gateways of the model have their reservations, and the ways in which each place can lose them.
import type { ChainableCommander } from 'ioredis';
import { pino } from 'pino';
import { onTestFinished, vi } from 'vitest';
import type { FolderLock } from '../../src/storage/file/folderLock.ts';
import { openFileReservations } from '../../src/storage/file/reservations.ts';
import { createMemoryReservations } from '../../src/storage/memory/reservations.ts';
import { reservationMemoryKey } from '../../src/storage/redis/keys.ts';
import { openRedis, type RedisStorage } from '../../src/storage/redis/openRedis.ts';
import type { TestRedis } from '../support/startRedis.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { leaseTtl, type ModelStore, settled } from './startsModel.ts';

const log = pino({ level: 'silent' });

/** Somebody sets the date of the machine, by up to 100 days. Monotonic clocks go on. */
const setDate = async (random: () => number) => {
  vi.setSystemTime(Date.now() + (random() - 0.5) * 200 * 24 * 3_600_000);
};

export function withSettableDate() {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
}

/** Without a Redis and without a folder: each kill loses everything. */
export const inMemory = (): ModelStore => ({
  open: async (_, clock) => createMemoryReservations({ leaseTtl, clock }),
  losses: { setDate },
  flush: async () => undefined,
});

export async function inFile(): Promise<ModelStore> {
  const folder = await temporaryFolder('model');
  onTestFinished(() => folder[Symbol.asyncDispose]());
  let holder = 0;
  const takeLock = async (): Promise<FolderLock> => {
    holder += 1;
    const mine = holder;
    return { isHeld: async () => mine === holder, release: async () => undefined };
  };
  return {
    open: async (_, clock) => {
      const options = {
        folder: folder.path,
        leaseTtl,
        settledAfter: settled,
        secretDigest: 'digest',
        log,
        clock,
        lock: takeLock,
      };
      const opened = await openFileReservations(options);
      // Those of killed processes leave their files open until then.
      onTestFinished(opened.close);
      return opened;
    },
    losses: { setDate },
    flush: async () => void (await new Promise((resolve) => setTimeout(resolve, 1))),
  };
}

/** What a server says of itself is in the memory beside the reservations: a loss changes both, as another server would. */
export function inRedis({ client, url }: TestRedis, opened: RedisStorage[]): ModelStore {
  const keys = () => client.keys('*{starts}*');
  let older: { key: string; value: Buffer; ttl: number }[] = [];
  let changes = 0;
  /** At one moment, as on a real server: the gateways use it all the time. */
  const atOnce = async (changed: ChainableCommander) => {
    for (const [error] of (await changed.exec()) ?? []) if (error) throw error;
  };
  const differ = (changed: ChainableCommander, field: 'server' | 'evicted') => {
    changes += 1;
    const script = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end";
    return changed.eval(script, 1, reservationMemoryKey, field, `another ${changes}`);
  };
  const keep = async () => {
    older = [];
    for (const key of await keys()) {
      const value = await client.dumpBuffer(key);
      if (value) older.push({ key, value, ttl: Math.max(1, await client.pttl(key)) });
    }
  };
  return {
    open: async (_, clock) => {
      const storage = await openRedis(url, log);
      opened.push(storage);
      return storage.reservations({ leaseTtl, settledAfter: settled, secretDigest: 'digest', clock });
    },
    losses: {
      setDate,
      emptied: async () => void (await client.flushall()),
      keepSnapshot: keep,
      olderState: async () => {
        const changed = client.multi().flushall();
        for (const { key, value, ttl } of older) changed.restore(key, ttl, value);
        await atOnce(differ(changed, 'server'));
      },
      evicted: async (random) => {
        const changed = client.multi();
        for (const key of await keys()) {
          if (key !== reservationMemoryKey && random() < 0.5) changed.del(key);
        }
        await atOnce(differ(changed, 'evicted'));
      },
      dateOfServerSetForward: async (random) => {
        const step = Math.floor(random() * 60 * 3_600_000);
        const changed = client.multi();
        for (const key of await keys()) {
          const left = await client.pttl(key);
          if (left > step) changed.pexpire(key, left - step);
          else changed.del(key);
        }
        await atOnce(changed);
      },
    },
    flush: async () => void (await client.ping()),
  };
}
