// One look at AWS for everybody who watches a target: the fewest calls that tell what has become of the jobs wanted. A
// list of the unfinished answers for all of them but those that have just left it; each of these is described once.
import { NotFoundError } from '../errors.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { findMany } from '../loaders/findMany.ts';
import type { JobSource } from './jobSource.ts';
import { hasEnded, newsIn } from './news.ts';
import type { Interest, Sighting } from './watchStore.ts';

export interface LookRequest {
  interest: Interest;
  known: ReadonlyMap<string, Sighting>;
  /** Every job that AWS lists, those that have ended too; needed where the watch has a gap behind it. */
  sweep: boolean;
  /** False where only what is not known yet is to be found. */
  again: boolean;
  /** How many pages the list of the unfinished had the last time. */
  pages: number;
  /** Jobs that ended before, in milliseconds, concern only those who ask for them by id. */
  since: number;
}

export interface LookResult {
  /** What is new. */
  sightings: Sighting[];
  forgotten: string[];
  pages: number;
}

export async function look(source: JobSource, request: LookRequest): Promise<LookResult> {
  const { interest, known, sweep, again, since } = request;
  const wanted = new Set(interest.jobIds);
  const seen = new Map<string, Sighting>();
  let { pages } = request;

  const isOver = (job: JobRecord) => hasEnded(job) && (job.completionDate?.getTime() ?? 0) < since;
  const isWanted = (job: JobRecord) => wanted.has(job.jobId) || (interest.all && !isOver(job));
  const see = (job: JobRecord) => {
    if (isWanted(job)) seen.set(job.jobId, { jobId: job.jobId, job, details: null });
  };
  const describe = async (jobId: string) => void seen.set(jobId, await source.describe(jobId));
  const list = async (which: 'all' | 'unfinished') => {
    let marker: string | null = null;
    let read = 0;
    do {
      const page: Awaited<ReturnType<JobSource['list']>> = await source.list(which, marker);
      page.items.forEach(see);
      marker = page.marker;
      read += 1;
    } while (marker !== null);
    return read;
  };

  const unfinished = [...known.values()].filter(({ job }) => job && !hasEnded(job) && isWanted(job));
  const one = !interest.all && unfinished.length < Math.max(2, pages);
  if (interest.all && sweep) await list('all');
  else if (again && !one) pages = await list('unfinished');
  const left = again ? unfinished.filter(({ jobId }) => !seen.has(jobId)) : [];
  await Promise.all(left.map(({ jobId }) => describe(jobId)));

  const missing = interest.jobIds.filter((jobId) => !known.has(jobId) && !seen.has(jobId));
  if (missing.length > 0) await find(source, missing, seen);

  const detailed = interest.detailed === 'all' ? null : new Set(interest.detailed);
  const news = (sighting: Sighting) => newsIn(sighting, known.get(sighting.jobId));
  const lacking = [...new Set([...known.keys(), ...seen.keys()])].filter((jobId) => {
    if (detailed && !detailed.has(jobId)) return false;
    const before = known.get(jobId);
    const now = seen.get(jobId);
    if (now) return now.job?.kind === 'BatchJob' && now.details === null && (news(now) || before?.details == null);
    return before?.job?.kind === 'BatchJob' && before.details === null && isWanted(before.job);
  });
  await Promise.all(lacking.map(describe));

  return {
    sightings: [...seen.values()].flatMap((sighting) => news(sighting) ?? []),
    forgotten: [...known.values()].flatMap(({ jobId, job }) =>
      wanted.has(jobId) || (job && !isOver(job)) ? [] : [jobId],
    ),
    pages,
  };
}

/** Looks for jobs of which nothing is known: on pages for as long as these pay, then one by one. */
async function find(source: JobSource, jobIds: readonly string[], seen: Map<string, Sighting>): Promise<void> {
  const found = await findMany<Sighting>({
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
    else if (answer instanceof Error) throw answer;
    else seen.set(jobId, answer);
  }
}
