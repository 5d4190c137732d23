// What watches share where there is one process: who attends is the one who looks. The sightings of a watch that nobody
// wants any more are kept for a while, so that who comes back after a short gap goes on where it was.
import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { upTo } from '../../core/lruCapacity.ts';
import type { Attendance, Interest, VersionedSighting, WatchStore } from '../../watch/watchStore.ts';
import { createListeners } from './listeners.ts';

interface Watch {
  epoch: string;
  version: number;
  /** By job, in the order of their versions. */
  sightings: Map<string, VersionedSighting>;
  looked: Attendance['looked'];
  fence: number;
  interest: Interest;
}

/** Ids that are given once; more than that many at a time push out the oldest. */
const idsKept = 100_000;

/** What is kept of watches that nobody attends: so many watches, with so many sightings in all. */
const leftKept = { max: 1_000, maxSize: 100_000 };

export function createMemoryWatchStore({ keepFor = 5 * 60_000 }: { keepFor?: number } = {}): WatchStore {
  const attended = new Map<string, Watch>();
  const left = new LRUCache<string, Watch>({
    ...leftKept,
    sizeCalculation: ({ sightings }) => sightings.size + 1,
    ttl: keepFor,
    ttlAutopurge: true,
  });
  const { listen, unlisten, tell, clear } = createListeners();
  const ids = new LRUCache<string, true>(upTo(idsKept));
  let fences = 0;

  const enter = (key: string, interest: Interest): Watch => {
    const epoch = randomBytes(8).toString('hex');
    const kept = left.get(key) ?? { epoch, version: 0, sightings: new Map<string, VersionedSighting>() };
    left.delete(key);
    fences += 1;
    const watch: Watch = { ...kept, looked: null, fence: fences, interest };
    attended.set(key, watch);
    return watch;
  };

  return {
    attendEvery: null,
    attend: async (key, known, interest) => {
      const watch = attended.get(key) ?? enter(key, interest);
      watch.interest = interest;
      const { epoch, version, looked, fence } = watch;
      return { epoch, version, news: newsOf(watch, known), looked, fence, interests: [interest] };
    },
    write: async (key, fence, { sightings, forgotten, ...looked }) => {
      const watch = attended.get(key);
      if (watch?.fence !== fence) return false;
      for (const jobId of forgotten) watch.sightings.delete(jobId);
      for (const sighting of sightings) {
        watch.version += 1;
        watch.sightings.delete(sighting.jobId);
        watch.sightings.set(sighting.jobId, { ...sighting, version: watch.version });
      }
      watch.looked = looked;
      tell(key, { kind: 'news' });
      return true;
    },
    leave: async (key) => {
      const watch = attended.get(key);
      if (watch) left.set(key, watch);
      attended.delete(key);
    },
    listen,
    unlisten,
    wake: (key, hint) => tell(key, { kind: 'wake', hint: hint ?? null }),
    once: async (id, seconds) => {
      if (ids.has(id)) return false;
      ids.set(id, true, { ttl: seconds * 1000 });
      return true;
    },
    close: async () => {
      clear();
      attended.clear();
      left.clear();
      ids.clear();
    },
  };
}

function newsOf({ epoch, version, sightings }: Watch, known: { epoch: string | null; version: number }) {
  // A version that was not given yet is no better than another life's.
  if (known.epoch !== epoch || known.version > version) return [...sightings.values()];
  if (known.version === version) return [];
  return [...sightings.values()].filter((sighting) => sighting.version > known.version);
}
