// Watch store of one process: whoever sends a heartbeat holds the lease. The snapshots of an abandoned watch are kept for a
// while, so that a subscriber that reconnects after a short gap resumes.
import { randomBytes } from 'node:crypto';
import { ByteCache } from '../../core/byteCache.ts';
import { cacheBytes } from '../../core/cacheBytes.ts';
import type { Interest, LeaseState, PollResult, VersionedSnapshot, WatchStore } from '../../watch/watchStore.ts';
import { createMemoryWatchEvents } from './watchEvents.ts';

interface Watch {
  epoch: string;
  version: number;
  /** By job, in the order of their versions. */
  snapshots: Map<string, VersionedSnapshot>;
  lastPoll: LeaseState['lastPoll'];
  transientFailure: LeaseState['transientFailure'];
  fencingToken: number;
  interest: Interest;
}

export function createMemoryWatchStore({ ttl = 5 * 60_000 }: { ttl?: number } = {}): WatchStore {
  const watches = new Map<string, Watch>();
  const abandoned = new ByteCache<Watch>(cacheBytes.pausedWatches, { ttl, ttlAutopurge: true });
  const { listen, unlisten, emit, clear } = createMemoryWatchEvents();
  const ids = new ByteCache<true>(cacheBytes.notifications);
  let lastToken = 0;

  const open = (key: string, interest: Interest): Watch => {
    const epoch = randomBytes(8).toString('hex');
    const kept = abandoned.get(key) ?? { epoch, version: 0, snapshots: new Map<string, VersionedSnapshot>() };
    abandoned.delete(key);
    lastToken += 1;
    const watch: Watch = { ...kept, lastPoll: null, transientFailure: null, fencingToken: lastToken, interest };
    watches.set(key, watch);
    return watch;
  };

  return {
    heartbeatInterval: null,
    heartbeat: async (key, known, interest) => {
      const watch = watches.get(key) ?? open(key, interest);
      watch.interest = interest;
      const { epoch, version, lastPoll, transientFailure, fencingToken } = watch;
      const changes = changesSince(watch, known);
      return { epoch, version, changes, lastPoll, transientFailure, fencingToken, interests: [interest] };
    },
    write: async (key, fencingToken, result, transientFailure = null) => {
      const watch = watches.get(key);
      if (watch?.fencingToken !== fencingToken) return false;
      if (result) keepPoll(watch, result);
      watch.transientFailure = transientFailure;
      emit(key, { kind: 'changes' });
      return true;
    },
    leave: async (key) => {
      const watch = watches.get(key);
      if (watch) abandoned.set(key, watch);
      watches.delete(key);
    },
    listen,
    unlisten,
    wake: (key, hint) => emit(key, { kind: 'wake', hint: hint ?? null }),
    once: async (id, seconds) => {
      if (ids.has(id)) return false;
      ids.set(id, true, { ttl: seconds * 1000 });
      return true;
    },
    close: async () => {
      clear();
      watches.clear();
      abandoned.clear();
      ids.clear();
    },
  };
}

function keepPoll(watch: Watch, { snapshots, forgotten, ...lastPoll }: PollResult): void {
  for (const jobId of forgotten) watch.snapshots.delete(jobId);
  for (const snapshot of snapshots) {
    watch.version += 1;
    watch.snapshots.delete(snapshot.jobId);
    watch.snapshots.set(snapshot.jobId, { ...snapshot, version: watch.version });
  }
  watch.lastPoll = lastPoll;
}

function changesSince({ epoch, version, snapshots }: Watch, known: { epoch: string | null; version: number }) {
  // A version that was not given yet is as unknown as one of another epoch.
  if (known.epoch !== epoch || known.version > version) return [...snapshots.values()];
  if (known.version === version) return [];
  return [...snapshots.values()].filter((snapshot) => snapshot.version > known.version);
}
