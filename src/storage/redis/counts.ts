// How many of something each instance has, in Redis: what an instance has said counts for a while, by the server's time.
import { randomBytes } from 'node:crypto';
import type { Connection } from './connectRedis.ts';
import { countKey } from './keys.ts';
import { script } from './watchScripts.ts';
import { withTimeout } from './withTimeout.ts';

/** In milliseconds. */
const keptFor = 30_000;

/** ARGV: instance, how many it has, milliseconds to keep that. Gives how many the others have. */
const tellScript = script(`
local me, count, keep = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if count > 0 then
  redis.call('HSET', KEYS[1], me, count .. ' ' .. string.format('%.0f', now + keep))
  redis.call('PEXPIRE', KEYS[1], keep)
else
  redis.call('HDEL', KEYS[1], me)
end
local others = 0
local all = redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  if all[at] ~= me then
    local its, over = string.match(all[at + 1], '^(%d+) (%d+)$')
    if its and tonumber(over) > now then others = others + tonumber(its) else redis.call('HDEL', KEYS[1], all[at]) end
  end
end
return others
`);

export interface SharedCounts {
  /** As limits/createLiveCounts.ts has it; rejects where Redis does not answer soon. */
  tell(key: string, count: number): Promise<number>;
  readonly keptFor: number;
}

export function createSharedCounts(connection: Connection): SharedCounts {
  const instance = randomBytes(8).toString('hex');
  return {
    keptFor,
    tell: async (key, count) => {
      if (!connection.isReady()) throw new Error('Redis is out of reach');
      return Number(await withTimeout(connection.run(tellScript, [countKey(key)], [instance, count, keptFor])));
    },
  };
}
