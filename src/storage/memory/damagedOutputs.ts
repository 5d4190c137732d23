// The damaged outputs that one process has met.
import { ByteCache } from '../../core/byteCache.ts';
import { cacheBytes } from '../../core/cacheBytes.ts';
import { glacierJobKey } from '../../core/location.ts';
import { type DamagedOutputs, damageKeptFor } from '../../outputs/downloads/damagedOutputs.ts';

export function createMemoryDamagedOutputs(): DamagedOutputs {
  const damaged = new ByteCache<true>(cacheBytes.damagedOutputs, { ttl: damageKeptFor });
  return {
    has: async (job) => damaged.has(glacierJobKey(job)),
    record: async (job, isDamaged) => {
      if (isDamaged) damaged.set(glacierJobKey(job), true);
      else damaged.delete(glacierJobKey(job));
    },
  };
}
