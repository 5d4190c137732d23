// A watch on a store that a test writes: what it knows and what it asks, where somebody else looks or nobody does.
import type { Logger } from 'pino';
import { describe, expect, test } from 'vitest';
import type { AwsSession } from '../../src/aws/client/awsSession.ts';
import { createClock } from '../../src/core/clock.ts';
import { createMemoryWatchStore } from '../../src/storage/memory/watchStore.ts';
import { createWatches } from '../../src/watch/createWatches.ts';
import type { FeedState } from '../../src/watch/feedState.ts';
import type { WatchObserver } from '../../src/watch/watchObserver.ts';
import type { JobSnapshot, VersionedSnapshot, WatchEvent, WatchStore } from '../../src/watch/watchStore.ts';
import { firstObservation } from '../storage/records.ts';
import { absent, ended, running, startOfTime } from './fakeWatches.ts';
import { samePaces } from './samePaces.ts';

const location = { accountId: '111122223333', region: 'us-east-1', vaultName: 'vault' };
const day = 24 * 3_600_000;

/** A store into which another instance writes what it sees. */
function foreignStore() {
  const snapshots = new Map<string, VersionedSnapshot>();
  const listeners = new Map<string, (event: WatchEvent) => void>();
  let version = 0;
  const state = { heartbeats: 0, isReachable: true };
  const store: WatchStore = {
    heartbeatInterval: null,
    heartbeat: async (_, known) => {
      state.heartbeats += 1;
      if (!state.isReachable) throw new Error('out of reach');
      const since = known.epoch === 'e' ? known.version : 0;
      const changes = [...snapshots.values()].filter((each) => each.version > since);
      const lastPoll = { at: startOfTime, sweptAt: startOfTime, failure: null };
      return { epoch: 'e', version, changes, lastPoll, transientFailure: null, fencingToken: null, interests: [] };
    },
    write: async () => false,
    leave: async () => undefined,
    listen: (key, onEvent) => void listeners.set(key, onEvent),
    unlisten: (key) => void listeners.delete(key),
    wake: () => undefined,
    once: async () => true,
    close: async () => undefined,
  };
  return {
    store,
    state,
    see: (...some: JobSnapshot[]) => {
      for (const snapshot of some) {
        version += 1;
        snapshots.delete(snapshot.jobId);
        snapshots.set(snapshot.jobId, { ...snapshot, observation: firstObservation, version });
      }
      for (const tell of listeners.values()) tell({ kind: 'changes' });
    },
  };
}

const silent = () => {
  const said: string[] = [];
  const log = (level: string) => (_: unknown, message: string) => void said.push(`${level}: ${message}`);
  const logger = { debug: () => undefined, info: log('info'), warn: log('warn'), error: log('error') };
  return { said, log: logger as unknown as Logger };
};

function liveOn(
  store: WatchStore,
  read: (signal: AbortSignal) => Promise<never> = () => new Promise(() => undefined),
  observer?: WatchObserver,
) {
  const { said, log } = silent();
  const live = createWatches({
    store,
    finished: { recall: async () => null, remember: () => undefined },
    clock: createClock({ speed: 0, startAt: startOfTime }),
    paces: samePaces({ minSeconds: 5, maxSeconds: 300 }),
    expiringSoonFrom: () => null,
    log,
    random: () => 0.5,
    ...(observer ? { observer } : {}),
    session: (signal) => ({ read: () => read(signal) }) as unknown as AwsSession,
    restores: (_, jobs) => jobs,
  });
  const open = (...jobIds: string[]) =>
    live
      .jobs(
        jobIds.map((jobId) => ({ kind: 'GlacierJob', ...location, jobId })),
        { absent: [], detailed: false },
      )
      .open(() => undefined);
  return { live, open, said };
}

const received = (feed: FeedState) =>
  [...feed.after(0)].map(({ snapshot: { jobId, job } }) => {
    if (!job) return `${jobId} absent`;
    return `${jobId} ${job.kind === 'GlacierJob' && job.completed ? 'ended' : 'running'}`;
  });

describe('a watch that another instance polls', () => {
  test('publishes what that instance stores', async () => {
    const other = foreignStore();
    const { open } = liveOn(other.store);
    other.see(running('a'), running('b'));
    const feed = open('a', 'b');
    await expect.poll(() => received(feed)).toEqual(['a running', 'b running']);
    other.see(ended('a'));
    await expect.poll(() => received(feed)).toEqual(['b running', 'a ended']);
  });

  test('goes on if its observer fails', async () => {
    const other = foreignStore();
    const polled = () => {
      throw new TypeError('a mistake');
    };
    const { open, said } = liveOn(other.store, undefined, {
      polled,
      closed: () => undefined,
      list: () => ({ add: () => undefined, finish: () => undefined, abandon: () => undefined }),
    });
    other.see(running('a'));
    const feed = open('a');
    await expect.poll(() => received(feed)).toEqual(['a running']);
    other.see(ended('a'));
    await expect.poll(() => received(feed)).toEqual(['a ended']);
    expect(new Set(said)).toEqual(new Set(['error: the observer of a watch failed']));
  });

  test('gets back what it dropped because no subscriber here wanted it', async () => {
    const other = foreignStore();
    const { open } = liveOn(other.store);
    other.see(ended('old', startOfTime - 2 * day), absent('none'), running('a'));
    const first = open('a');
    await expect.poll(() => received(first)).toEqual(['a running']);
    other.see(running('b'));
    const second = open('old', 'none');
    await expect.poll(() => received(second).toSorted()).toEqual(['none absent', 'old ended']);
    expect(second.done).toBe(true);
    expect(received(first)).toEqual(['a running']);
  });

  test('gives a new subscriber the known state while the store is unreachable', async () => {
    const other = foreignStore();
    const { open } = liveOn(other.store);
    other.see(running('a'));
    const first = open('a');
    await expect.poll(() => received(first)).toEqual(['a running']);
    other.state.isReachable = false;
    expect(received(open('a'))).toEqual(['a running']);
  });

  test('sends one heartbeat for many subscribers at the same moment', async () => {
    const other = foreignStore();
    const { open } = liveOn(other.store);
    for (let index = 0; index < 100; index += 1) open(`job${index}`);
    await expect.poll(() => other.state.heartbeats).toBeGreaterThan(0);
    expect(other.state.heartbeats).toBeLessThanOrEqual(2);
  });
});

describe('a watch that polls itself', () => {
  test('closes without a log line during a poll', async () => {
    let isAsked = false;
    const { open, said, live } = liveOn(createMemoryWatchStore(), (signal) => {
      isAsked = true;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const feed = open('a');
    await expect.poll(() => isAsked).toBe(true);
    feed.close();
    expect(live.watches).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(said).toEqual([]);
  });

  test('logs an unexpected error, and polls again later', async () => {
    let asked = 0;
    const { open, said } = liveOn(createMemoryWatchStore(), async () => {
      asked += 1;
      throw new TypeError('a bug');
    });
    open('a');
    await expect.poll(() => said).toEqual(['error: polling AWS failed']);
    expect(asked).toBe(1);
  });
});
