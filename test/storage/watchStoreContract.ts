// What every WatchStore promises, as tests that run on each of them.
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Interest, PollResult, WatchEvent, WatchStore } from '../../src/watch/watchStore.ts';
import { absentSnapshot, batchJob, glacierJob, snapshot } from './records.ts';

export const nothing = { epoch: null, version: 0 };
export const all: Interest = { all: true, jobIds: [], detailed: [] };

export const pollResult = (given: Partial<PollResult> = {}): PollResult => ({
  snapshots: [],
  forgotten: [],
  at: 1_000,
  sweptAt: null,
  failure: null,
  ...given,
});

/** What arrived since the listener began. */
export function eventsOf(store: WatchStore, key: string): WatchEvent[] {
  const events: WatchEvent[] = [];
  store.listen(key, (event) => events.push(event));
  return events;
}

/** Attends and takes the lease, which must be free. */
export async function acquireLease(store: WatchStore, key: string): Promise<number> {
  const { fencingToken } = await store.heartbeat(key, nothing, all);
  if (fencingToken === null) throw new Error('somebody else looks');
  return fencingToken;
}

/** `briefly` is a time that the store can keep an ID for, in seconds. */
export function watchStoreContract(open: () => Promise<WatchStore>, briefly = 1): void {
  const opened = async () => {
    const store = await open();
    onTestFinished(() => store.close());
    return store;
  };

  describe('as every watch store', () => {
    test('gives a lone instance the lease, no snapshots, and its own interest', async () => {
      const store = await opened();
      const interest: Interest = { all: false, jobIds: ['a', 'b'], detailed: ['b'] };
      const leaseState = await store.heartbeat('k', nothing, interest);
      expect(leaseState).toMatchObject({ version: 0, changes: [], lastPoll: null, interests: [interest] });
      expect(leaseState.epoch).toMatch(/^\w+$/);
      expect(leaseState.fencingToken).toBeGreaterThan(0);
    });

    test('returns written snapshots unchanged and in order to callers who do not know them', async () => {
      const store = await opened();
      const fencingToken = await acquireLease(store, 'k');
      const first = [snapshot(glacierJob('a')), snapshot(batchJob('b')), absentSnapshot('c')];
      expect(await store.write('k', fencingToken, pollResult({ snapshots: first, sweptAt: 900 }))).toBe(true);

      const { epoch, version, changes, lastPoll } = await store.heartbeat('k', nothing, all);
      expect(changes).toEqual(first.map((seen, at) => ({ ...seen, version: at + 1 })));
      expect(version).toBe(3);
      expect(lastPoll).toEqual({ at: 1_000, sweptAt: 900, failure: null });

      const again = snapshot(glacierJob('a', { completed: true, completionDate: new Date(7) }));
      await store.write('k', fencingToken, pollResult({ snapshots: [again] }));
      expect((await store.heartbeat('k', { epoch, version }, all)).changes).toEqual([{ ...again, version: 4 }]);
      expect((await store.heartbeat('k', { epoch, version: 4 }, all)).changes).toEqual([]);
      const everything = (await store.heartbeat('k', nothing, all)).changes;
      expect(everything.map(({ jobId, version: its }) => [jobId, its])).toEqual([
        ['b', 2],
        ['c', 3],
        ['a', 4],
      ]);
    });

    test.each([
      ['another life', { epoch: 'feedbeef', version: 1 }],
      ['a version that was not given yet', { version: 99 }],
    ])('returns everything to a caller who knows %s', async (_, known) => {
      const store = await opened();
      const fencingToken = await acquireLease(store, 'k');
      await store.write(
        'k',
        fencingToken,
        pollResult({ snapshots: [snapshot(glacierJob('a')), snapshot(glacierJob('b'))] }),
      );
      const { epoch } = await store.heartbeat('k', nothing, all);
      expect((await store.heartbeat('k', { epoch, ...known }, all)).changes).toHaveLength(2);
    });

    test('does not return forgotten jobs, and continues the versions', async () => {
      const store = await opened();
      const fencingToken = await acquireLease(store, 'k');
      await store.write(
        'k',
        fencingToken,
        pollResult({ snapshots: [snapshot(glacierJob('a')), snapshot(glacierJob('b'))] }),
      );
      await store.write('k', fencingToken, pollResult({ forgotten: ['a', 'unheard-of'] }));
      const { version, changes } = await store.heartbeat('k', nothing, all);
      expect(changes.map(({ jobId }) => jobId)).toEqual(['b']);
      expect(version).toBe(2);
      await store.write('k', fencingToken, pollResult({ forgotten: ['b'], snapshots: [snapshot(glacierJob('b'))] }));
      expect((await store.heartbeat('k', nothing, all)).changes).toMatchObject([{ jobId: 'b', version: 3 }]);
    });

    test('returns a failure as the last poll, until a later poll', async () => {
      const store = await opened();
      const fencingToken = await acquireLease(store, 'k');
      const failure = { code: 'THROTTLED' as const, message: 'slower' };
      await store.write('k', fencingToken, pollResult({ failure }));
      expect((await store.heartbeat('k', nothing, all)).lastPoll).toEqual({ at: 1_000, sweptAt: null, failure });
      await store.write('k', fencingToken, pollResult({ at: 2_000 }));
      expect((await store.heartbeat('k', nothing, all)).lastPoll).toEqual({ at: 2_000, sweptAt: null, failure: null });
    });

    test('returns why polls fail for the moment beside the last poll, until a poll succeeds or the lease ends', async () => {
      const store = await opened();
      const fencingToken = await acquireLease(store, 'k');
      const transientFailure = { code: 'THROTTLED' as const, message: 'slower: "é" \u2028' };
      const present = async () => {
        const { lastPoll, transientFailure: its, version } = await store.heartbeat('k', nothing, all);
        return { lastPoll: lastPoll?.at, transientFailure: its, version };
      };
      expect(await present()).toEqual({ lastPoll: undefined, transientFailure: null, version: 0 });
      expect(await store.write('k', fencingToken, null, transientFailure)).toBe(true);
      expect(await present()).toEqual({ lastPoll: undefined, transientFailure, version: 0 });
      await store.write('k', fencingToken, pollResult({ snapshots: [snapshot(glacierJob('a'))] }));
      expect(await present()).toEqual({ lastPoll: 1_000, transientFailure: null, version: 1 });
      await store.write('k', fencingToken, pollResult({ at: 2_000 }), transientFailure);
      await store.write('k', fencingToken, null, transientFailure);
      expect(await present()).toEqual({ lastPoll: 2_000, transientFailure, version: 1 });
      expect(await store.write('k', fencingToken - 1, null, null)).toBe(false);
      expect(await present()).toMatchObject({ transientFailure });
      await store.leave('k');
      expect(await present()).toEqual({ lastPoll: undefined, transientFailure: null, version: 1 });
    });

    test('rejects writes of an instance that left, and returns the snapshots when it joins again', async () => {
      const store = await opened();
      const before = await acquireLease(store, 'k');
      await store.write('k', before, pollResult({ snapshots: [snapshot(glacierJob('a'))] }));
      const { epoch, version } = await store.heartbeat('k', nothing, all);
      await store.leave('k');
      expect(await store.write('k', before, pollResult({ snapshots: [snapshot(glacierJob('b'))] }))).toBe(false);

      const back = await store.heartbeat('k', { epoch, version }, all);
      expect(back).toMatchObject({ epoch, version, changes: [], lastPoll: null });
      expect(back.fencingToken).toBeGreaterThan(before);
      expect(await store.write('k', before, pollResult())).toBe(false);
      expect(await store.write('k', back.fencingToken ?? 0, pollResult())).toBe(true);
    });

    test('rejects writes without a lease', async () => {
      const store = await opened();
      expect(await store.write('k', 1, pollResult({ snapshots: [snapshot(glacierJob('a'))] }))).toBe(false);
      expect((await store.heartbeat('k', nothing, all)).changes).toEqual([]);
    });

    test('keeps watches apart', async () => {
      const store = await opened();
      const fencingToken = await acquireLease(store, 'k');
      const other = await acquireLease(store, 'k 2');
      await store.write('k', fencingToken, pollResult({ snapshots: [snapshot(glacierJob('a'))] }));
      expect((await store.heartbeat('k 2', nothing, all)).changes).toEqual([]);
      if (fencingToken !== other) expect(await store.write('k 2', fencingToken, pollResult())).toBe(false);
    });

    test('notifies listeners of each write, soon and not inside the call', async () => {
      const store = await opened();
      const fencingToken = await acquireLease(store, 'k');
      const events = eventsOf(store, 'k');
      await expect.poll(() => [store.wake('k'), events.length][1]).toBeGreaterThan(0);
      events.length = 0;
      const writing = store.write('k', fencingToken, pollResult({ snapshots: [snapshot(glacierJob('a'))] }));
      expect(events).toEqual([]);
      await writing;
      await expect.poll(() => events).toContainEqual({ kind: 'changes' });
    });

    test('delivers wakes with their hint to listeners of the watch, until they unlisten', async () => {
      const store = await opened();
      const events = eventsOf(store, 'k');
      const others = eventsOf(store, 'other');
      await expect.poll(() => [store.wake('k'), events.some(({ kind }) => kind === 'wake')][1]).toBe(true);
      store.wake('k', 'job-1');
      await expect.poll(() => events).toContainEqual({ kind: 'wake', hint: 'job-1' });
      expect(events).toContainEqual({ kind: 'wake', hint: null });
      expect(others.filter(({ kind }) => kind === 'wake')).toEqual([]);

      store.unlisten('k');
      store.wake('k', 'job-2');
      await expect
        .poll(() => [store.wake('other', 'job-3'), others][1])
        .toContainEqual({ kind: 'wake', hint: 'job-3' });
      expect(events).not.toContainEqual({ kind: 'wake', hint: 'job-2' });
    });

    test('accepts an ID once within its time', async () => {
      const store = await opened();
      const given = await Promise.all(['id', 'id', 'another'].map((id) => store.once(id, briefly)));
      expect(given).toEqual([true, false, true]);
      await expect.poll(() => store.once('id', 60)).toBe(true);
      expect(await store.once('id', 60)).toBe(false);
    });

    test('writes and reads thousands of jobs at once', async () => {
      const store = await opened();
      const fencingToken = await acquireLease(store, 'k');
      const snapshots = Array.from({ length: 5_000 }, (_, at) => snapshot(glacierJob(`job-${at}`)));
      expect(await store.write('k', fencingToken, pollResult({ snapshots }))).toBe(true);
      const { epoch, changes } = await store.heartbeat('k', nothing, all);
      expect(changes.map(({ jobId }) => jobId)).toEqual(snapshots.map(({ jobId }) => jobId));
      expect((await store.heartbeat('k', { epoch, version: 1 }, all)).changes).toHaveLength(4_999);
    });
  });
}
