// The states that a job was seen in, as its history keeps them: only changes, and few of them. Pure.
import type { BatchJobStatus, ProgressRecord } from '../aws/s3control/batchJob.ts';
import type { JobPhase } from '../jobs/jobPhase.ts';
import { type JobRecord, phaseOf } from '../jobs/jobState.ts';
import { hasReached } from '../watch/changes.ts';

export interface JobState {
  /** When it was seen, in milliseconds of AWS's clock. */
  readonly at: number;
  readonly phase: JobPhase;
  /** Null for Glacier jobs. */
  readonly status: BatchJobStatus | null;
  /** The status in AWS's own word; null if AWS does not report it. */
  readonly awsStatus: string | null;
  /** Null for Glacier jobs, and if AWS does not report it. */
  readonly progress: ProgressRecord | null;
}

/** The most states of a job that are kept. */
export const maxStates = 60;

const jobStateOf = (job: JobRecord, at: number): JobState => ({
  at,
  phase: phaseOf(job),
  ...(job.kind === 'BatchJob'
    ? { status: job.status, awsStatus: job.awsStatus, progress: job.progressSummary }
    : { status: null, awsStatus: job.awsStatusCode, progress: null }),
});

/**
 * The states with what was just seen of the job; the same ones if that is no change. AWS's lists lag: what is older than the
 * last state is no change either. A job that had ended when it was seen first has no states.
 */
export function withSeen(states: readonly JobState[], job: JobRecord, at: number): readonly JobState[] {
  const seen = jobStateOf(job, at);
  const last = states.at(-1);
  if (!last) return seen.phase === 'DONE' ? states : [seen];
  if (at < last.at || isEqual(seen, last) || tasksDone(seen) < tasksDone(last)) return states;
  if (last.phase === 'DONE') {
    // AWS may report the figures of an ended Batch job later than its end.
    return seen.awsStatus === last.awsStatus ? [...states.slice(0, -1), { ...seen, at: last.at }] : states;
  }
  if (last.status !== null && hasReached(job, last.status) === 'no') return states;
  return thinned([...states, seen]);
}

const tasksDone = ({ progress }: JobState): number =>
  progress ? progress.numberOfTasksSucceeded + progress.numberOfTasksFailed : 0;

const isEqual = (one: JobState, other: JobState): boolean =>
  one.awsStatus === other.awsStatus &&
  one.phase === other.phase &&
  one.progress?.totalNumberOfTasks === other.progress?.totalNumberOfTasks &&
  one.progress?.numberOfTasksSucceeded === other.progress?.numberOfTasksSucceeded &&
  one.progress?.numberOfTasksFailed === other.progress?.numberOfTasksFailed;

/**
 * At most `maxStates`: the state between the two closest others is dropped, so what is left covers the whole time evenly. The
 * first and the last state are kept. States that began a status are kept as long as there are others.
 */
function thinned(states: readonly JobState[]): readonly JobState[] {
  if (states.length <= maxStates) return states;
  const inner = states.slice(1, -1).map((_, index) => index + 1);
  const beginsStatus = (index: number) => states[index]?.awsStatus !== states[index - 1]?.awsStatus;
  const steps = inner.filter((index) => !beginsStatus(index));
  const candidates = steps.length > 0 ? steps : inner;
  const gapAround = (index: number) => (states[index + 1]?.at ?? 0) - (states[index - 1]?.at ?? 0);
  const dropped = candidates.reduce((least, index) => (gapAround(index) < gapAround(least) ? index : least));
  return states.filter((_, index) => index !== dropped);
}
