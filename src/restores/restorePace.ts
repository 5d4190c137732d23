// When the objects of a restore job are looked at again. Pure. Before the first of them can be readable, they are looked at rarely:
// AWS publishes typical times and promises none.
import type { RestoreProgress } from '../aws/s3control/restoreProgress.ts';

const minute = 60_000;
const hour = 60 * minute;

/** A Standard restore ends within a span of two hours: a reading every 5 minutes. */
const readingsInSpan = 24;
const shortest = 5 * minute;
const longest = hour;

/** Until the reading of all objects of a large job goes on, in milliseconds of AWS's clock. */
export const resumePause = minute;

const within = (milliseconds: number): number => Math.min(longest, Math.max(shortest, milliseconds));

/** In milliseconds of AWS's clock. */
export function restorePause({ expectedReadable }: Pick<RestoreProgress, 'expectedReadable'>, now: number): number {
  if (!expectedReadable) return longest / 4;
  const [earliest, latest] = [expectedReadable.earliest.getTime(), expectedReadable.latest.getTime()];
  if (now < earliest) return within(earliest - now);
  const around = within((latest - earliest) / readingsInSpan);
  return within(around + Math.max(0, now - latest) / 10);
}
