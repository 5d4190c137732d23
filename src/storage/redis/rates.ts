// Rates that instances share, by the server's time. One round trip, and not waited for long: who waits is a caller.
import type { Connection } from './connectRedis.ts';
import { rateKey } from './keys.ts';
import { script } from './watchScripts.ts';
import { withTimeout } from './withTimeout.ts';

/** limits/rates.ts says what it does. ARGV: how many, milliseconds of one, of all. Gives the milliseconds to wait. */
const takeScript = script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local count, each, all = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local from = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
local whole = math.max(now, from + count * each)
if count > 0 and whole - now > all then return math.ceil(whole - now - all) end
if whole > now then redis.call('SET', KEYS[1], string.format('%.3f', whole), 'PX', math.ceil(whole - now)) end
if whole <= now then redis.call('DEL', KEYS[1]) end
return 0
`);

export interface SharedRates {
  /** As limits/rates.ts has it; rejects where Redis does not answer soon. */
  take(key: string, count: number, rate: { count: number; milliseconds: number }): Promise<number>;
}

export const createSharedRates = (connection: Connection): SharedRates => ({
  take: async (key, count, { count: allowance, milliseconds }) => {
    if (!connection.isReady()) throw new Error('Redis is out of reach');
    const args = [count, milliseconds / allowance, milliseconds];
    return Number(await withTimeout(connection.run(takeScript, [rateKey(key)], args)));
  },
});
