import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeInterests } from '../../src/watch/mergeInterests.ts';
import type { Interest } from '../../src/watch/watchStore.ts';
import { equal } from '../support/equal.ts';

const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 6 });
const interest: fc.Arbitrary<Interest> = fc.record({
  all: fc.boolean(),
  jobIds: ids,
  detailed: fc.oneof(ids, fc.constant('all' as const)),
});
const some = fc.array(interest, { maxLength: 6 });

const wants = ({ jobIds }: Interest, jobId: string) => jobIds.includes(jobId);
const wantsDetails = ({ detailed }: Interest, jobId: string) => detailed === 'all' || detailed.includes(jobId);

describe('merged interests', () => {
  test('do not depend on the order', () => {
    fc.assert(
      fc.property(some, (one) => {
        equal(mergeInterests(one.toReversed()), mergeInterests(one));
      }),
    );
  });

  test('do not depend on repetition and grouping', () => {
    fc.assert(
      fc.property(some, some, (one, other) => {
        const together = mergeInterests([...one, ...other]);
        equal(mergeInterests([together]), together);
        equal(mergeInterests([...one, ...other, ...one]), together);
        equal(mergeInterests([mergeInterests(one), mergeInterests(other)]), together);
      }),
    );
  });

  test('contain what any of them contains, once, and nothing else', () => {
    fc.assert(
      fc.property(some, (all) => {
        const together = mergeInterests(all);
        expect(together.all).toBe(all.some((each) => each.all));
        for (const jobId of 'abcdef') {
          expect(wants(together, jobId)).toBe(all.some((each) => wants(each, jobId)));
          expect(wantsDetails(together, jobId)).toBe(all.some((each) => wantsDetails(each, jobId)));
        }
        equal(new Set(together.jobIds).size, together.jobIds.length);
      }),
    );
  });

  test('of no subscriber are empty', () => {
    expect(mergeInterests([])).toEqual({ all: false, jobIds: [], detailed: [] });
  });
});
