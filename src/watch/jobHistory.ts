// The statuses that a job has had, by the versions of its snapshots. A client that resumes after a version knows the job as
// it was then. Pure.
import { batchPhaseOf } from '../jobs/batchJobState.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { JobSnapshot, ObservedSnapshot, VersionedSnapshot } from './watchStore.ts';

/** The first status is always kept: it shows since when the job is known. */
const maxPast = 8;

/** Null for a job that does not exist. */
const statusOf = ({ job }: JobSnapshot): string | null => {
  if (!job) return null;
  return job.kind === 'BatchJob' ? job.status : job.statusCode;
};

/** A snapshot that replaces the known one. `isFirstPoll`: nothing was known before, so no job counts as new. */
export function observed(
  seen: JobSnapshot,
  known: VersionedSnapshot | undefined,
  { at, isFirstPoll }: { at: number; isFirstPoll: boolean },
): ObservedSnapshot {
  if (!known) return { ...seen, observation: { at, isNew: !isFirstPoll, past: [], since: null } };
  const { isNew, past, since } = known.observation;
  const began = since ?? known.version;
  if (statusOf(seen) === statusOf(known)) {
    const mark = known.expiresSoon ? { expiresSoon: known.expiresSoon } : {};
    return { ...mark, ...seen, observation: { at, isNew, past, since: began } };
  }
  const [first, ...later] = [...past, { version: began, status: statusOf(known) }];
  const kept = first ? [first, ...later.slice(1 - maxPast)] : [];
  return { ...seen, observation: { at, isNew, past: kept, since: null } };
}

/** For a new numbering of the versions. */
export const withoutHistory = (snapshot: VersionedSnapshot): VersionedSnapshot => ({
  ...snapshot,
  observation: { at: snapshot.observation.at, isNew: false, past: [], since: null },
});

/** The job as it was at a version, as far as filters and phases go; null if it was not known or did not exist. */
export function jobAt(
  { job, version: own, observation }: Pick<VersionedSnapshot, 'job' | 'version' | 'observation'>,
  version: number,
): JobRecord | null {
  const { past, since } = observation;
  if (version >= (since ?? own)) return job;
  const status = past.findLast((step) => step.version <= version)?.status;
  return job && status != null ? withStatus(job, status) : null;
}

/** The statuses of a step are the job's own. */
function withStatus(job: JobRecord, status: string): JobRecord {
  if (job.kind === 'BatchJob') {
    const before = { ...job, status: status as typeof job.status };
    return batchPhaseOf(before) === 'DONE' ? before : { ...before, completionDate: null };
  }
  // An ended Glacier job changes no more, so it had not ended in an earlier status.
  return { ...job, statusCode: status as typeof job.statusCode, completed: false, completionDate: null };
}
