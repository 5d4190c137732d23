// When it is worth looking at a running job again. Pure. Before the job can be expected to end, half of the time until
// then, because the times that AWS publishes are typical ones and no promise; around the expected end a twentieth of
// the span in which it lies; past it, ever less often.
import type { DurationRange } from '../aws/glacier/retrievalTimes.ts';

const shortest = 5;
const longest = 15 * 60;

/** Seconds of the job's own time, for a job of so many seconds of age; null for `expected` where nothing is known. */
export function secondsUntilNextLook(age: number, expected: DurationRange | null): number {
  if (!expected) return bounded(age / 10);
  const { minSeconds, maxSeconds } = expected;
  const around = bounded((maxSeconds - minSeconds) / 20);
  if (age < minSeconds) return bounded(Math.max((minSeconds - age) / 2, around));
  if (age < maxSeconds) return around;
  return bounded(around + (age - maxSeconds) / 10);
}

const bounded = (seconds: number): number => Math.min(longest, Math.max(shortest, Math.round(seconds)));
