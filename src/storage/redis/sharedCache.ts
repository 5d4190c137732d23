// Cache that instances share, in Redis. Every failure, and every late answer, is a miss.
import DataLoader from 'dataloader';
import type { Logger } from 'pino';
import { systemClock } from '../../core/clock.ts';
import type { SharedCache } from '../sharedCache.ts';
import { decode, encode } from './codec.ts';
import { type Connection, withTimeout } from './connectRedis.ts';
import { cacheKey } from './keys.ts';
import { luaScript } from './luaScript.ts';

/** Values in one command. */
const maxBatchSize = 200;

const setScript = luaScript('setCached.lua');

interface Entry {
  key: string;
  value: unknown;
}

/** All but the last word of a key: the vault, or the location. */
const groupOf = (key: string) => key.slice(0, key.lastIndexOf(' '));

const byGroup = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groupOf(keyOf(item));
    const members = groups.get(group);
    if (members) members.push(item);
    else groups.set(group, [item]);
  }
  return groups;
};

export function createRedisSharedCache(
  connection: Connection,
  { kind, ttl, readTimeout, log }: { kind: string; ttl: number; readTimeout: number; log: Logger },
): SharedCache {
  const generationKey = (group: string) => cacheKey(kind, group, 'generation');
  const valueKey = (key: string) => cacheKey(kind, groupOf(key), `of:${key.slice(groupOf(key).length + 1)}`);
  const failed = (error: Error) => log.debug({ reason: error.message, kind }, 'the shared cache did not answer');

  const readGroup = async (group: string, keys: readonly string[]): Promise<Map<string, unknown>> => {
    const [generation, ...texts] = (await connection.send('MGET', [
      generationKey(group),
      ...keys.map(valueKey),
    ])) as unknown[];
    const current = `${generation ?? 0} `;
    return new Map(
      keys.flatMap((key, at) => {
        const text = texts[at];
        if (typeof text !== 'string' || !text.startsWith(current)) return [];
        const value = decode(text.slice(current.length));
        return value === undefined ? [] : [[key, value]];
      }),
    );
  };

  /** Keys that are read at the same moment are one command for each group. */
  const reads = new DataLoader<string, unknown>(
    async (keys) => {
      const read = [...byGroup(keys, (key) => key)].map(([group, members]) =>
        readGroup(group, members).catch((error: Error) => {
          failed(error);
          return new Map<string, unknown>();
        }),
      );
      const found = new Map(
        (await withTimeout(readTimeout, Promise.all(read)).catch(() => [])).flatMap((values) => [...values]),
      );
      return keys.map((key) => found.get(key));
    },
    { cache: false, maxBatchSize },
  );

  const writes = new DataLoader<Entry, void>(
    async (entries) => {
      for (const [group, members] of byGroup(entries, ({ key }) => key)) {
        const keys = [generationKey(group), ...members.map(({ key }) => valueKey(key))];
        connection.run(setScript, keys, [ttl, ...members.map(({ value }) => encode(value))]).catch(failed);
      }
      return entries.map(() => undefined);
    },
    { cache: false, maxBatchSize },
  );

  return {
    get: async (key) => (connection.isReady() ? reads.load(key) : undefined),
    set: (key, value) => {
      if (connection.isReady()) writes.load({ key, value }).catch(failed);
    },
    forget: (group) => {
      // Kept longer than the values, so that none of them is current again when the generation has expired.
      const generation = generationKey(group);
      const next = Math.floor(systemClock.now() * 1000 + Math.random() * 1000);
      connection.send('SET', [generation, next, 'PX', 2 * ttl]).catch(failed);
    },
  };
}
