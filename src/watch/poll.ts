// One poll of AWS for all subscribers of a target, with the fewest calls that return the state of the wanted jobs. A list of
// the unfinished jobs is enough for all jobs on it. Each job that has just left the list is described once.
import { findMany } from '../aws/lookup/findMany.ts';
import { NotFoundError } from '../core/errors.ts';
import { readPages } from '../core/readPages.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { JobSource } from './awsJobSource.ts';
import { changesIn, endedBefore, hasEnded, isEnd } from './changes.ts';
import type { JobHint } from './jobHint.ts';
import type { Interest, JobSnapshot } from './watchStore.ts';

export interface PollRequest {
  interest: Interest;
  known: ReadonlyMap<string, JobSnapshot>;
  /** Lists every job, ended ones included; needed after a gap of the watch. */
  sweep: boolean;
  /** False for a poll of only what is not known yet, and of hinted jobs. */
  again: boolean;
  /** How many pages the last list of the unfinished jobs had. */
  listPages: number;
  /** In milliseconds. Jobs that ended before then concern only subscribers who ask for them by ID. */
  since: number;
  /** Jobs that are said to have changed. */
  hinted?: readonly JobHint[];
}

export interface PollOutcome {
  /** The changes. */
  snapshots: JobSnapshot[];
  forgotten: string[];
  listPages: number;
  /** Why some jobs could not be described; null if all were. The other jobs are complete. */
  error: unknown;
}

/** In real time. Nobody waits for a watch as for a query, and a throttled list of many jobs is slow. */
const maxListMilliseconds = 600_000;

export async function poll(source: JobSource, request: PollRequest): Promise<PollOutcome> {
  const { interest, known, again, since, hinted = [] } = request;
  const sweep = interest.all && request.sweep;
  const wanted = new Set(interest.jobIds);
  const seen = new Map<string, JobSnapshot>();
  let { listPages } = request;
  let error: unknown = null;

  const isOver = (job: JobRecord) => endedBefore(job, since);
  const isWanted = (job: JobRecord) => wanted.has(job.jobId) || (interest.all && !isOver(job));
  const see = (job: JobRecord) => {
    if (isWanted(job)) seen.set(job.jobId, { jobId: job.jobId, job, details: null });
  };
  const describe = async (jobId: string) => {
    try {
      seen.set(jobId, await source.describe(jobId));
    } catch (thrown) {
      error ??= thrown;
    }
  };
  const list = async (which: 'all' | 'unfinished') => {
    let read = 0;
    const pages = readPages((marker) => source.list(which, marker), { maxMilliseconds: maxListMilliseconds });
    for await (const { items } of pages) {
      items.forEach(see);
      read += 1;
    }
    return read;
  };

  const unfinished = [...known.values()].filter(({ job }) => job && !hasEnded(job) && isWanted(job));
  const describesEach = !interest.all && unfinished.length < Math.max(2, listPages);
  if (sweep) await list('all');
  else if (again && !describesEach) listPages = await list('unfinished');
  const hints = new Map(hinted.map((hint) => [hint.jobId, hint]));
  const left = unfinished.filter(({ jobId }) => {
    const hint = hints.get(jobId);
    const listed = seen.get(jobId)?.job;
    // A list may still show a job in progress that has ended.
    const isSeen = listed && !(hint && isEnd(hint.status) && !hasEnded(listed));
    return !isSeen && (again || hint !== undefined);
  });
  await Promise.all(left.map(({ jobId }) => describe(jobId)));

  const isNew = (jobId: string) => !known.has(jobId) && !seen.has(jobId);
  const missing = interest.jobIds.filter(isNew);
  // A sweep has read every page already.
  if (sweep) await Promise.all(missing.map(describe));
  else if (missing.length > 0) error ??= await findMissing(source, missing, seen);
  // A hinted job may have come and gone between two polls, or come too lately for a list.
  const isUnknown = (jobId: string) => !known.get(jobId)?.job && !seen.has(jobId);
  const describeUnknown = async (jobId: string) => {
    await describe(jobId);
    const job = seen.get(jobId)?.job;
    if (!job || !isWanted(job)) seen.delete(jobId);
  };
  if (interest.all) await Promise.all([...hints.keys()].filter(isUnknown).map(describeUnknown));

  const detailed = interest.detailed === 'all' ? null : new Set(interest.detailed);
  const changes = (snapshot: JobSnapshot) => changesIn(snapshot, known.get(snapshot.jobId));
  const undetailed = [...new Set([...known.keys(), ...seen.keys()])].filter((jobId) => {
    if (detailed && !detailed.has(jobId)) return false;
    const before = known.get(jobId);
    const now = seen.get(jobId);
    if (now) return now.job?.kind === 'BatchJob' && now.details === null && (changes(now) || before?.details == null);
    return before?.job?.kind === 'BatchJob' && before.details === null && isWanted(before.job);
  });
  for (const jobId of undetailed) seen.delete(jobId);
  await Promise.all(undetailed.map(describe));

  // A running job that is not polled any more would be reported in its old state to a later subscriber.
  const forgotten = [...known.values()].flatMap(({ jobId, job }) =>
    wanted.has(jobId) || (job && !isOver(job) && (interest.all || hasEnded(job))) ? [] : [jobId],
  );
  if (forgotten.length > 0) source.forget?.(forgotten);
  return {
    snapshots: [...seen.values()].flatMap((snapshot) => changes(snapshot) ?? []),
    forgotten,
    listPages,
    error,
  };
}

/** Finds jobs that are not known: on pages of the list while that saves calls, then one by one. Returns an error, if any. */
async function findMissing(
  source: JobSource,
  jobIds: readonly string[],
  seen: Map<string, JobSnapshot>,
): Promise<unknown> {
  let error: unknown = null;
  const found = await findMany<JobSnapshot>({
    keys: jobIds,
    page: async (marker) => {
      const { items, marker: next } = await source.list('all', marker);
      return { items: items.map((job) => ({ jobId: job.jobId, job, details: null })), marker: next };
    },
    keyOf: ({ jobId }) => jobId,
    describe: source.describe,
  });
  for (const [jobId, answer] of found) {
    if (answer === null || answer instanceof NotFoundError) seen.set(jobId, { jobId, job: null, details: null });
    else if (answer instanceof Error) error = answer;
    else seen.set(jobId, answer);
  }
  return error;
}
