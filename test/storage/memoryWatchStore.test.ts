import { describe, expect, test } from 'vitest';
import { createMemoryWatchStore } from '../../src/storage/memory/watchStore.ts';
import { glacierJob, sighting } from './records.ts';
import { all, lead, look, nothing, watchStoreContract } from './watchStoreContract.ts';

describe('the watches of one process', () => {
  watchStoreContract(async () => createMemoryWatchStore());

  test('need nobody to attend', () => {
    expect(createMemoryWatchStore().attendEvery).toBeNull();
  });

  test('that nobody wants any more are forgotten after a while', async () => {
    const store = createMemoryWatchStore({ keepFor: 20 });
    const fence = await lead(store, 'k');
    await store.write('k', fence, look({ sightings: [sighting(glacierJob('a'))] }));
    const { epoch } = await store.attend('k', nothing, all);
    const returned = async () => {
      const attendance = await store.attend('k', nothing, all);
      await store.leave('k');
      return attendance.epoch;
    };
    await store.leave('k');
    await expect.poll(returned, { interval: 50 }).not.toBe(epoch);
    expect((await store.attend('k', nothing, all)).news).toEqual([]);
  });
});
