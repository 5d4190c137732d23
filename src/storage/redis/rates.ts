// Rates that instances share, by the server's time. While Redis is unreachable or slow, this instance counts for itself.
import { leftOf, type Rates } from '../../limits/createLimits.ts';
import type { Connection } from './connectRedis.ts';
import { rateKey } from './keys.ts';
import { luaScript } from './luaScript.ts';

const takeScript = luaScript('takeRate.lua');
const wholeInScript = luaScript('rateWholeIn.lua');

export const createRedisRates = (connection: Pick<Connection, 'runSoon'>, own: Rates): Rates => ({
  take: async (key, count, rate) => {
    const { count: allowance, milliseconds } = rate;
    try {
      const taken = await connection.runSoon(
        takeScript,
        [rateKey(key)],
        [count, milliseconds / allowance, milliseconds],
      );
      const [wait = 0, wholeIn = 0] = taken as number[];
      return { wait, wholeIn };
    } catch {
      return own.take(key, count, rate);
    }
  },
  left: async (key, rate) => {
    try {
      return leftOf(rate, Number(await connection.runSoon(wholeInScript, [rateKey(key)], [])), 0);
    } catch {
      return own.left(key, rate);
    }
  },
});
