// Pages of jobs that equal queries share, and what makes them differ.
import { expect, test } from 'vitest';
import { KnownPages } from '../../src/jobIndex/knownPages.ts';
import { JobRun } from '../../src/jobs/jobRun.ts';
import type { PageOfJobs, PageOfJobsRequest } from '../../src/jobs/pageOfJobs.ts';

const order = { field: 'CREATION_DATE', direction: 'DESC' } as const;
const request: PageOfJobsRequest = { order, first: 50, after: null, now: 1 };

/** Whether each of the requests gets a page of its own. */
function areComputed(requests: readonly [readonly JobRun[], Partial<PageOfJobsRequest>][]): boolean[] {
  const pages = new KnownPages();
  return requests.map(([runs, changed]) => {
    let isComputed = false;
    const page = pages.find(runs, { ...request, ...changed }, () => {
      isComputed = true;
      return { jobs: [], hasMore: false };
    });
    expect(page).toEqual({ jobs: [], hasMore: false });
    return isComputed;
  });
}

const [one, two] = [new JobRun([]), new JobRun([])];

test('an equal request of the same runs gets the same page, at any time', () => {
  expect(
    areComputed([
      [[one, two], {}],
      [[one, two], {}],
      [[one, two], { now: 2 }],
    ]),
  ).toEqual([true, false, false]);
});

test('other runs, orders, lengths and positions have pages of their own', () => {
  const others: [readonly JobRun[], Partial<PageOfJobsRequest>][] = [
    [[one], {}],
    [[two], {}],
    [[two, one], {}],
    [[one, new JobRun([])], {}],
    [[one, two], { first: 5 }],
    [[one, two], { order: { ...order, direction: 'ASC' } }],
    [[one, two], { order: { ...order, field: 'COMPLETION_DATE' } }],
    [[one, two], { after: { value: 1, key: 'a' } }],
    [[one, two], { after: { value: 1, key: 'b' } }],
    [[one, two], { after: { value: null, key: 'a' } }],
  ];
  expect(areComputed([[[one, two], {}], ...others])).toEqual(Array(11).fill(true));
});

test('a position that a caller has written is never taken for the runs of another list', () => {
  // Anyone can compute the checksum of a cursor, so its key is any text.
  const after = (key: string) => ({ after: { value: 1, key } });
  expect(
    areComputed([
      [[one, two], after('a')],
      [[two], after(`a ${one.id}`)],
      [[], after(`a ${one.id} ${two.id}`)],
      [[one], after(`${two.id} a`)],
    ]),
  ).toEqual([true, true, true, true]);
});

test('an order that moves with time is computed anew', () => {
  const moving = { order: { ...order, field: 'EXPECTED_COMPLETION' } } as const;
  expect(
    areComputed([
      [[one], moving],
      [[one], moving],
    ]),
  ).toEqual([true, true]);
});

test('a page that must wait is kept once it is there', async () => {
  const pages = new KnownPages();
  const page: PageOfJobs = { jobs: [], hasMore: true };
  expect(await pages.find([one], request, async () => page)).toBe(page);
  expect(pages.find([one], request, () => ({ jobs: [], hasMore: false }))).toBe(page);
});
