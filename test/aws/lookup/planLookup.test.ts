import { describe, expect, test } from 'vitest';
import { type Outlook, type Progress, planLookup } from '../../../src/aws/lookup/planLookup.ts';

/** Before the first call. */
const begun = (wanted: number): Progress => ({
  wanted,
  missing: wanted,
  found: [],
  hasMore: true,
  sent: 0,
  inFlight: 0,
  unsent: wanted,
});

/** After pages that had so many of the wanted things. */
function afterPages(wanted: number, found: readonly number[]): Progress {
  const missing = found.reduce((left, count) => left - count, wanted);
  return { ...begun(wanted), missing, found, unsent: missing };
}

const outlook = (pageTime: number, describeTime = pageTime, changed: Partial<Outlook> = {}): Outlook => ({
  pageTime,
  describeTime,
  concurrency: 50,
  queued: 0,
  available: 1_000,
  ...changed,
});

describe('where nobody waits, the plan of a lookup', () => {
  test.each([1, 2])('describes %i things without a page', (wanted) => {
    expect(planLookup(begun(wanted), null)).toBe('describe');
  });

  test.each([3, 4, 1_000])('begins with a page for %i things', (wanted) => {
    expect(planLookup(begun(wanted), null)).toBe('page');
  });

  test.each([
    ['of 50', [50], 'page'],
    ['of two', [50, 2], 'page'],
    ['of one', [50, 1], 'describe'],
    ['of none', [0], 'describe'],
    ['after which two are missing', [50, 48], 'describe'],
  ])('for 100 things, after a page %s', (_, found, step) => {
    expect(planLookup(afterPages(100, found), null)).toBe(step);
  });

  test('reads no page after the end of the list', () => {
    expect(planLookup({ ...afterPages(100, [50]), hasMore: false }, null)).toBe('describe');
  });
});

describe('where somebody waits, the plan of a lookup', () => {
  test.each([1, 10, 50, 60])('reads the list for its first 100 things, with response times of %i ms', (time) => {
    for (const describeTime of [0, 1, time]) {
      expect(planLookup(begun(100), outlook(time, describeTime))).toBe('page');
      expect(planLookup(afterPages(100, [50]), outlook(time, describeTime))).toBe('page');
    }
  });

  test('reads the list for its first 1,000 things', () => {
    for (let pages = 0; pages < 20; pages += 1) {
      expect(planLookup(afterPages(1_000, Array(pages).fill(50)), outlook(50))).toBe('page');
    }
  });

  test('describes 100 things that a list of 1,100 has far apart, if pages would take noticeably longer', () => {
    expect(planLookup(afterPages(100, [5]), outlook(50))).toBe('describe');
    expect(planLookup(afterPages(100, [5]), outlook(10))).toBe('describe');
    // 19 pages take less than 100 ms.
    expect(planLookup(afterPages(100, [5]), outlook(5))).toBe('page');
  });

  test('goes on with pages that have few of them while describes are noticeably slower', () => {
    expect(planLookup(afterPages(100, [4, 1]), outlook(1, 500))).toBe('page');
    expect(planLookup(afterPages(100, [4, 1]), outlook(50, 50))).toBe('describe');
    // Another page without any would be one call too many.
    expect(planLookup(afterPages(100, [2, 0]), outlook(1, 500))).toBe('page');
    expect(planLookup(afterPages(100, [2, 0, 0]), outlook(1, 500))).toBe('describe');
  });

  test('does not wait for a page that is much slower than the describes', () => {
    expect(planLookup(begun(40), outlook(500, 50))).toBe('describe');
    expect(planLookup(begun(40), outlook(500, 1))).toBe('describe');
  });

  test('reads a slow page and describes at the same time, if either can be noticeably faster', () => {
    expect(planLookup(begun(40), outlook(300, 500))).toBe('both');
    expect(planLookup(begun(40), outlook(500, 500))).toBe('describe');
  });

  test('counts the describes in flight as calls, and as time', () => {
    const described = { ...begun(40), found: [20], missing: 20, sent: 20, inFlight: 10, unsent: 10 };
    expect(planLookup(described, outlook(150, 500))).toBe('both');
    expect(planLookup({ ...described, sent: 30 }, outlook(150, 500))).toBe('describe');
  });

  test('makes fewer calls where the rate of the describes is used up', () => {
    const scattered = afterPages(100, [5]);
    expect(planLookup(scattered, outlook(50, 50, { available: 95 }))).toBe('describe');
    expect(planLookup(scattered, outlook(50, 50, { available: 94 }))).toBe('page');
    expect(planLookup(begun(40), outlook(500, 50, { available: 0 }))).toBe('page');
    expect(planLookup(afterPages(100, [1]), outlook(50, 50, { available: 0 }))).toBe('describe');
  });

  test('makes fewer calls where describes are queued', () => {
    expect(planLookup(afterPages(100, [10]), outlook(50, 50, { queued: 0 }))).toBe('describe');
    expect(planLookup(afterPages(100, [10]), outlook(50, 50, { queued: 400 }))).toBe('page');
  });
});
