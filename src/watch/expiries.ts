// The ended jobs whose output begins to expire soon. Each is marked once, which is a change of its snapshot and costs no AWS
// call. Pure.
import type { JobRecord } from '../jobs/jobState.ts';
import { endedBefore } from './changes.ts';
import { observed } from './jobHistory.ts';
import type { KnownSnapshots } from './knownSnapshots.ts';
import { finishedSnapshotTtl } from './pollSchedule.ts';
import type { Interest, ObservedSnapshot, VersionedSnapshot } from './watchStore.ts';

/** From when on the output of a job expires soon, in milliseconds of AWS's clock; null for a job without an output. */
export type ExpiringSoonFrom = (job: JobRecord) => number | null;

/** When the next wanted job is to be marked, in milliseconds of AWS's clock; null if none is. */
export function nextExpiry(known: KnownSnapshots, interest: Interest, from: ExpiringSoonFrom): number | null {
  let next: number | null = null;
  for (const snapshot of unmarked(known, interest)) {
    const at = snapshot.job && from(snapshot.job);
    if (at !== null && (next === null || at < next)) next = at;
  }
  return next;
}

/** The wanted jobs that are to be marked now, marked. */
export const expiriesAt = (
  now: number,
  known: KnownSnapshots,
  interest: Interest,
  from: ExpiringSoonFrom,
): ObservedSnapshot[] =>
  [...unmarked(known, interest)]
    .filter((snapshot) => isDue(snapshot, now, from))
    .map((snapshot) => {
      const { jobId, job, details } = snapshot;
      return observed({ jobId, job, details, expiresSoon: true }, snapshot, { at: now, isFirstPoll: false });
    });

/** A snapshot that a poll brings, marked if its output expires soon already. */
export const markedIfDue = (snapshot: ObservedSnapshot, now: number, from: ExpiringSoonFrom): ObservedSnapshot =>
  isDue(snapshot, now, from) ? { ...snapshot, expiresSoon: true } : snapshot;

function* unmarked(known: KnownSnapshots, { all, jobIds }: Interest): Generator<VersionedSnapshot> {
  const wanted = new Set(jobIds);
  for (const snapshot of known.values())
    if (!snapshot.expiresSoon && (all || wanted.has(snapshot.jobId))) yield snapshot;
}

/** The guarantee of a job that ended longer ago has ended too. */
function isDue({ job }: ObservedSnapshot, now: number, from: ExpiringSoonFrom): boolean {
  const at = job && from(job);
  return job !== null && at !== null && at <= now && !endedBefore(job, now - finishedSnapshotTtl);
}
