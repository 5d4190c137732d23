// Retrievals that are kept staged, of several processes, in Redis.
import { glacierJobKey } from '../../core/location.ts';
import { endedKeptFor, jobKeysOf, type KeptRetrieval, longestKeep } from '../../staging/keptRetrieval.ts';
import type { KeptRetrievals } from '../../staging/keptRetrievals.ts';
import { parseKept } from '../parseKept.ts';
import type { Connection } from './connectRedis.ts';
import { keptRetrievalsKey } from './keys.ts';
import { luaScript } from './luaScript.ts';

const putScript = luaScript('putKept.lua');
const removeScript = luaScript('removeKept.lua');

const records = keptRetrievalsKey('records');
const versions = keptRetrievalsKey('versions');
const jobs = keptRetrievalsKey('jobs');

/** In milliseconds, from the last change on. */
const ttl = longestKeep + endedKeptFor;

/** A record that cannot be read counts as absent. */
const readable = (kept: KeptRetrieval | null): kept is KeptRetrieval => kept !== null;

export function createRedisKeptRetrievals(connection: Pick<Connection, 'run' | 'send'>): KeptRetrievals {
  const recordsOf = async (ids: readonly string[]) =>
    ids.length === 0 ? [] : ((await connection.send('HMGET', [records, ...ids])) as unknown[]).map(parseKept);
  return {
    close: async () => undefined,
    all: async () => ((await connection.send('HVALS', [records])) as unknown[]).map(parseKept).filter(readable),
    findMany: async (wanted) => {
      if (wanted.length === 0) return [];
      const ids = (await connection.send('HMGET', [jobs, ...wanted.map(glacierJobKey)])) as (string | null)[];
      const known = [...new Set(ids.filter((id) => id !== null))];
      const found = await recordsOf(known);
      const byId = new Map(known.map((id, index) => [id, found[index] ?? null]));
      return ids.map((id) => (id === null ? null : (byId.get(id) ?? null)));
    },
    put: async (kept) => {
      const args = [kept.id, kept.version, JSON.stringify(kept), ttl, ...jobKeysOf(kept)];
      return (await connection.run(putScript, [records, versions, jobs], args)) === 1;
    },
    remove: async (kept) => {
      await connection.run(removeScript, [records, versions, jobs], [kept.id, kept.version, ...jobKeysOf(kept)]);
    },
  };
}
