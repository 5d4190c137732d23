// What a lookup costs in simulated time, against both extremes: describing all things, and reading the list.
import fc from 'fast-check';
import { expect } from 'vitest';
import { findMany } from '../../../src/aws/lookup/findMany.ts';
import { readPages } from '../../../src/core/readPages.ts';
import { type Row, type SimulatedAws, simulateAws } from './simulateAws.ts';

const ownTime = 0.5;

const idsUpTo = (count: number) => Array.from({ length: count }, (_, index) => `id${index}`);

type Placement = 'first' | 'even' | 'last' | 'random' | 'half unknown';

/** The wanted ids of a list; `shifts` are numbers from 0 to 1. */
function wantedOf(ids: readonly string[], count: number, placement: Placement, shifts: readonly number[]): string[] {
  const shift = (index: number) => shifts[index % shifts.length] ?? 0;
  const at = (position: number) => ids[Math.min(ids.length - 1, Math.floor(position))] as string;
  const indices = [...Array(count).keys()];
  if (placement === 'first') return ids.slice(0, count);
  if (placement === 'last') return ids.slice(-count);
  if (placement === 'half unknown') return indices.map((index) => (index % 2 ? at(index) : `unknown${index}`));
  const isEven = placement === 'even';
  return [
    ...new Set(
      indices.map((index) =>
        at(isEven ? ((index + shift(index)) * ids.length) / count : shift(index) * shift(index + 7) * ids.length),
      ),
    ),
  ];
}

const anyAws = fc.record({
  size: fc.integer({ min: 1, max: 2_000 }),
  pageSize: fc.constantFrom(10, 50, 1_000),
  pageTime: fc.integer({ min: 1, max: 500 }),
  describeTime: fc.integer({ min: 1, max: 500 }),
  concurrency: fc.constantFrom(1, 10, 50),
});
const anyCount = fc.integer({ min: 1, max: 150 });
const anyShifts = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 30, maxLength: 30 });

interface Run {
  time: number;
  calls: number;
}

async function lookUp(aws: SimulatedAws, keys: readonly string[]): Promise<Run> {
  const { source, outlook, calls, timeOf } = simulateAws(aws);
  const found = findMany<Row>({ keys, outlook, ...source });
  const time = await timeOf(found);
  const known = new Set(aws.ids);
  expect(await found).toEqual(new Map(keys.map((id) => [id, known.has(id) ? { id } : null])));
  return { time, calls: calls.pages + calls.describes };
}

async function describeEach(aws: SimulatedAws, keys: readonly string[]): Promise<Run> {
  const { source, calls, timeOf } = simulateAws(aws);
  const time = await timeOf(Promise.allSettled(keys.map((key) => source.describe(key))));
  return { time, calls: calls.describes };
}

async function readList(aws: SimulatedAws, keys: readonly string[]): Promise<Run> {
  const { source, calls, timeOf } = simulateAws(aws);
  const missing = new Set(keys);
  const time = await timeOf(
    (async () => {
      for await (const { items } of readPages(source.page)) {
        for (const { id } of items) missing.delete(id);
        if (missing.size === 0) break;
      }
    })(),
  );
  return { time, calls: calls.pages };
}

/** What a user does not notice: a third more, or a tenth of a second. */
const tolerated = (time: number) => 1.3 * time + 100;

/** Any list, any response times and any placement, with as many draws as wanted. */
const check = (
  numRuns: number,
  placements: readonly Placement[],
  property: (aws: SimulatedAws, keys: readonly string[]) => Promise<void>,
) =>
  fc.assert(
    fc.asyncProperty(
      anyAws,
      anyCount,
      fc.constantFrom(...placements),
      anyShifts,
      ({ size, ...timing }, count, placement, shifts) => {
        const aws = { ids: idsUpTo(size), ownTime, ...timing };
        return property(aws, wantedOf(aws.ids, Math.min(count, size), placement, shifts));
      },
    ),
    { numRuns },
  );

/** Wherever the wanted things are: at most n + 1 calls, and little more time than n describes. */
export const checkAgainstDescribes = (numRuns: number) =>
  check(numRuns, ['first', 'even', 'last', 'random', 'half unknown'], async (aws, keys) => {
    const { time, calls } = await lookUp(aws, keys);
    expect(calls).toBeLessThanOrEqual(keys.length + 1);
    const each = await describeEach(aws, keys);
    expect(time).toBeLessThanOrEqual(tolerated(each.time));
  });

/** Where the pages of the list have what is wanted: little more time than reading it. */
export const checkAgainstPages = (numRuns: number) =>
  check(numRuns, ['first', 'even'], async (aws, keys) => {
    const list = await readList(aws, keys);
    fc.pre(keys.length > 2 && list.calls * 2 <= keys.length);
    const { time } = await lookUp(aws, keys);
    expect(time).toBeLessThanOrEqual(tolerated(list.time));
  });
