// What callers fill with keys of their own: how to open each, and what one key does.
import { accessOf } from '../../src/access/accessOf.ts';
import { cacheBytes } from '../../src/core/cacheBytes.ts';
import { systemClock } from '../../src/core/clock.ts';
import { createMemoryRates } from '../../src/storage/memory/rates.ts';
import { createMemoryReservations } from '../../src/storage/memory/reservations.ts';
import { createMemoryWatchStore } from '../../src/storage/memory/watchStore.ts';

/** A text of its own in memory, as it comes from a parser: not made of parts of others. */
const text = (value: string): string => Buffer.from(value).toString();

export interface FilledStore {
  /** Of its cache, in bytes. */
  limit: number;
  open(): (index: number) => unknown;
}

const location = 'https://glacier.us-east-1.amazonaws.com/111122223333/vaults/photos/jobs/';

export const stores: Readonly<Record<string, FilledStore>> = {
  starts: {
    limit: cacheBytes.starts,
    open: () => {
      const store = createMemoryReservations({ leaseTtl: 1_000 });
      return async (index) => {
        const jobId = text(`${index}`.padEnd(92, 'x'));
        const started = { jobId, location: text(location + jobId), jobOutputPath: null, startedAt: 1.7e12 + index };
        await store.acquire(`start ${index}`, 'owner', 'same');
        await store.finish(`start ${index}`, 'same', started);
        await store.release(`start ${index}`, 'owner', false);
      };
    },
  },
  'callers whose requests are counted': {
    limit: cacheBytes.rateLimits,
    open: () => {
      const store = createMemoryRates(systemClock);
      return (index) => store.take(`requests ${index}`.padEnd(200, 'x'), 1, { count: 100, milliseconds: 60_000 });
    },
  },
  notifications: {
    limit: cacheBytes.notifications,
    open: () => {
      const store = createMemoryWatchStore();
      return (index) => store.once(`sns ${index}`.padEnd(200, 'x'), 7_200);
    },
  },
  'vaults that a policy is asked about': {
    limit: cacheBytes.permissions,
    open: () => {
      const access = accessOf([{ resource: '*/*/archive-*', actions: ['read'] }]);
      return (index) =>
        access.allows('read', { accountId: '111122223333', region: 'us-east-1', vaultName: `archive-${index}` });
    },
  },
};
