// What equal and different fields `jobs` of one operation cost: counted in jobs that are examined, not in time.
import { describe, expect, test } from 'vitest';
import { noneSkipped } from '../../src/core/skippedRecords.ts';
import { itemsPerTurn, WorkInTurns } from '../../src/core/workInTurns.ts';
import { KnownPages } from '../../src/jobIndex/knownPages.ts';
import type { JobSource } from '../../src/jobIndex/planJobSources.ts';
import { normalizeJobFilter, type WrittenJobFilter } from '../../src/jobs/jobFilter.ts';
import type { JobRecord } from '../../src/jobs/jobState.ts';
import { SharedReading, sourceKey } from '../../src/loaders/sharedReading.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };
const source: JobSource = { location, service: 'S3_BATCH_OPERATIONS', statuses: null };
const now = Date.UTC(2026, 0, 15);

/** A reading of so many jobs, and how often a filter has asked one of them for its description. */
function readingOf(count: number) {
  const examined = { count: 0 };
  const items = new Map<string, JobRecord>();
  for (let index = 0; index < count; index += 1) {
    const job = {
      kind: 'BatchJob',
      ...location,
      jobId: `job${index}`,
      creationDate: new Date(now - index * 1000),
      get jobDescription() {
        examined.count += 1;
        return `number ${index}`;
      },
    };
    items.set(job.jobId, job as unknown as JobRecord);
  }
  const list = [...items.values()];
  const outcome = { items, list, asOf: now, truncated: false, skipped: noneSkipped, failure: null };
  const pages = new KnownPages();
  /** The filters of another operation on the same list, or on one that has changed. */
  const later = (changed?: []) => {
    const read = changed ? { ...outcome, list: [...list] } : outcome;
    const lists = new Map([[sourceKey(source), { vaults: null, jobs: new Map([['', read]]) }]]);
    const reading = new SharedReading(lists, [], { now, work: new WorkInTurns(), pages });
    return (written: WrittenJobFilter) => {
      const filter = normalizeJobFilter(written);
      return reading.matching(filter, JSON.stringify(filter), [source]);
    };
  };
  return { matching: later(), later, examined, items };
}

const sixty = Array.from({ length: 60 }, (_, index) => index);
const request = { order: { field: 'CREATION_DATE', direction: 'DESC' }, first: 3, after: null, now } as const;

describe('sixty fields on one reading', () => {
  test('with the same filter examine each job once', async () => {
    const { matching, examined } = readingOf(500);
    const all = await Promise.all(sixty.map(() => matching({ descriptionContains: 'NUMBER 1' })));
    expect(new Set(all).size).toBe(1);
    expect(all[0]?.jobs).toHaveLength(111);
    expect(examined.count).toBe(500);
  });

  test('with different filters examine each job once for each filter, and let the event loop turn in between', async () => {
    const { matching, examined } = readingOf(2_000);
    let turns = 0;
    let isPending = true;
    const turn = () => {
      turns += 1;
      if (isPending) setImmediate(turn);
    };
    setImmediate(turn);
    const all = await Promise.all(sixty.map((field) => matching({ descriptionContains: `number ${field}` })));
    isPending = false;
    expect(all.every(({ jobs }) => jobs.length > 0)).toBe(true);
    expect(examined.count).toBe(60 * 2_000);
    expect(turns).toBeGreaterThanOrEqual((60 * 2_000) / itemsPerTurn - 1);
  });

  test('with the same page or the same groups share them', async () => {
    const { matching } = readingOf(50);
    const jobs = await matching({});
    const pages = await Promise.all(sixty.map(() => jobs.page({ ...request, order: { ...request.order } })));
    expect(new Set(pages).size).toBe(1);
    expect(pages[0]?.jobs.map(({ jobId }) => jobId)).toEqual(['job0', 'job1', 'job2']);
    const groups = await Promise.all(
      sixty.map((field) => jobs.groups(field % 2 ? ['KIND', 'REGION'] : ['REGION', 'KIND'])),
    );
    expect(new Set(groups).size).toBe(1);
    expect(groups[0]).toMatchObject([{ region: 'us-east-1', count: 50 }]);
  });

  test('see the same jobs, also if the index changes while they are examined', async () => {
    const { matching, items } = readingOf(itemsPerTurn + 1);
    const first = matching({});
    items.clear();
    const [one, other] = await Promise.all([first, matching({ descriptionContains: 'number' })]);
    expect(one?.jobs).toHaveLength(itemsPerTurn + 1);
    expect(other?.jobs).toHaveLength(itemsPerTurn + 1);
  });

  test('cost nothing for a later operation, unless they depend on the time or the list has changed', async () => {
    const { examined, later } = readingOf(500);
    const text = { descriptionContains: 'number' };
    const { count } = examined;
    for (const written of [text, { ...text, phases: ['RUNNING' as const] }]) {
      const [first, second] = [await later()(written), await later()(written)];
      expect(second.runs).toEqual(first.runs);
      expect(second.runs.every((run, index) => run === first.runs[index])).toBe(true);
    }
    expect(examined.count - count).toBe(500);
    await later()({ ...text, overdue: false });
    await later()({ ...text, overdue: false });
    expect(examined.count - count).toBe(1_500);
    await later([])(text);
    expect(examined.count - count).toBe(2_000);
  });
});
