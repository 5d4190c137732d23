// The damaged outputs that any instance has met. What this instance has met itself survives a Redis that is emptied or
// unreachable; that another one has read it correctly is known from Redis.
import type { Logger } from 'pino';
import { type GlacierJobKey, glacierJobKey } from '../../core/location.ts';
import { type DamagedOutputs, damageKeptFor } from '../../outputs/downloads/damagedOutputs.ts';
import type { Connection } from './connectRedis.ts';
import { damagedOutputKey } from './keys.ts';

const damaged = '1';
const correct = '0';

export function createRedisDamagedOutputs(
  connection: Pick<Connection, 'send'>,
  own: DamagedOutputs,
  log: Logger,
): DamagedOutputs {
  const send = (command: string, job: GlacierJobKey, args: readonly (string | number)[]) =>
    connection.send(command, [damagedOutputKey(glacierJobKey(job)), ...args]).catch((error: Error) => {
      log.debug({ reason: error.message }, 'damaged outputs are not shared: Redis did not answer');
      return null;
    });
  return {
    has: async (job) => {
      const known = await send('GET', job, []);
      if (known === correct) await own.record(job, false);
      return known === damaged || own.has(job);
    },
    record: async (job, isDamaged) => {
      await own.record(job, isDamaged);
      const kept = ['PX', damageKeptFor];
      // That an output is correct matters only where it was damaged.
      await send('SET', job, isDamaged ? [damaged, ...kept] : [correct, ...kept, 'XX']);
    },
  };
}
