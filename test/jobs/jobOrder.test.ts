import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparePositions, type JobOrder, positionedBy, sortJobs } from '../../src/jobs/jobOrder.ts';
import type { JobRecord } from '../../src/jobs/jobState.ts';
import { type PageOfJobs, type PageOfJobsRequest, pageOfJobs as pageOfParts } from '../../src/jobs/pageOfJobs.ts';
import { anyJobs, now } from '../support/anyJob.ts';
import { equal } from '../support/equal.ts';

const anyOrder: fc.Arbitrary<JobOrder> = fc.record({
  field: fc.constantFrom('CREATION_DATE', 'COMPLETION_DATE', 'EXPECTED_COMPLETION'),
  direction: fc.constantFrom('ASC', 'DESC'),
});

const keyOf = (job: JobRecord) => positionedBy({ field: 'CREATION_DATE', direction: 'ASC' }, now)(job).key;

/** Of a list in several parts, as lists of several vaults are. */
function pageOfJobs(jobs: readonly JobRecord[], request: PageOfJobsRequest): PageOfJobs {
  const parts = [0, 1, 2].map((part) => jobs.filter((_, index) => ((index * 7) % 5) % 3 === part));
  return pageOfParts(
    parts.map((part) => sortJobs(part, request.order, now)),
    request,
  );
}

/** Pages through a list that `change` alters between the pages. */
function readAll(
  start: readonly JobRecord[],
  order: JobOrder,
  first: number,
  change: (jobs: readonly JobRecord[], page: number) => readonly JobRecord[] = (jobs) => jobs,
): { keys: string[]; pages: number } {
  const keys: string[] = [];
  let jobs = start;
  let after = null;
  for (let page = 0; ; page += 1) {
    const { jobs: found, hasMore } = pageOfJobs(jobs, { order, first, after, now });
    const positions = found.map(positionedBy(order, now));
    keys.push(...positions.map(({ key }) => key));
    after = positions.at(-1) ?? null;
    if (!hasMore || !after) return { keys, pages: page + 1 };
    jobs = change(jobs, page);
  }
}

describe('the pages of a list of jobs', () => {
  test('contain each job once, in order, with jobs without the date last in both directions', () => {
    fc.assert(
      fc.property(anyJobs(30), anyOrder, fc.integer({ min: 1, max: 7 }), (jobs, order, first) => {
        const { keys, pages } = readAll(jobs, order, first);
        equal([...keys].sort(), jobs.map(keyOf).sort());
        expect(pages).toBe(Math.max(1, Math.ceil(jobs.length / first)));
        const byKey = new Map(jobs.map((job) => [keyOf(job), positionedBy(order, now)(job).value]));
        const values = keys.map((key) => byKey.get(key) ?? null);
        const dated = values.filter((value) => value !== null);
        equal(values, [
          ...dated.sort((a, b) => (order.direction === 'ASC' ? a - b : b - a)),
          ...values.filter((value) => value === null),
        ]);
      }),
    );
  });

  test('neither repeat nor hide a job when other jobs appear and disappear between them', () => {
    fc.assert(
      fc.property(
        anyJobs(40),
        anyOrder,
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), { minLength: 1, maxLength: 10 }),
        (all, order, first, presences) => {
          // The jobs at even places stay; each other job is present on some pages only.
          const present = (page: number) =>
            all.filter((_, index) => index % 2 === 0 || presences[page % presences.length]?.[index]);
          const { keys } = readAll(present(0), order, first, (_, page) => present(page + 1));
          equal(new Set(keys).size, keys.length);
          const stable = all.filter((_, index) => index % 2 === 0).map(keyOf);
          expect(keys).toEqual(expect.arrayContaining(stable));
        },
      ),
    );
  });

  test('continue after a job that has left the list', () => {
    fc.assert(
      fc.property(anyJobs(20), anyOrder, (jobs, order) => {
        const [left] = pageOfJobs(jobs, { order, first: 1, after: null, now }).jobs;
        if (!left) return;
        const rest = jobs.filter((job) => job !== left);
        const whole = { order, first: 20, now };
        const after = positionedBy(order, now)(left);
        equal(pageOfJobs(rest, { ...whole, after }).jobs, pageOfJobs(rest, { ...whole, after: null }).jobs);
      }),
    );
  });

  test('of a long list, in any order, are those of the sorted list', () => {
    const [example] =
      fc.sample(
        anyJobs(1).filter(({ length }) => length === 1),
        1,
      )[0] ?? [];
    const dated = (days: readonly number[]) =>
      days.map(
        (day, index) => ({ ...example, jobId: `job${index}`, creationDate: new Date(day * 86_400_000) }) as JobRecord,
      );
    const anyDays = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 200, maxLength: 600 });
    const creationOrder = fc.constantFrom('ASC' as const, 'DESC' as const).map((direction) => ({
      field: 'CREATION_DATE' as const,
      direction,
    }));
    fc.assert(
      fc.property(
        anyDays,
        creationOrder,
        fc.integer({ min: 0, max: 120 }),
        fc.nat(599),
        (days, order, first, index) => {
          const jobs = dated(days);
          const sorted = jobs.map(positionedBy(order, now)).sort(comparePositions(order));
          const from = Math.min(index, sorted.length - 1);
          const after = pageOfJobs(jobs, { order, first, after: sorted[from] ?? null, now });
          const expected = sorted.slice(from + 1, from + 1 + first).map(({ job }) => job);
          equal(after.jobs, expected);
          equal(after.hasMore, from + 1 + first < sorted.length);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('of no items report whether there are any', () => {
    fc.assert(
      fc.property(anyJobs(3), anyOrder, (jobs, order) => {
        const page = pageOfJobs(jobs, { order, first: 0, after: null, now });
        equal(page.jobs, []);
        equal(page.hasMore, jobs.length > 0);
      }),
    );
  });

  test('are ordered by a total order', () => {
    fc.assert(
      fc.property(anyJobs(12), anyOrder, (jobs, order) => {
        const compare = comparePositions(order);
        const positioned = jobs.map(positionedBy(order, now));
        return positioned.every((a) =>
          positioned.every(
            (b) => Math.sign(compare(a, b)) + Math.sign(compare(b, a)) === 0 && (compare(a, b) === 0) === (a === b),
          ),
        );
      }),
    );
  });
});
