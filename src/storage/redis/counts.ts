// Counts of each instance, by the server's time. While Redis is unreachable or slow, there are no other instances.
import { randomBytes } from 'node:crypto';
import type { InstanceCounts } from '../../limits/liveCounts.ts';
import type { Connection } from './connectRedis.ts';
import { countKey } from './keys.ts';
import { luaScript } from './luaScript.ts';

/** In milliseconds. */
const ttl = 30_000;

const reportScript = luaScript('reportCount.lua');

export function createRedisCounts(connection: Pick<Connection, 'runSoon'>): InstanceCounts {
  const instance = randomBytes(8).toString('hex');
  return {
    ttl,
    report: async (key, count) => {
      try {
        return Number(await connection.runSoon(reportScript, [countKey(key)], [instance, count, ttl]));
      } catch {
        return 0;
      }
    },
  };
}
