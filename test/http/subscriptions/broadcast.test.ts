import { describe, expect, test } from 'vitest';
import type { FeedSource } from '../../../src/watch/feedState.ts';
import type { JobSnapshot } from '../../../src/watch/watchStore.ts';
import { absent, batch } from '../../watch/fakeWatches.ts';
import { allJobs, broadcasting, progressOf, settled, some, statusOf } from './broadcasting.ts';

describe('a broadcast', () => {
  test('renders each event once for all, and the newest only for who comes later', async () => {
    const { watch, join, counts } = broadcasting(allJobs);
    const all = Array.from({ length: 50 }, () => join());
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'NEW'));
    await settled();
    watch.see(batch('a', 'ACTIVE', 2));
    await settled();
    for (const { told } of all) expect(told).toEqual(['a ACTIVE 1', 'b NEW 0', 'a ACTIVE 2']);
    expect(counts.rendered).toBe(3);
    const late = join();
    await settled();
    expect(late.told).toEqual(['b NEW 0', 'a ACTIVE 2']);
    expect(counts.rendered).toBe(3);
  });

  test('ends a reader that fails, told why where that can be, and goes on for all others', async () => {
    const { watch, join, counts } = broadcasting(allJobs);
    const [before, bad, worse, after] = [join(), join(), join(), join()];
    watch.see(batch('a', 'ACTIVE', 1));
    await settled();
    const send = bad.send.bind(bad);
    let isFirst = true;
    bad.send = (event) => {
      if (!isFirst) return send(event);
      isFirst = false;
      throw new Error('a fault of ours');
    };
    worse.send = () => {
      throw new Error('a fault of ours, again and again');
    };
    watch.see(batch('a', 'ACTIVE', 2));
    await settled();
    watch.see(batch('a', 'ACTIVE', 3));
    await settled();
    for (const { told } of [before, after]) expect(told).toEqual(['a ACTIVE 1', 'a ACTIVE 2', 'a ACTIVE 3']);
    expect([bad.told, bad.completed]).toEqual([['a ACTIVE 1', 'INTERNAL_SERVER_ERROR'], 1]);
    expect(worse.told).toEqual(['a ACTIVE 1']);
    expect(counts.over).toBe(0);
  });

  test('tells nothing where the selection reads the same, but always an end', async () => {
    const { watch, join } = broadcasting(some('a', 'b'), ({ jobId }) => jobId);
    const one = join();
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'ACTIVE', 1));
    await settled();
    watch.see(batch('a', 'ACTIVE', 2));
    await settled();
    expect(one.told).toEqual(['a', 'b']);
    watch.see(batch('a', 'COMPLETE', 100));
    await settled();
    expect(one.told).toEqual(['a', 'b', 'a']);
    watch.see(batch('b', 'COMPLETE', 100));
    await settled();
    expect([one.told, one.completed]).toEqual([['a', 'b', 'a', 'b'], 1]);
  });

  test('tells who comes late of jobs whose last changes the selection does not show', async () => {
    const { watch, join } = broadcasting(allJobs, statusOf);
    join();
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'ACTIVE', 1), batch('c', 'ACTIVE', 1));
    await settled();
    watch.see(batch('c', 'ACTIVE', 2), batch('a', 'ACTIVE', 2));
    await settled();
    const late = join();
    await settled();
    expect(late.told.toSorted()).toEqual(['a ACTIVE', 'b ACTIVE', 'c ACTIVE']);
  });

  test('gives a slow one the newest of each when it drains, and nothing older', async () => {
    const { watch, join } = broadcasting(allJobs);
    const slow = join(null, true);
    const quick = join();
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'ACTIVE', 1));
    await settled();
    expect(slow.told).toEqual(['a ACTIVE 1']);
    for (let done = 2; done <= 50; done += 1) {
      watch.see(batch('a', 'ACTIVE', done), batch('b', 'ACTIVE', done));
      await settled();
    }
    expect(quick.told.length).toBe(100);
    expect(slow.told).toEqual(['a ACTIVE 1']);
    slow.drain();
    await settled();
    expect(slow.told).toEqual(['a ACTIVE 1', 'a ACTIVE 50', 'b ACTIVE 50']);
  });

  test('a slow one gets a change that others have seen twice in other words', async () => {
    const { watch, join } = broadcasting(allJobs, statusOf);
    const slow = join();
    join();
    watch.see(batch('a', 'READY'), batch('b', 'READY'), batch('c', 'READY'));
    await settled();
    slow.isSlow = true;
    watch.see(batch('c', 'ACTIVE', 1));
    await settled();
    watch.see(batch('a', 'ACTIVE', 1));
    await settled();
    watch.see(batch('b', 'ACTIVE', 1));
    await settled();
    watch.see(batch('a', 'ACTIVE', 2));
    await settled();
    slow.drain();
    await settled();
    expect(slow.told.slice(3)).toEqual(['c ACTIVE', 'b ACTIVE', 'a ACTIVE']);
  });

  test('completes a slow one when it has taken everything', async () => {
    const { watch, join, counts, watches } = broadcasting(some('a', 'b'));
    const slow = join(null, true);
    const quick = join();
    watch.see(batch('a', 'COMPLETE', 100), batch('b', 'COMPLETE', 100));
    await settled();
    expect([quick.completed, slow.completed]).toEqual([1, 0]);
    // The watch is needed no more, the slow one has yet to read.
    expect([watches.joined, counts.over]).toEqual([0, 1]);
    slow.drain();
    await settled();
    expect([slow.told, slow.completed]).toEqual([['a COMPLETE 100', 'b COMPLETE 100'], 1]);
  });

  test('tells why it fails, and completes', async () => {
    const { watch, join, counts } = broadcasting(allJobs);
    const all = [join(), join()];
    watch.fail('FORBIDDEN');
    await settled();
    for (const { told, completed } of all) expect([told, completed]).toEqual([['FORBIDDEN'], 1]);
    expect(counts.over).toBe(1);
  });

  test('ends with the last who leaves, and not before', async () => {
    const { join, counts, watches } = broadcasting(allJobs);
    const [one, other] = [join(), join()];
    one.reader?.unsubscribe();
    one.reader?.unsubscribe();
    await settled();
    expect([counts.over, watches.joined]).toEqual([0, 1]);
    other.reader?.unsubscribe();
    await settled();
    expect([counts.over, watches.joined]).toEqual([1, 0]);
  });

  test('goes on for others when one event cannot be rendered', async () => {
    const { watch, join } = broadcasting(allJobs, (snapshot) => {
      if (snapshot.jobId === 'bad') throw new Error('a bug');
      return progressOf(snapshot);
    });
    const one = join();
    watch.see(batch('bad', 'ACTIVE', 1), batch('a', 'ACTIVE', 1));
    await settled();
    expect(one.told).toEqual(['INTERNAL_SERVER_ERROR', 'a ACTIVE 1']);
  });
});

describe('who comes back', () => {
  test('goes on behind the id that it gives, even before the watch has lastPoll', async () => {
    const { watch, join, watches, broadcast } = broadcasting(allJobs);
    const first = join();
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'ACTIVE', 1));
    await settled();
    first.reader?.unsubscribe();
    await settled();
    expect(broadcast).toBeDefined();
    watch.isFresh = false;
    const again = broadcasting(allJobs, progressOf, () => 0, watches);
    const second = again.join(first.ids.at(-1));
    const unknown = again.join('nonsense');
    await settled();
    expect(second.told).toEqual([]);
    watch.see(batch('b', 'COMPLETE', 100), batch('c', 'NEW'));
    await settled();
    expect(second.told).toEqual(['b COMPLETE 100', 'c NEW 0']);
    expect(unknown.told).toEqual(['a ACTIVE 1', 'b COMPLETE 100', 'c NEW 0']);
  });

  test('is told of what has left the states asked for, and a newcomer is not', async () => {
    const isActive = (seen: JobSnapshot | undefined) => seen?.job?.kind === 'BatchJob' && seen.job.status === 'ACTIVE';
    const wish: FeedSource = { ...allJobs, matches: (seen, before) => isActive(seen) || isActive(before) };
    const { watch, join, watches } = broadcasting(wish);
    const first = join();
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'ACTIVE', 1));
    await settled();
    first.reader?.unsubscribe();
    await settled();
    watch.see(batch('a', 'COMPLETE', 100));
    const again = broadcasting(wish, progressOf, () => 0, watches);
    const [second, newcomer] = [again.join(first.ids.at(-1)), again.join()];
    await settled();
    expect(second.told).toEqual(['a COMPLETE 100']);
    expect(newcomer.told).toEqual(['b ACTIVE 1']);
    watch.see(batch('b', 'PAUSED', 1));
    await settled();
    expect(newcomer.told).toEqual(['b ACTIVE 1', 'b PAUSED 1']);
    const last = again.join();
    await settled();
    expect(last.told).toEqual([]);
    watch.see(batch('b', 'ACTIVE', 1));
    await settled();
    expect(last.told).toEqual(['b ACTIVE 1']);
  });

  test('is told of a job that left while it was still catching up', async () => {
    const isActive = (seen: JobSnapshot | undefined) => seen?.job?.kind === 'BatchJob' && seen.job.status === 'ACTIVE';
    const wish: FeedSource = { ...allJobs, matches: (seen, before) => isActive(seen) || isActive(before) };
    const { watch, join } = broadcasting(wish);
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'ACTIVE', 1));
    const slow = join(null, true);
    await settled();
    expect(slow.told).toEqual(['a ACTIVE 1']);
    watch.see(batch('a', 'COMPLETE', 100));
    slow.drain();
    await settled();
    expect(slow.told).toEqual(['a ACTIVE 1', 'b ACTIVE 1', 'a COMPLETE 100']);
  });
});

test('absent jobs are told once each, and are all there is to tell', async () => {
  const { watch, join } = broadcasting(some('a', 'b'));
  const one = join();
  watch.see(absent('a'), absent('b'));
  await settled();
  expect([one.told, one.completed]).toEqual([['a absent null', 'b absent null'], 1]);
});
