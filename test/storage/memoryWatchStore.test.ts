import { describe, expect, test } from 'vitest';
import { createMemoryWatchStore } from '../../src/storage/memory/watchStore.ts';
import { glacierJob, snapshot } from './records.ts';
import { acquireLease, all, nothing, pollResult, watchStoreContract } from './watchStoreContract.ts';

describe('the watch store in memory', () => {
  watchStoreContract(async () => createMemoryWatchStore(), 0.2);

  test('needs no heartbeats', () => {
    expect(createMemoryWatchStore().heartbeatInterval).toBeNull();
  });

  test('drops an abandoned watch after its TTL', async () => {
    const store = createMemoryWatchStore({ ttl: 20 });
    const fencingToken = await acquireLease(store, 'k');
    await store.write('k', fencingToken, pollResult({ snapshots: [snapshot(glacierJob('a'))] }));
    const { epoch } = await store.heartbeat('k', nothing, all);
    const returned = async () => {
      const leaseState = await store.heartbeat('k', nothing, all);
      await store.leave('k');
      return leaseState.epoch;
    };
    await store.leave('k');
    await expect.poll(returned, { interval: 50 }).not.toBe(epoch);
    expect((await store.heartbeat('k', nothing, all)).changes).toEqual([]);
  });
});
