// Two gateways that keep the same retrieval staged, of which one learns late what the other has changed.
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { fullAccess } from '../../src/access/access.ts';
import { createClock } from '../../src/core/clock.ts';
import { createKeeper } from '../../src/staging/createKeeper.ts';
import { type KeptRetrieval, newKept } from '../../src/staging/keptRetrieval.ts';
import { createMemoryKeptRetrievals } from '../../src/storage/memory/keptRetrievals.ts';
import type { Watches } from '../../src/watch/createWatches.ts';

const hour = 3_600_000;
const job = { accountId: '111122223333', region: 'us-east-1', vaultName: 'films', jobId: 'first' };
const silent = pino({ level: 'silent' });

/** AWS shows none of the jobs. */
const watches = {
  jobs: () => ({ open: () => ({ done: true, failure: null, after: () => [], close: () => undefined }) }),
} as unknown as Pick<Watches, 'jobs'>;

/** Two keepers of one retrieval, whose next start is due in a minute. */
async function twoKeepers() {
  const clock = createClock({ speed: 0, startAt: 100 * hour });
  const parameters = { Type: 'archive-retrieval', ArchiveId: 'archive' } as const;
  const owner = { id: 'key:films', credential: null };
  const terms = { until: clock.now() + hour, untilDownloaded: true };
  const first: KeptRetrieval = {
    ...newKept(job, { startedAt: 0, parameters, owner, ...terms }),
    failure: { code: 'RATE_LIMITED', message: '', at: clock.now(), attempts: 1 },
  };
  const store = createMemoryKeptRetrievals({ earlier: [first] });
  const starts: string[] = [];
  const keeperOf = (name: string) =>
    createKeeper({
      store,
      watches,
      clock,
      expiringSoonSeconds: 3600,
      presentAccess: () => fullAccess,
      audit: () => {},
      servicesOf: () => {
        starts.push(name);
        throw new Error('a start');
      },
      log: silent,
    });
  const one = keeperOf('one');
  const other = keeperOf('other');
  one.open();
  other.open();
  await turns();
  return { clock, store, starts, one, other };
}

/** Lets what needs no timer finish. */
const turns = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => void setImmediate(resolve));
};

test('nothing is started for a retrieval that another gateway has stopped a moment ago', async () => {
  const { clock, starts, one } = await twoKeepers();
  await one.stop(job);
  clock.advance(60_000);
  await turns();
  expect(starts).toEqual([]);
});

test('both start what is due: the reservation decides', async () => {
  const { clock, starts } = await twoKeepers();
  clock.advance(60_000);
  await turns();
  expect(starts).toEqual(['one', 'other']);
});

test('a reading of the store that comes late does not bring back what was stopped', async () => {
  const { clock, store, starts, one, other } = await twoKeepers();
  other.close();
  const stale = await store.all();
  let answer = () => {};
  store.all = () =>
    new Promise((resolve) => {
      answer = () => resolve(stale);
    });
  one.open();
  await one.stop(job);
  answer();
  await turns();
  clock.advance(60_000);
  await turns();
  expect(starts).toEqual([]);
});
