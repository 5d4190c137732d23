import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatchJobStatus } from '../../src/aws/s3control/batchJob.ts';
import { Broadcast, type BroadcastEvent, type Reader, type Sink } from '../../src/http/subscriptions/broadcast.ts';
import { Feed } from '../../src/live/feed.ts';
import type { Wish } from '../../src/live/openFeed.ts';
import type { Sighting } from '../../src/live/watchStore.ts';
import { absent, batch, batchPlace, fakeWatches } from './fakeWatches.ts';

const allJobs: Wish = { target: batchPlace, interest: { all: true, jobIds: [], detailed: [] } };
const some = (...jobIds: string[]): Wish => ({
  target: batchPlace,
  interest: { all: false, jobIds, detailed: [] },
});

/** What a selection of the status alone would answer. */
const statusOf = ({ jobId, job }: Sighting) => `${jobId} ${job?.kind === 'BatchJob' ? job.status : 'absent'}`;
/** And one of everything. */
const progressOf = (sighting: Sighting) => {
  const { job } = sighting;
  const done = job?.kind === 'BatchJob' ? job.progressSummary?.numberOfTasksSucceeded : null;
  return `${statusOf(sighting)} ${done}`;
};

/** A connection. */
class Listener implements Sink {
  readonly told: string[] = [];
  readonly ids: string[] = [];
  completed = 0;
  isSlow = false;
  reader: Reader | null = null;

  send({ json, id }: BroadcastEvent): boolean {
    if (this.completed > 0) throw new Error('told after the end');
    this.told.push(json);
    this.ids.push(id);
    return !this.isSlow;
  }

  complete(): void {
    this.completed += 1;
  }

  drain(): void {
    this.isSlow = false;
    this.reader?.drained();
  }
}

const settled = async () => {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

function broadcasting(
  wish: Wish,
  content: (sighting: Sighting) => string = progressOf,
  renderTurns: () => number = () => 0,
  watches = fakeWatches(),
) {
  const counts = { rendered: 0, over: 0 };
  const broadcast = new Broadcast({
    feed: new Feed([wish], watches),
    render: async (sighting) => {
      counts.rendered += 1;
      for (let turn = renderTurns(); turn > 0; turn -= 1) await Promise.resolve();
      return { content: content(sighting), json: content(sighting) };
    },
    renderFailure: (failure) => {
      const code = 'code' in failure ? failure.code : 'INTERNAL_SERVER_ERROR';
      return { content: code, json: code };
    },
    over: () => {
      counts.over += 1;
    },
  });
  return {
    broadcast,
    watch: watches.at(batchPlace),
    watches,
    counts,
    join: (lastId: string | null = null, isSlow = false) => {
      const listener = new Listener();
      listener.isSlow = isSlow;
      listener.reader = broadcast.join(listener, lastId);
      return listener;
    },
  };
}

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
    one.reader?.leave();
    one.reader?.leave();
    await settled();
    expect([counts.over, watches.joined]).toEqual([0, 1]);
    other.reader?.leave();
    await settled();
    expect([counts.over, watches.joined]).toEqual([1, 0]);
  });

  test('goes on for others when one event cannot be rendered', async () => {
    const { watch, join } = broadcasting(allJobs, (sighting) => {
      if (sighting.jobId === 'bad') throw new Error('a bug');
      return progressOf(sighting);
    });
    const one = join();
    watch.see(batch('bad', 'ACTIVE', 1), batch('a', 'ACTIVE', 1));
    await settled();
    expect(one.told).toEqual(['INTERNAL_SERVER_ERROR', 'a ACTIVE 1']);
  });
});

describe('who comes back', () => {
  test('goes on behind the id that it gives, even before the watch has looked', async () => {
    const { watch, join, watches, broadcast } = broadcasting(allJobs);
    const first = join();
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'ACTIVE', 1));
    await settled();
    first.reader?.leave();
    await settled();
    expect(broadcast).toBeDefined();
    watch.fresh = false;
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
    const isActive = (seen: Sighting | undefined) => seen?.job?.kind === 'BatchJob' && seen.job.status === 'ACTIVE';
    const wish: Wish = { ...allJobs, matters: (seen, before) => isActive(seen) || isActive(before) };
    const { watch, join, watches } = broadcasting(wish);
    const first = join();
    watch.see(batch('a', 'ACTIVE', 1), batch('b', 'ACTIVE', 1));
    await settled();
    first.reader?.leave();
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
    const isActive = (seen: Sighting | undefined) => seen?.job?.kind === 'BatchJob' && seen.job.status === 'ACTIVE';
    const wish: Wish = { ...allJobs, matters: (seen, before) => isActive(seen) || isActive(before) };
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

type Step =
  | { do: 'see'; job: string; status: BatchJobStatus; done: number }
  | { do: 'join' | 'leave' | 'slow' | 'drain' | 'return'; who: number }
  | { do: 'settle' };

const jobs = ['a', 'b', 'c', 'd'];
const who = fc.nat(4);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('see' as const),
      job: fc.constantFrom(...jobs),
      status: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom<BatchJobStatus>('NEW', 'READY', 'ACTIVE', 'ACTIVE', 'PAUSED') },
        { weight: 1, arbitrary: fc.constantFrom<BatchJobStatus>('COMPLETE', 'FAILED') },
      ),
      done: fc.nat(20),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('join' as const, 'leave' as const, 'slow' as const, 'drain' as const, 'return' as const),
      who,
    }),
  },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'settle' }) },
);

/** Connects, reads slowly, goes and comes back, as five clients do it, while jobs go on. */
async function play(wish: Wish, content: (sighting: Sighting) => string, steps: Step[], turns: number[]) {
  const watches = fakeWatches();
  const watch = watches.at(batchPlace);
  let turn = 0;
  const renderTurns = () => turns[turn++ % turns.length] ?? 0;
  let current = broadcasting(wish, content, renderTurns, watches);
  const listeners = new Map<number, Listener>();
  /** All that a client has been told over its connections, by job. */
  const memory = new Map<number, string[]>();
  const finish = (client: number, listener: Listener) => {
    memory.set(client, [...(memory.get(client) ?? []), ...listener.told]);
    listeners.delete(client);
  };
  const join = (client: number, lastId: string | null) => {
    if (current.counts.over > 0) current = broadcasting(wish, content, renderTurns, watches);
    listeners.set(client, current.join(lastId));
  };
  for (const each of steps) {
    if (each.do === 'settle') await settled();
    else if (each.do === 'see') watch.see(batch(each.job, each.status, each.done));
    else {
      const listener = listeners.get(each.who);
      if (each.do === 'join' && !listener) {
        memory.delete(each.who);
        join(each.who, null);
      } else if (each.do === 'leave' || each.do === 'return') {
        if (!listener) continue;
        finish(each.who, listener);
        listener.reader?.leave();
        await settled();
        const lastId = listener.ids.at(-1) ?? null;
        if (each.do === 'return' && listener.completed === 0) join(each.who, lastId);
      } else if (each.do === 'slow' && listener) listener.isSlow = true;
      else if (each.do === 'drain') listener?.drain();
    }
  }
  await settled();
  for (const listener of listeners.values()) listener.drain();
  await settled();
  return { watch, listeners, memory };
}

/** Of each job, what one was told of it, in order. */
const byJob = (told: readonly string[]) => {
  const all = new Map<string, string[]>();
  for (const line of told) {
    const [job = ''] = line.split(' ');
    all.set(job, [...(all.get(job) ?? []), line]);
  }
  return all;
};

describe('whatever happens to readers and jobs', () => {
  const ranks = ['NEW', 'READY ACTIVE PAUSED', 'COMPLETE FAILED'];
  const rankOf = (line: string) => ranks.findIndex((rank) => rank.includes(line.split(' ')[1] ?? '?'));
  const isEnd = (line: string) => rankOf(line) === 2;

  test.each([
    ['the status', statusOf],
    ['everything', progressOf],
  ])(
    'each knows the newest of each job in the end, never went back, and had each end once (%s)',
    async (_, content) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { maxLength: 60, size: 'max' }),
          fc.array(fc.nat(6), { minLength: 1, maxLength: 7 }),
          fc.boolean(),
          async (steps, turns, isAll) => {
            const { watch, listeners, memory } = await play(
              isAll ? allJobs : some('a', 'b', 'c'),
              content,
              steps,
              turns,
            );
            for (const [client, { told }] of listeners) {
              const known = byJob([...(memory.get(client) ?? []), ...told]);
              for (const [jobId, sighting] of watch.sightings) {
                if (isAll || jobId !== 'd') expect(known.get(jobId)?.at(-1)).toBe(content(sighting));
              }
              for (const lines of byJob(told).values()) {
                expect(lines.filter(isEnd).length).toBeLessThanOrEqual(1);
                for (const [index, line] of lines.entries()) {
                  const before = lines[index - 1];
                  if (before !== undefined) expect(rankOf(line)).toBeGreaterThanOrEqual(rankOf(before));
                }
              }
            }
          },
        ),
        { numRuns: 150 },
      );
    },
  );
});

test('absent jobs are told once each, and are all there is to tell', async () => {
  const { watch, join } = broadcasting(some('a', 'b'));
  const one = join();
  watch.see(absent('a'), absent('b'));
  await settled();
  expect([one.told, one.completed]).toEqual([['a absent null', 'b absent null'], 1]);
});
