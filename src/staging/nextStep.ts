// What is to be done next for a retrieval that is kept staged, and when. Pure; times are milliseconds of AWS's clock.
import { keptAfterEnd } from '../aws/glacier/glacierJob.ts';
import { retrievalTime } from '../aws/glacier/retrievalTimes.ts';
import { expiringSoonFrom, outputGuaranteedUntil } from '../jobs/outputExpiry.ts';
import type { FollowedJob } from './followJob.ts';
import type { KeepEnd, KeepFailure, KeptRetrieval } from './keptRetrieval.ts';

export type Step =
  | { kind: 'restage' }
  | { kind: 'end'; reason: KeepEnd; failure?: KeepFailure }
  /** Look at the job again. */
  | { kind: 'lookAgain' };

export interface StepTimes {
  now: number;
  expiringSoonSeconds: number;
  /** Not before, after a start that failed. */
  retryAt: number;
}

/** The longest time from a start until AWS has forgotten the job: a Bulk retrieval, and what AWS keeps after its end. */
const forgottenAfter = keptAfterEnd + 12 * 3_600_000;

/** Until a job that AWS did not show is looked for again. */
const lookAgainAfter = 600_000;

/** `job`: the newest one. */
export function nextStep(
  { until, startedAt }: Pick<KeptRetrieval, 'until' | 'startedAt'>,
  job: FollowedJob,
  { now, expiringSoonSeconds, retryAt }: StepTimes,
): { at: number; step: Step } {
  const dateHasPassed = { at: Math.max(now, until), step: { kind: 'end', reason: 'DATE_PASSED' } } as const;
  if (now >= until) return dateHasPassed;
  if (job === null || job === 'unknown') {
    // The job may exist, also if AWS does not show one of a moment ago yet. Another start for it would be billed twice.
    const isForgotten = job === null && now - startedAt > forgottenAfter;
    if (isForgotten) return { at: Math.max(now, retryAt), step: { kind: 'restage' } };
    return { at: now + lookAgainAfter, step: { kind: 'lookAgain' } };
  }
  const guaranteedUntil = outputGuaranteedUntil(job)?.getTime() ?? null;
  // The next output is there before the guarantee of this one ends: a Bulk retrieval takes up to 12 hours.
  const from = expiringSoonFrom(job, Math.max(expiringSoonSeconds, retrievalTime(job)?.maxSeconds ?? 0));
  if (guaranteedUntil === null || from === null) {
    const message = `The retrieval did not succeed: ${job.statusMessage ?? job.awsStatusCode ?? 'AWS gave no reason'}`;
    const failure = { code: 'UPSTREAM_REFUSED', message, at: now, attempts: 1 } as const;
    return { at: now, step: { kind: 'end', reason: 'FAILED', failure } };
  }
  // The output is guaranteed until the date.
  if (guaranteedUntil >= until) return dateHasPassed;
  return { at: Math.max(now, from, retryAt), step: { kind: 'restage' } };
}
