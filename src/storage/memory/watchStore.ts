// What watches share where there is one process: who attends is the one who looks. The snapshots of a watch that nobody
// wants any more are kept for a while, so that who comes back after a short gap goes on where it was.
import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { lruCapacity } from '../../core/lruCapacity.ts';
import type { Interest, LeaseState, VersionedSnapshot, WatchStore } from '../../watch/watchStore.ts';
import { createListeners } from './listeners.ts';

interface Watch {
  epoch: string;
  version: number;
  /** By job, in the order of their versions. */
  snapshots: Map<string, VersionedSnapshot>;
  lastPoll: LeaseState['lastPoll'];
  fencingToken: number;
  interest: Interest;
}

/** Ids that are given once; more than that many at a time push out the oldest. */
const idsKept = 100_000;

/** What is kept of watches that nobody attends: so many watches, with so many snapshots in all. */
const leftKept = { max: 1_000, maxSize: 100_000 };

export function createMemoryWatchStore({ keepFor = 5 * 60_000 }: { keepFor?: number } = {}): WatchStore {
  const leases = new Map<string, Watch>();
  const left = new LRUCache<string, Watch>({
    ...leftKept,
    sizeCalculation: ({ snapshots }) => snapshots.size + 1,
    ttl: keepFor,
    ttlAutopurge: true,
  });
  const { listen, unlisten, tell, clear } = createListeners();
  const ids = new LRUCache<string, true>(lruCapacity(idsKept));
  let fences = 0;

  const enter = (key: string, interest: Interest): Watch => {
    const epoch = randomBytes(8).toString('hex');
    const kept = left.get(key) ?? { epoch, version: 0, snapshots: new Map<string, VersionedSnapshot>() };
    left.delete(key);
    fences += 1;
    const watch: Watch = { ...kept, lastPoll: null, fencingToken: fences, interest };
    leases.set(key, watch);
    return watch;
  };

  return {
    heartbeatInterval: null,
    heartbeat: async (key, known, interest) => {
      const watch = leases.get(key) ?? enter(key, interest);
      watch.interest = interest;
      const { epoch, version, lastPoll, fencingToken } = watch;
      return {
        epoch,
        version,
        changes: newsOf(watch, known),
        lastPoll,
        fencingToken,
        interests: [interest],
      };
    },
    write: async (key, fencingToken, { snapshots, forgotten, ...lastPoll }) => {
      const watch = leases.get(key);
      if (watch?.fencingToken !== fencingToken) return false;
      for (const jobId of forgotten) watch.snapshots.delete(jobId);
      for (const snapshot of snapshots) {
        watch.version += 1;
        watch.snapshots.delete(snapshot.jobId);
        watch.snapshots.set(snapshot.jobId, { ...snapshot, version: watch.version });
      }
      watch.lastPoll = lastPoll;
      tell(key, { kind: 'changes' });
      return true;
    },
    leave: async (key) => {
      const watch = leases.get(key);
      if (watch) left.set(key, watch);
      leases.delete(key);
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
      leases.clear();
      left.clear();
      ids.clear();
    },
  };
}

function newsOf({ epoch, version, snapshots }: Watch, known: { epoch: string | null; version: number }) {
  // A version that was not given yet is no better than another life's.
  if (known.epoch !== epoch || known.version > version) return [...snapshots.values()];
  if (known.version === version) return [];
  return [...snapshots.values()].filter((snapshot) => snapshot.version > known.version);
}
