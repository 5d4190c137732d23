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
  const logged: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(JSON.parse(line).msg) });
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
      log,
    });
  const one = keeperOf('one');
  const other = keeperOf('other');
  one.open();
  other.open();
  await turns();
  return { clock, store, first, starts, logged, one, other };
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

test('a retrieval whose record is lost with the data of Redis is not started, and the log says so', async () => {
  const { clock, store, first, starts, logged } = await twoKeepers();
  await store.remove(first);
  clock.advance(60_000);
  await turns();
  const lost = 'a retrieval is no longer kept staged: its record is lost or cannot be read';
  expect({ starts, logged }).toEqual({ starts: [], logged: [lost, lost] });
  clock.advance(10 * 60_000);
  await turns();
  expect(logged).toHaveLength(2);
});

test('both start what is due: the reservation decides', async () => {
  const { clock, starts } = await twoKeepers();
  clock.advance(60_000);
  await turns();
  expect(starts).toEqual(['one', 'other']);
});

test('while a caller of one gateway starts it, no gateway does, and after ten minutes they do', async () => {
  const { clock, starts, other } = await twoKeepers();
  let end = (_: string) => {};
  const restaged = other.restage(job, 'call', ['input'], () => new Promise<string>((resolve) => (end = resolve)));
  await turns();
  clock.advance(60_000);
  await turns();
  expect(starts).toEqual([]);
  clock.advance(9 * 60_000);
  await expect.poll(() => starts.length).toBeGreaterThan(0);
  end('a job');
  expect(await restaged).toBe('a job');
});

test('while a gateway starts it, a caller of another one is refused', async () => {
  const { clock, starts, other } = await twoKeepers();
  const asCaller = () => other.restage(job, 'call', ['input', 'job'], async () => void starts.push('caller'));
  // A start that failed leaves the next one to everybody.
  await expect(other.restage(job, 'before', [], () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  clock.advance(60_000);
  await expect.poll(() => starts.length).toBeGreaterThan(0);
  await expect(asCaller()).rejects.toThrow(/^input\.job: this retrieval is kept staged/);
  expect(starts).not.toContain('caller');
  await other.stop(job);
  await asCaller();
  expect(starts).toContain('caller');
});

test('a caller starts nothing if the store does not say who else does', async () => {
  const { starts, store, other } = await twoKeepers();
  store.findMany = () => Promise.reject(new Error('Redis is away'));
  const asCaller = () => other.restage(job, 'call', ['input', 'job'], async () => void starts.push('caller'));
  await expect(asCaller()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(starts).toEqual([]);
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

test('a caller who asks for a retrieval that another one keeps is billed for its next starts', async () => {
  const { clock, store, one } = await twoKeepers();
  const parameters = { Type: 'archive-retrieval', ArchiveId: 'archive' } as const;
  const owner = { id: 'key:other', credential: null };
  const terms = { until: clock.now() + 24 * hour, untilDownloaded: false };
  await one.keep(job, { startedAt: 0, parameters, owner, ...terms });
  expect((await store.findMany([job]))[0]).toMatchObject({ owner, ...terms, jobIds: ['first'] });
});
