import { describe, expect, test } from 'vitest';
import type { JobRecord } from '../../../src/jobs/jobState.ts';
import type { FeedSource } from '../../../src/watch/feedSources.ts';
import { absent, batch } from '../../watch/fakeWatches.ts';
import { allJobs, broadcasting, jobIdOf, progressOf, settled, some, statusOf } from './broadcasting.ts';

describe('a broadcast', () => {
  test('renders each event once for all readers, and only the newest for later ones', async () => {
    const { watch, join, counts } = broadcasting(allJobs);
    const all = Array.from({ length: 50 }, () => join());
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'NEW'));
    await settled();
    watch.see(batch('a', 'ACTIVE', 2));
    await settled();
    for (const { received } of all) expect(received).toEqual(['a ACTIVE 1', 'b NEW 0', 'a ACTIVE 2']);
    expect(counts.rendered).toBe(3);
    const late = join();
    await settled();
    expect(late.received).toEqual(['b NEW 0', 'a ACTIVE 2']);
    expect(late.changes).toEqual(['INITIAL', 'INITIAL']);
    // The change of `a` is the initial state of a later reader.
    expect(counts.rendered).toBe(4);
    for (let later = 0; later < 10; later += 1) {
      // What is rendered is sent at once.
      expect(join().received).toEqual(['b NEW 0', 'a ACTIVE 2']);
    }
    expect(counts.rendered).toBe(4);
  });

  test('ends a reader that fails, with the reason if possible, and continues for the others', async () => {
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
    for (const { received } of [before, after]) expect(received).toEqual(['a ACTIVE 1', 'a ACTIVE 2', 'a ACTIVE 3']);
    expect([bad.received, bad.completed]).toEqual([['a ACTIVE 1', 'INTERNAL_SERVER_ERROR'], 1]);
    expect(worse.received).toEqual(['a ACTIVE 1']);
    expect(counts.over).toBe(0);
  });

  test('sends no event if the selected fields are unchanged, but always an end', async () => {
    const { watch, join } = broadcasting(some('a', 'b'), (event) => String(jobIdOf(event)));
    const one = join();
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'ACTIVE', 1));
    await settled();
    watch.see(batch('a', 'ACTIVE', 2));
    await settled();
    expect(one.received).toEqual(['a', 'b']);
    watch.see(batch('a', 'COMPLETE', 100));
    await settled();
    expect(one.received).toEqual(['a', 'b', 'a']);
    watch.see(batch('b', 'COMPLETE', 100));
    await settled();
    expect([one.received, one.completed]).toEqual([['a', 'b', 'a', 'b'], 1]);
  });

  test('sends a later reader the jobs whose last changes the selection does not show', async () => {
    const { watch, join } = broadcasting(allJobs, statusOf);
    join();
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'ACTIVE', 1), batch('c', 'ACTIVE', 1));
    await settled();
    watch.see(batch('c', 'ACTIVE', 2), batch('a', 'ACTIVE', 2));
    await settled();
    const late = join();
    await settled();
    expect(late.received.toSorted()).toEqual(['a ACTIVE', 'b ACTIVE', 'c ACTIVE']);
  });

  test('sends a slow reader the newest event of each job when it drains, and nothing older', async () => {
    const { watch, join } = broadcasting(allJobs);
    const slow = join(null, true);
    const quick = join();
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'ACTIVE', 1));
    await settled();
    expect(slow.received).toEqual(['a ACTIVE 1']);
    for (let done = 2; done <= 50; done += 1) {
      watch.see(batch('a', 'ACTIVE', done), batch('b', 'ACTIVE', done));
      await settled();
    }
    expect(quick.received.length).toBe(100);
    expect(slow.received).toEqual(['a ACTIVE 1']);
    slow.drain();
    await settled();
    expect(slow.received).toEqual(['a ACTIVE 1', 'a ACTIVE 50', 'b ACTIVE 50']);
  });

  test('sends a slow reader a change that the others got as two events', async () => {
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
    expect(slow.received.slice(3)).toEqual(['c ACTIVE', 'b ACTIVE', 'a ACTIVE']);
  });

  test('completes a slow reader when it has read everything', async () => {
    const { watch, join, counts, watches } = broadcasting(some('a', 'b'));
    const slow = join(null, true);
    const quick = join();
    watch.see(batch('a', 'COMPLETE', 100), batch('b', 'COMPLETE', 100));
    await settled();
    expect([quick.completed, slow.completed]).toEqual([1, 0]);
    // The watch is no longer needed; the slow reader has still to read.
    expect([watches.joined, counts.over]).toEqual([0, 1]);
    slow.drain();
    await settled();
    expect([slow.received, slow.completed]).toEqual([['a COMPLETE 100', 'b COMPLETE 100'], 1]);
  });

  test('reports why it fails, and completes', async () => {
    const { watch, join, counts } = broadcasting(allJobs);
    const all = [join(), join()];
    watch.fail('FORBIDDEN');
    await settled();
    for (const { received, completed } of all) expect([received, completed]).toEqual([['FORBIDDEN'], 1]);
    expect(counts.over).toBe(1);
  });

  test('ends with its last reader, and not before', async () => {
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

  test('continues for other readers when one event cannot be rendered', async () => {
    const { watch, join } = broadcasting(allJobs, (snapshot) => {
      if (snapshot.job?.jobId === 'bad') throw new Error('a bug');
      return progressOf(snapshot);
    });
    const one = join();
    watch.see(batch('bad', 'ACTIVE', 1), batch('a', 'ACTIVE', 1));
    await settled();
    expect(one.received).toEqual(['INTERNAL_SERVER_ERROR', 'a ACTIVE 1']);
  });
});

describe('a reader that reconnects', () => {
  test('resumes after its event ID, even before the watch has lastPoll', async () => {
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
    expect(second.received).toEqual([]);
    watch.see(batch('b', 'COMPLETE', 100), batch('c', 'NEW'));
    await settled();
    expect(second.received).toEqual(['b COMPLETE 100', 'c NEW 0']);
    expect(unknown.received).toEqual(['a ACTIVE 1', 'b COMPLETE 100', 'c NEW 0']);
  });

  test('resumes in a feed that ends before it has caught up, also a second time', async () => {
    const wish = some('a', 'b', 'c');
    const { watch, join, watches } = broadcasting(wish);
    const first = join();
    watch.see(batch('a', 'NEW'), batch('b', 'NEW'), batch('c', 'NEW'));
    await settled();
    watch.see(batch('a', 'COMPLETE', 100));
    first.reader?.unsubscribe();
    await settled();
    const again = broadcasting(wish, progressOf, () => 0, watches);
    const second = again.join(first.ids.at(-1), true);
    await settled();
    watch.see(batch('b', 'COMPLETE', 100), batch('c', 'FAILED', 1));
    await settled();
    expect([second.received, again.counts.over, watches.joined]).toEqual([['a COMPLETE 100'], 1, 0]);
    second.reader?.resume();
    await settled();
    second.reader?.unsubscribe();
    expect([second.received, second.changes]).toEqual([
      ['a COMPLETE 100', 'b COMPLETE 100'],
      ['ENDED from QUEUED', 'ENDED from QUEUED'],
    ]);
    const third = broadcasting(wish, progressOf, () => 0, watches).join(second.ids.at(-1));
    await settled();
    expect([third.received, third.changes, third.completed]).toEqual([['c FAILED 1'], ['ENDED from QUEUED'], 1]);
  });

  test('misses nothing when the numbering of the versions begins anew while it catches up', async () => {
    const { watch, join, watches } = broadcasting(allJobs);
    const first = join();
    watch.see(batch('a', 'NEW'), batch('b', 'NEW'), batch('c', 'NEW'));
    for (let done = 1; done < 5; done += 1) watch.see(batch('c', 'ACTIVE', done));
    await settled();
    first.reader?.unsubscribe();
    await settled();
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'ACTIVE', 1));
    const second = broadcasting(allJobs, progressOf, () => 0, watches).join(first.ids.at(-1), true);
    await settled();
    expect(second.received).toEqual(['a ACTIVE 1']);
    // Its event ID would cover the new versions.
    watch.lose('e2', batch('b', 'ACTIVE', 2));
    second.drain();
    await settled();
    expect([second.received, second.changes]).toEqual([
      ['a ACTIVE 1', 'b ACTIVE 2'],
      ['CHANGED from QUEUED', 'INITIAL'],
    ]);
  });

  test('gets the jobs that have left the selected states; a new reader does not', async () => {
    const isActive = (job: JobRecord) => job.kind === 'BatchJob' && job.status === 'ACTIVE';
    const wish: FeedSource = { ...allJobs, matches: isActive };
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
    expect(second.received).toEqual(['a COMPLETE 100']);
    expect(newcomer.received).toEqual(['b ACTIVE 1']);
    watch.see(batch('b', 'PAUSED', 1));
    await settled();
    expect(newcomer.received).toEqual(['b ACTIVE 1', 'b PAUSED 1']);
    const last = again.join();
    await settled();
    expect(last.received).toEqual([]);
    watch.see(batch('b', 'ACTIVE', 1));
    await settled();
    expect(last.received).toEqual(['b ACTIVE 1']);
  });

  test('gets a job that left while it was still catching up', async () => {
    const isActive = (job: JobRecord) => job.kind === 'BatchJob' && job.status === 'ACTIVE';
    const wish: FeedSource = { ...allJobs, matches: isActive };
    const { watch, join } = broadcasting(wish);
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'ACTIVE', 1));
    const slow = join(null, true);
    await settled();
    expect(slow.received).toEqual(['a ACTIVE 1']);
    watch.see(batch('a', 'COMPLETE', 100));
    slow.drain();
    await settled();
    expect(slow.received).toEqual(['a ACTIVE 1', 'b ACTIVE 1', 'a COMPLETE 100']);
  });
});

test('each absent job is reported once, and then the broadcast completes', async () => {
  const { watch, join } = broadcasting(some('a', 'b'));
  const one = join();
  watch.see(absent('a'), absent('b'));
  await settled();
  expect([one.received, one.completed]).toEqual([['a absent null', 'b absent null'], 1]);
});
