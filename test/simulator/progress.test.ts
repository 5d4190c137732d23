import fc from 'fast-check';
import { expect, test } from 'vitest';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { durationOf } from '../../src/simulator/world/durations.ts';
import { isForgotten, progress } from '../../src/simulator/world/progress.ts';
import type { ArchiveRetrieval } from '../../src/simulator/world/records.ts';
import { HOUR, MINUTE } from './support.ts';

function retrieval(given: Partial<ArchiveRetrieval> & { deletedAt?: number } = {}): ArchiveRetrieval {
  const archive = {
    id: 'archive',
    description: '',
    createdAt: 0,
    deletedAt: given.deletedAt,
    content: zeroContent(1),
    unreadable: false,
    treeHash: '',
  };
  return {
    id: 'job',
    action: 'ArchiveRetrieval',
    archive,
    range: { start: 0, end: 0 },
    description: undefined,
    snsTopic: undefined,
    tier: 'Standard',
    createdAt: 1000,
    endsAt: 5000,
    failure: undefined,
    ...given,
  };
}

test('is in progress to the last millisecond and done at the end', () => {
  expect(progress(retrieval(), 4999)).toMatchObject({ status: 'InProgress', completed: false, completedAt: undefined });
  expect(progress(retrieval(), 5000)).toMatchObject({ status: 'Succeeded', completed: true, completedAt: 5000 });
});

test('counts a failed job as completed', () => {
  expect(progress(retrieval({ failure: 'no' }), 5000)).toEqual({
    status: 'Failed',
    completed: true,
    completedAt: 5000,
    message: 'no',
  });
});

test('never changes a state it has ended in, whatever the job and the times', () => {
  const time = fc.nat(10_000);
  fc.assert(
    fc.property(time, time, time, fc.option(fc.string(), { nil: undefined }), (endsAt, a, b, failure) => {
      const job = retrieval({ endsAt, failure });
      const early = progress(job, Math.min(a, b));
      if (early.completed) expect(progress(job, Math.max(a, b))).toEqual(early);
    }),
  );
});

test('fails when the archive is deleted before the end, and not when it is deleted after', () => {
  expect(progress(retrieval({ deletedAt: 4999 }), 6000).status).toBe('Failed');
  expect(progress(retrieval({ deletedAt: 5000 }), 6000).status).toBe('Succeeded');
});

test('forgets a job when its retention is over, and one without an end never', () => {
  expect(isForgotten(retrieval(), 5099, 100)).toBe(false);
  expect(isForgotten(retrieval(), 5100, 100)).toBe(true);
  expect(isForgotten(retrieval({ endsAt: Number.POSITIVE_INFINITY }), Number.MAX_SAFE_INTEGER, 1)).toBe(false);
});

test.each([
  ['Expedited', MINUTE, 5 * MINUTE],
  ['Standard', 3 * HOUR, 5 * HOUR],
  ['Bulk', 5 * HOUR, 12 * HOUR],
  [undefined, 3 * HOUR, 5 * HOUR],
] as const)('takes the time AWS gives for the tier %s', (tier, least, most) => {
  fc.assert(
    fc.property(fc.string(), (id) => {
      const duration = durationOf(id, tier);
      expect(duration).toBeGreaterThanOrEqual(least);
      expect(duration).toBeLessThanOrEqual(most);
      expect(durationOf(id, tier)).toBe(duration);
    }),
  );
});
