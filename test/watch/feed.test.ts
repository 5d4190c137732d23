import { describe, expect, test } from 'vitest';
import type { JobRecord } from '../../src/jobs/jobState.ts';
import { Feed } from '../../src/watch/feed.ts';
import type { FeedEntry } from '../../src/watch/feedLog.ts';
import type { FeedSource } from '../../src/watch/feedSources.ts';
import type { FeedState } from '../../src/watch/feedState.ts';
import { absent, batch, batchPlace, ended, fakeWatches, running, startOfTime, vault } from './fakeWatches.ts';

const day = 24 * 3_600_000;
const wish = (jobIds: string[], target = vault()): FeedSource => ({
  target,
  interest: { all: false, jobIds, detailed: [] },
});
const allOf = (target = vault(), matters?: FeedSource['matches']): FeedSource => ({
  target,
  interest: { all: true, jobIds: [], detailed: [] },
  ...(matters ? { matches: matters } : {}),
});
const isActive = (job: JobRecord) => job.kind === 'BatchJob' && job.status === 'ACTIVE';
const activeOnly = allOf(batchPlace, isActive);
const states = (entries: Iterable<FeedEntry>) =>
  [...entries].map(({ snapshot: { jobId, job } }) => {
    if (!job) return `${jobId} absent`;
    return `${jobId} ${job.kind === 'GlacierJob' ? (job.completed ? 'ended' : 'running') : job.status}`;
  });
const idAfter = (feed: FeedState, place = 0) => [...feed.after(place)].at(-1)?.id ?? '';

function opened(wishes: FeedSource[], missing: string[] = [], watches = fakeWatches()) {
  let changes = 0;
  const absentJobs = missing.map((jobId) => ({ jobId, error: null }));
  const feed = new Feed({ sources: wishes, watches, absent: absentJobs }).open(() => {
    changes += 1;
  });
  return { feed, watches, watch: watches.at(wishes[0]?.target ?? vault()), changes: () => changes };
}

describe('an open feed', () => {
  test('has no entries before the first poll, then the present state, then only the newest change of each job', () => {
    const { feed, watch, changes } = opened([wish(['a', 'b'])]);
    watch.reachStore();
    // Who has an event ID begins now.
    expect([states(feed.after(0)), feed.done, changes()]).toEqual([[], false, 1]);
    watch.see(running('a'), running('b'), running('other'));
    expect([states(feed.after(0)), changes()]).toEqual([['a running', 'b running'], 2]);
    watch.see(ended('a'));
    expect([states(feed.after(0)), changes()]).toEqual([['b running', 'a ended'], 3]);
    expect(feed.done).toBe(false);
    watch.see(ended('b'));
    expect(feed.done).toBe(true);
    expect(states(feed.after(2))).toEqual(['a ended', 'b ended']);
  });

  test('takes the present state of a watch that has polled, and only ended jobs of one that has not', () => {
    const watches = fakeWatches();
    watches.at(vault()).keep(running('a'));
    watches.at(vault()).keep(ended('b'));
    const { feed, watch } = opened([wish(['a', 'b'])], [], watches);
    expect(states(feed.after(0))).toEqual(['b ended']);
    watch.see(running('a'));
    expect(states(feed.after(0))).toEqual(['b ended', 'a running']);
    expect(states(opened([wish(['a', 'b'])], [], watches).feed.after(0))).toEqual(['a running', 'b ended']);
  });

  test('is done when each job has ended or does not exist', () => {
    const { feed, watch } = opened([wish(['a', 'b'])], ['gone']);
    expect(states(feed.after(0))).toEqual(['gone absent']);
    watch.see(ended('a'));
    expect(feed.done).toBe(false);
    watch.see(absent('b'));
    expect(feed.done).toBe(true);
  });

  test('of several targets is done when all of them are', () => {
    const { feed, watches } = opened([wish(['a']), wish(['c'], batchPlace)]);
    watches.at(vault()).see(ended('a'));
    expect(feed.done).toBe(false);
    watches.at(batchPlace).see(batch('c', 'COMPLETE', 100));
    expect(feed.done).toBe(true);
  });

  test('of only absent jobs is done at once', () => {
    const { feed } = opened([], ['x', 'y']);
    expect([states(feed.after(0)), feed.done]).toEqual([['x absent', 'y absent'], true]);
  });

  test('of all jobs is never done, and drops jobs that ended long ago', () => {
    const { feed, watches, watch } = opened([allOf()]);
    watch.see(ended('a', startOfTime - day + 1), ended('old', startOfTime - day - 1), running('b'));
    expect([states(feed.after(0)), feed.done]).toEqual([['a ended', 'b running'], false]);
    watches.clock.advance(10);
    expect(states(feed.dropOldEnds())).toEqual(['a ended']);
    expect(states(feed.after(0))).toEqual(['b running']);
  });

  test('has one entry for an end, and none for a state that the watch read again for another feed', () => {
    const { feed, watch } = opened([wish(['a', 'b', 'c'])]);
    watch.see(running('a'), absent('b'), running('c'));
    const { position: place } = feed;
    watch.snapshots.delete('b');
    watch.see(absent('b'));
    expect(feed.position).toBe(place);
    watch.see(ended('a'));
    watch.snapshots.delete('a');
    watch.see(ended('a'));
    expect(feed.position).toBe(place + 1);
  });

  test('has an entry for a job that exists after all', () => {
    const { feed, watch } = opened([wish(['a', 'b'])]);
    watch.see(absent('a'), ended('b'));
    expect(feed.done).toBe(true);
    watch.see(running('a'));
    expect(feed.done).toBe(false);
  });

  test('joins each watch once, and leaves it on close', () => {
    const { feed, watches } = opened([wish(['a']), allOf(batchPlace)]);
    expect(watches.joined).toBe(2);
    feed.close();
    feed.close();
    expect(watches.joined).toBe(0);
  });
});

describe('a feed with a status filter', () => {
  test('has entries for jobs that enter a status, change in it, and leave it once', () => {
    const { feed, watch } = opened([activeOnly]);
    watch.see(batch('a', 'NEW'), batch('b', 'ACTIVE', 1), batch('c', 'COMPLETE', 100));
    const received = () => states(feed.after(0));
    expect(received()).toEqual(['b ACTIVE']);
    watch.see(batch('a', 'PREPARING'));
    expect(received()).toEqual(['b ACTIVE']);
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'PAUSED', 1));
    expect(received()).toEqual(['a ACTIVE', 'b PAUSED']);
    expect([...feed.after(0)].map(({ snapshot, phase }) => [snapshot.jobId, phase])).toEqual([
      ['a', 'RUNNING'],
      ['b', null],
    ]);
    const { position: place } = feed;
    watch.see(batch('b', 'COMPLETE', 100));
    expect(feed.position).toBe(place);
  });

  test('has an entry for a job that left the status before, for readers who have received the job', () => {
    const { feed, watches, watch } = opened([activeOnly]);
    watch.see(batch('a', 'ACTIVE', 1));
    const id = idAfter(feed);
    feed.close();
    watch.see(batch('a', 'COMPLETE', 100));
    const later = opened([activeOnly], [], watches).feed;
    const resumed = later.resumeFrom(id);
    expect(
      [...later.after(0)].map((entry) => [entry.phase, resumed?.hasSeen(entry), resumed?.knownPhase(entry)]),
    ).toEqual([[null, false, 'RUNNING']]);
  });
});

describe('event IDs', () => {
  test('describe the received state, also in another feed of the same jobs', () => {
    const { feed, watches, watch } = opened([wish(['a', 'b', 'c'])]);
    watch.see(running('a'), running('b'), running('c'));
    const [, second] = [...feed.after(0)];
    watch.see(ended('a'));
    const other = opened([wish(['c', 'b', 'a'])], [], watches).feed;
    const hasSeen = other.resumeFrom(second?.id ?? '')?.hasSeen;
    const unseen = [...other.after(0)].filter((entry) => !hasSeen?.(entry));
    expect(states(unseen)).toEqual(['c running', 'a ended']);
  });

  test('have no meaning in a feed of other jobs', () => {
    const { feed, watches, watch } = opened([wish(['a', 'b'])]);
    watch.see(running('a'), running('b'));
    const id = idAfter(feed);
    expect(feed.resumeFrom(id)).not.toBeNull();
    const others = [[wish(['a'])], [allOf()], [wish(['a', 'b']), wish(['c'], batchPlace)]];
    for (const wishes of others) expect(opened(wishes, [], watches).feed.resumeFrom(id)).toBeNull();
    expect(opened([wish(['a', 'b'])], ['none'], watches).feed.resumeFrom(id)).toBeNull();
    const otherChoice = { ...activeOnly, choice: 'PAUSED' };
    watches.at(batchPlace).see(batch('x'));
    const chosen = opened([{ ...activeOnly, filterKey: 'ACTIVE' }], [], watches).feed;
    expect(opened([otherChoice], [], watches).feed.resumeFrom(idAfter(chosen))).toBeNull();
  });

  test('of a future version, of no feed, or of another epoch have no meaning', () => {
    const { feed, watch } = opened([wish(['a', 'b'])]);
    watch.see(running('a'));
    const id = idAfter(feed);
    const [life] = id.split('.');
    for (const other of [`${life}.999`, 'nonsense', '', `${life}.1.1`, `00000000.1`]) {
      expect(feed.resumeFrom(other)).toBeNull();
    }
    watch.lose('e2');
    expect(feed.resumeFrom(id)).toBeNull();
  });

  test('of a new epoch cover everything that was received in the old one', () => {
    const { feed, watch } = opened([wish(['a', 'b'])]);
    watch.see(running('a'), running('b'));
    const { position: place } = feed;
    watch.lose('e2', ended('b'));
    expect(states(feed.after(place))).toEqual(['b ended']);
    const hasSeen = feed.resumeFrom(idAfter(feed))?.hasSeen;
    expect([...feed.after(0)].map((entry) => hasSeen?.(entry))).toEqual([true, true]);
  });

  test('never cover a later entry, whatever is lost or polled in between', () => {
    const { feed, watch } = opened([allOf()]);
    const received: FeedEntry[] = [];
    const jobs = ['a', 'b', 'c', 'd', 'e'];
    watch.see(...jobs.map(running));
    received.push(...feed.after(0));
    for (const [index, jobId] of jobs.entries()) {
      if (index === 2) watch.lose('e2');
      watch.see(ended(jobId));
      const last = [...feed.after(0)].at(-1);
      for (const entry of received)
        if (entry !== last && last) expect(feed.resumeFrom(entry.id)?.hasSeen(last) ?? false).toBe(false);
      if (last) received.push(last);
    }
  });
});

describe('a failure', () => {
  test('ends a feed of all jobs without a present state, but not one with it', () => {
    const { feed, watch, changes } = opened([allOf()]);
    watch.fail('FORBIDDEN');
    expect([feed.failure?.code, changes()]).toEqual(['FORBIDDEN', 1]);
    const other = opened([allOf()]);
    other.watch.see();
    other.watch.fail('FORBIDDEN');
    expect(other.feed.failure).toBeNull();
    other.watch.see(running('a'));
    expect(states(other.feed.after(0))).toEqual(['a running']);
  });

  test('ends a feed that is opened while it lasts', () => {
    const { watches, watch } = opened([allOf()]);
    watch.see(running('a'));
    watch.fail('FORBIDDEN');
    expect(opened([allOf()], [], watches).feed.failure).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('NOT_FOUND ends a feed with a present state too', () => {
    const { feed, watch } = opened([allOf()]);
    watch.see(running('a'));
    watch.fail('NOT_FOUND');
    expect(feed.failure?.code).toBe('NOT_FOUND');
  });

  test('of one target is reported for each of its jobs, and the other targets continue', () => {
    const { feed, watches } = opened([wish(['a', 'b']), wish(['c'], batchPlace)]);
    watches.at(vault()).fail('NO_LONGER_SUPPORTED');
    expect(feed.failure).toBeNull();
    expect([...feed.after(0)].map(({ error }) => error)).toEqual([
      { code: 'NO_LONGER_SUPPORTED', message: 'The job a: AWS says NO_LONGER_SUPPORTED' },
      { code: 'NO_LONGER_SUPPORTED', message: 'The job b: AWS says NO_LONGER_SUPPORTED' },
    ]);
    expect(feed.done).toBe(false);
    watches.at(batchPlace).see(batch('c', 'COMPLETE', 100));
    expect(feed.done).toBe(true);
  });

  test('by a deleted vault makes its jobs absent, except for the ended ones', () => {
    const { feed, watch } = opened([wish(['a', 'b'])]);
    watch.see(running('a'), ended('b'));
    watch.fail('NOT_FOUND');
    expect([states(feed.after(0)), feed.done, feed.failure]).toEqual([['b ended', 'a absent'], true, null]);
  });
});

describe('a feed as an iterator', () => {
  const values = async (feed: Feed, count: number) => {
    const seen: string[] = [];
    for await (const { change, job } of feed) {
      seen.push(`${job?.jobId} ${change}`);
      if (seen.length === count) break;
    }
    return seen;
  };

  test('returns present and new entries, ends when the feed is done, and leaves the watch', async () => {
    const watches = fakeWatches();
    const all = values(new Feed({ sources: [wish(['a', 'b'])], watches }), 9);
    watches.at(vault()).see(running('a'), ended('b'));
    watches.at(vault()).see(ended('a'));
    expect(await all).toEqual(['b INITIAL', 'a INITIAL']);
    expect(watches.joined).toBe(0);
  });

  test('leaves the watch when the reader stops', async () => {
    const watches = fakeWatches();
    watches.at(vault()).see(running('a'), running('b'));
    expect(await values(new Feed({ sources: [allOf()], watches }), 1)).toEqual(['a INITIAL']);
    expect(watches.joined).toBe(0);
  });

  test('ends at once on return() while it waits', async () => {
    const watches = fakeWatches();
    const iterator = new Feed({ sources: [allOf()], watches })[Symbol.asyncIterator]();
    const next = iterator.next();
    await iterator.return?.();
    expect(watches.joined).toBe(0);
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test('throws the failure of the feed, and leaves the watch', async () => {
    const watches = fakeWatches();
    const next = new Feed({ sources: [allOf()], watches })[Symbol.asyncIterator]().next();
    watches.at(vault()).fail('FORBIDDEN');
    await expect(next).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(watches.joined).toBe(0);
  });
});
