// One instance's watches on a Redis, for a test; ended with it.
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { openRedis } from '../../src/storage/redis/openRedis.ts';
import type { RedisTimes } from '../../src/storage/redis/redisTimes.ts';
import type { WatchStore } from '../../src/watch/watchStore.ts';

/** What was logged, as JSON lines. */
export const logLines = () => {
  const lines: string[] = [];
  return { lines, log: pino({ level: 'debug' }, { write: (line) => void lines.push(line) }) };
};

export async function openWatchStore(
  url: string,
  log = pino({ level: 'silent' }),
  times: Partial<RedisTimes> = {},
): Promise<WatchStore> {
  const { watchStore, close } = await openRedis(url, log, times);
  onTestFinished(async () => {
    await watchStore.close();
    await close();
  });
  return watchStore;
}
