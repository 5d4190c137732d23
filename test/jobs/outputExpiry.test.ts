// When the output of a job expires.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keptAfterEnd } from '../../src/aws/glacier/glacierJob.ts';
import { createClock } from '../../src/core/clock.ts';
import {
  expiringSoonFrom,
  isExpiringSoon,
  outputGuaranteedUntil,
  remainingSecondsOf,
} from '../../src/jobs/outputExpiry.ts';
import { anyJob } from '../support/anyJob.ts';
import { equal } from '../support/equal.ts';

const soonSeconds = fc.integer({ min: 60, max: 86_340 });

describe('an output', () => {
  test('expires soon from one moment on until its guarantee ends, at every time', () => {
    fc.assert(
      fc.property(anyJob, soonSeconds, fc.integer({ min: -1, max: 86_400_001 }), (job, seconds, late) => {
        const until = outputGuaranteedUntil(job)?.getTime();
        if (until === undefined) {
          equal([expiringSoonFrom(job, seconds), isExpiringSoon(job, late, seconds)], [null, false]);
          return;
        }
        const from = until - seconds * 1000;
        equal(expiringSoonFrom(job, seconds), from);
        const now = until - keptAfterEnd + late;
        equal(isExpiringSoon(job, now, seconds), from <= now && now < until);
      }),
    );
  });

  test('has a remaining time that counts down to 0, in seconds of a caller whose clock AWS outruns', () => {
    fc.assert(
      fc.property(
        anyJob,
        fc.constantFrom(0, 1, 600),
        fc.integer({ min: 0, max: 2 * keptAfterEnd }),
        (job, speed, late) => {
          const until = outputGuaranteedUntil(job)?.getTime();
          const startAt = (until ?? 0) - keptAfterEnd + late;
          const clock = { ...createClock({ speed: 0, startAt }), speed };
          const left = until === undefined ? null : Math.floor((keptAfterEnd - late) / 1000 / (speed || 1));
          expect(remainingSecondsOf(job, clock)).toBe(left && Math.max(0, left));
        },
      ),
    );
  });
});
