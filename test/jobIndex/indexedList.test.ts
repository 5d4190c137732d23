import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ForbiddenError, ServiceUnavailableError } from '../../src/core/errors.ts';
import { type Coverage, covers, unite } from '../../src/jobIndex/coverage.ts';
import { freshnessOf, isFreshEnough, strictest } from '../../src/jobIndex/freshness.ts';
import { type Extent, IndexedList, type Load } from '../../src/jobIndex/indexedList.ts';
import type { Write } from '../../src/jobIndex/reading.ts';
import { equal } from '../support/equal.ts';

interface Item {
  id: string;
  status: string;
  /** Rises with each change at AWS. */
  version: number;
}

const delay = 1000;

function listAt(clock: { now: number }) {
  return new IndexedList<Item>({
    keyOf: ({ id }) => id,
    isCovered: (coverage, { status }) => coverage?.has(status) ?? true,
    listConsistencyDelay: delay,
    now: () => clock.now,
  });
}

const loadOf = (items: Item[], extent: Extent = 'whole', coverage: Coverage = null): Load<Item> => ({
  coverage,
  run: async (take) => {
    take(items);
    return extent;
  },
});

const item = (id: string, version = 0, status = 'RUNNING'): Item => ({ id, status, version });

const newer = (a: Item | undefined, b: Item): Item => (a && a.version > b.version ? a : b);

const writeOf = (written: Item): Write<Item> => ({
  key: written.id,
  over: (read) => newer(read, written),
  under: (read) => newer(read, written),
});

const any = { notBefore: 0, acceptsFollowed: false };
const none = { notBefore: Number.POSITIVE_INFINITY, acceptsFollowed: false };

describe('a list of the index', () => {
  test('serves what is fresh enough and covers the wanted items, and nothing else', async () => {
    const clock = { now: 5000 };
    const list = listAt(clock);
    await list.read(new Set(['RUNNING']), any, loadOf([item('a')], 'whole', new Set(['RUNNING'])));
    expect(list.find(new Set(['RUNNING']), any)?.items.size).toBe(1);
    expect(list.find(null, any)).toBeUndefined();
    expect(list.find(new Set(['RUNNING', 'DONE']), any)).toBeUndefined();
    expect(list.find(new Set(['RUNNING']), { notBefore: 5000, acceptsFollowed: false })).toBeDefined();
    expect(list.find(new Set(['RUNNING']), { notBefore: 5001, acceptsFollowed: false })).toBeUndefined();
    expect(list.find(new Set(['RUNNING']), none)).toBeUndefined();
  });

  test('keeps no reading that failed or was cut, and returns what it had to its own caller', async () => {
    const list = listAt({ now: 0 });
    const failure = new ForbiddenError('no');
    const failed = await list.read(null, any, {
      coverage: null,
      run: async (take) => {
        take([item('a')]);
        throw failure;
      },
    });
    expect(failed.outcome).toMatchObject({ failure, truncated: true });
    expect([...failed.outcome.items.keys()]).toEqual(['a']);
    const cut = await list.read(null, any, loadOf([item('a')], 'cut'));
    expect(cut.outcome).toMatchObject({ failure: null, truncated: true });
    expect(list.size).toBe(0);
    expect((await list.read(null, any, loadOf([item('a')], 'limited'))).outcome.truncated).toBe(true);
    expect(list.find(null, any)?.truncated).toBe(true);
  });

  test('lets those who wait read it themselves if its caller has gone or was cut, and share any failure of AWS', async () => {
    for (const end of ['gone', 'cut'] as const) {
      const list = listAt({ now: 0 });
      let leave = () => {};
      const left = new Promise<void>((resolve) => (leave = resolve));
      const first = list.read(null, any, {
        coverage: null,
        run: async () => {
          await left;
          if (end === 'gone') throw new Error('gone');
          return 'cut';
        },
      });
      const waiters = [1, 2, 3].map(() => list.read(null, any, loadOf([item('a')])));
      leave();
      await first.catch((error: unknown) => expect(error).toEqual(new Error('gone')));
      const outcomes = await Promise.all(waiters);
      expect(outcomes.map(({ origin }) => origin)).toEqual(['aws', 'memory', 'memory']);
      expect(outcomes.map(({ outcome }) => outcome.items.size)).toEqual([1, 1, 1]);
    }
    const list = listAt({ now: 0 });
    const down = new ServiceUnavailableError('down');
    const failing = { coverage: null, run: () => Promise.reject(down) };
    const [own, shared] = await Promise.all([list.read(null, any, failing), list.read(null, any, failing)]);
    expect([own.origin, shared.origin, shared.outcome.failure]).toEqual(['aws', 'memory', down]);
  });

  test('shows what was written as it was seen since, in readings that lack it', async () => {
    const clock = { now: 5000 };
    const list = listAt(clock);
    const running = new Set(['RUNNING']);
    const readAs = async (coverage: Coverage) => {
      const { outcome } = await list.read(coverage, none, loadOf([], 'whole', coverage));
      return [...outcome.items.values()];
    };
    list.write(writeOf(item('a', 1)));
    expect([await readAs(running), await readAs(null)]).toEqual([[item('a', 1)], [item('a', 1)]]);
    expect(list.writtenLately()).toEqual([item('a', 1)]);
    // Seen to have ended, by a watch or in a description.
    list.write({ key: 'a', over: (known) => newer(known, item('a', 2, 'DONE')) });
    expect([await readAs(running), await readAs(null)]).toEqual([[], [item('a', 2, 'DONE')]]);
    // A description can lag behind the start: the item is not doubted.
    list.write({ key: 'a', over: () => undefined });
    expect(list.writtenLately()).toEqual([item('a', 2, 'DONE')]);
    clock.now += delay;
    expect([list.writtenLately(), await readAs(null)]).toEqual([[], []]);
  });

  test('may show an item while it is read, and then as far as no watch corrects it', async () => {
    const clock = { now: 5000 };
    const list = listAt(clock);
    const isRunning = ({ status }: Item) => status === 'RUNNING';
    expect(list.mayShow('a', isRunning)).toBe(false);
    const open = list.start(null);
    expect(list.mayShow('a', isRunning)).toBe(true);
    open.finish([item('a'), item('b', 0, 'DONE')], false);
    expect(['a', 'b', 'c'].map((id) => list.mayShow(id, isRunning))).toEqual([true, false, false]);
    list.follow(({ asOf }) => ({ asOf, isFollowed: true }));
    expect(list.mayShow('a', isRunning)).toBe(false);
  });

  test('shows what was written for as long as the list of AWS may lag, and then what AWS says', async () => {
    const clock = { now: 0 };
    const list = listAt(clock);
    list.write(writeOf(item('new', 1)));
    clock.now = delay - 1;
    expect((await list.read(null, none, loadOf([]))).outcome.items.get('new')).toBeDefined();
    clock.now = delay;
    expect((await list.read(null, none, loadOf([]))).outcome.items.size).toBe(0);
  });

  test('with any interleaving of readings and writes never shows an item older than its last write', async () => {
    const step = fc.oneof(
      { arbitrary: fc.record({ kind: fc.constant('start' as const), narrow: fc.boolean() }), weight: 3 },
      // A page of AWS's list as it is at some moment between the start and the end of the reading.
      { arbitrary: fc.record({ kind: fc.constant('page' as const), index: fc.nat(5), lag: fc.nat(2) }), weight: 4 },
      { arbitrary: fc.record({ kind: fc.constant('finish' as const), index: fc.nat(5) }), weight: 4 },
      {
        arbitrary: fc.record({
          kind: fc.constant('write' as const),
          id: fc.constantFrom('a', 'b', 'c'),
          status: fc.constantFrom('RUNNING', 'DONE'),
        }),
        weight: 4,
      },
      { arbitrary: fc.record({ kind: fc.constant('wait' as const), time: fc.nat(300) }), weight: 1 },
    );
    await fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const clock = { now: 0 };
        const list = listAt(clock);
        /** AWS's states, newest last. */
        const states: Map<string, Item>[] = [new Map()];
        const open: { reading: ReturnType<typeof list.start>; pages: Item[] }[] = [];
        const written = new Map<string, { item: Item; at: number }>();
        let version = 0;
        for (const each of steps) {
          if (each.kind === 'start')
            open.push({ reading: list.start(each.narrow ? new Set(['RUNNING']) : null), pages: [] });
          const target = 'index' in each ? open[each.index % Math.max(1, open.length)] : undefined;
          if (each.kind === 'page' && target) {
            const state = states[Math.max(0, states.length - 1 - each.lag)] ?? new Map<string, Item>();
            target.pages = [...state.values()].filter(({ status }) => target.reading.coverage?.has(status) ?? true);
          }
          if (each.kind === 'finish' && target) {
            target.reading.finish(target.pages, false);
            open.splice(open.indexOf(target), 1);
          }
          if (each.kind === 'write') {
            version += 1;
            const changed = { id: each.id, status: each.status, version };
            states.push(new Map(states.at(-1)).set(each.id, changed));
            written.set(each.id, { item: changed, at: clock.now });
            list.write(writeOf(changed));
          }
          if (each.kind === 'wait') clock.now += each.time;
          for (const coverage of [null, new Set(['RUNNING'])]) {
            const reading = list.find(coverage, any);
            if (!reading) continue;
            for (const [id, { item: last, at }] of written) {
              if (clock.now - at >= delay) continue;
              const shown = reading.items.get(id);
              if (reading.coverage?.has(last.status) ?? true) equal(shown, last);
              else equal(shown, undefined);
            }
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('coverage', () => {
  const statuses = fc.option(
    fc.uniqueArray(fc.constantFrom('A', 'B', 'C', 'D')).map((list) => new Set(list)),
    {
      nil: null,
    },
  );

  test('of a union covers both parts, and nothing smaller does', () => {
    fc.assert(
      fc.property(statuses, statuses, statuses, (a, b, other) => {
        const both = unite(a, b);
        equal([covers(both, a), covers(both, b), covers(null, both)], [true, true, true]);
        if (covers(other, a) && covers(other, b)) equal(covers(other, both), true);
      }),
    );
  });
});

describe('freshness', () => {
  test('of several wishes is what satisfies each of them', () => {
    const wish = fc.record({ notBefore: fc.nat(100), acceptsFollowed: fc.boolean() });
    const reading = fc.record({ asOf: fc.nat(100), isFollowed: fc.boolean() });
    fc.assert(
      fc.property(fc.array(wish, { minLength: 1, maxLength: 4 }), reading, (wishes, read) => {
        if (isFreshEnough(read, strictest(wishes))) {
          for (const each of wishes) equal(isFreshEnough(read, each), true);
        }
      }),
    );
  });

  test.each([
    ['10 accepts what is at most 10 s old', freshnessOf(10, 100_000), { asOf: 90_000, isFollowed: false }, true],
    ['10 refuses what is older', freshnessOf(10, 100_000), { asOf: 89_999, isFollowed: true }, false],
    ['0 accepts nothing', freshnessOf(0, 100_000), { asOf: 100_000, isFollowed: true }, false],
    ['null accepts what is followed', freshnessOf(null, 100_000), { asOf: 1, isFollowed: true }, true],
    ['null means 10 s for the rest', freshnessOf(null, 100_000), { asOf: 89_999, isFollowed: false }, false],
    ['a next page accepts its first page', freshnessOf(0, 100_000, 60_000), { asOf: 60_000, isFollowed: false }, true],
    [
      'a next page accepts a minute at most',
      freshnessOf(0, 100_000, 10_000),
      { asOf: 39_999, isFollowed: false },
      false,
    ],
  ])('%s', (_, freshness, reading, expected) => {
    expect(isFreshEnough(reading, freshness)).toBe(expected);
  });
});
