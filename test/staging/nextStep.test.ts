// What is due for a kept retrieval, at any time.
import fc from 'fast-check';
import { test } from 'vitest';
import { keptAfterEnd } from '../../src/aws/glacier/glacierJob.ts';
import { coversAll, withSpan } from '../../src/outputs/downloads/byteSpans.ts';
import { nextStep } from '../../src/staging/nextStep.ts';
import { glacierJob } from '../storage/records.ts';
import { equal } from '../support/equal.ts';

const hour = 3_600_000;
const ended = Date.UTC(2026, 0, 15, 12);
const hours = (from: number, to: number) =>
  fc.integer({ min: from * 60, max: to * 60 }).map((minutes) => (minutes / 60) * hour);

test('an ended retrieval is started again in the last hours of its output, unless the date comes first', () => {
  fc.assert(
    fc.property(
      hours(-4, 60),
      hours(1, 48),
      hours(0, 30),
      fc.integer({ min: 1, max: 23 }),
      fc.constantFrom(['EXPEDITED', 1 / 12] as const, ['STANDARD', 5] as const, ['BULK', 12] as const),
      (late, left, retry, soon, [tier, takes]) => {
        const end = { completed: true, statusCode: 'SUCCEEDED', completionDate: new Date(ended) } as const;
        const job = glacierJob('a', { ...end, action: 'ARCHIVE_RETRIEVAL', tier });
        const kept = { until: ended + left, startedAt: ended - 4 * hour };
        const times = { now: ended + late, expiringSoonSeconds: soon * 3_600, retryAt: ended + retry };
        const { at, step } = nextStep(kept, job, times);
        const isOver = late >= left || left <= keptAfterEnd;
        // A retrieval that is started then ends before the guarantee of this output.
        const due = ended + keptAfterEnd - Math.max(soon, takes) * hour;
        equal(
          [at, step],
          isOver
            ? [Math.max(times.now, kept.until), { kind: 'end', reason: 'DATE_PASSED' }]
            : [Math.max(times.now, due, times.retryAt), { kind: 'restage' }],
        );
      },
    ),
  );
});

test('a job that AWS does not show is never started again before AWS has forgotten it', () => {
  fc.assert(
    fc.property(hours(0, 100), (age) => {
      const kept = { until: ended + 200 * hour, startedAt: ended };
      const { step } = nextStep(kept, null, { now: ended + age, expiringSoonSeconds: 18_000, retryAt: 0 });
      equal(step, { kind: age > 36 * hour ? 'restage' : 'lookAgain' });
    }),
  );
});

test('a job that cannot be read is never started again: it may exist', () => {
  fc.assert(
    fc.property(hours(0, 199), (age) => {
      const kept = { until: ended + 200 * hour, startedAt: ended };
      const { step } = nextStep(kept, 'unknown', { now: ended + age, expiringSoonSeconds: 18_000, retryAt: 0 });
      equal(step, { kind: 'lookAgain' });
    }),
  );
});

test('a retrieval that failed ends, with the reason', () => {
  const job = glacierJob('a', { completed: true, statusCode: 'FAILED', statusMessage: 'No luck.' });
  const kept = { until: ended + 200 * hour, startedAt: ended };
  const { step } = nextStep(kept, job, { now: ended, expiringSoonSeconds: 18_000, retryAt: 0 });
  const message = 'The retrieval did not succeed: No luck.';
  const failure = { code: 'UPSTREAM_REFUSED', message, at: ended, attempts: 1 };
  equal(step, { kind: 'end', reason: 'FAILED', failure });
});

test('ranges are the whole output exactly if they have each of its bytes', () => {
  const span = fc
    .tuple(fc.nat(19), fc.nat(19))
    .map(([one, other]) => ({ start: Math.min(one, other), end: Math.max(one, other) }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 8 }), fc.nat(20), (spans, size) => {
      const merged = spans.reduce(withSpan, [] as { start: number; end: number }[]);
      const has = (byte: number) => spans.some(({ start, end }) => start <= byte && byte <= end);
      equal(coversAll(merged, size), Array.from({ length: size }, (_, byte) => byte).every(has));
      equal(
        merged.every(({ start }, index) => index === 0 || start > (merged[index - 1]?.end ?? 0) + 1),
        true,
      );
    }),
  );
});
