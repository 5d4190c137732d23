// The hints that a watch follows: each until a poll has seen what it says. AWS may show a change later than it announces it,
// so a hint that was not seen is tried again, ever later, and given up after some tries. Pure.
import { backoff } from '../core/backoff.ts';
import { hasReached, isEnd } from './changes.ts';
import type { JobHint } from './jobHint.ts';
import type { Interest, JobSnapshot } from './watchStore.ts';

interface OpenHint extends JobHint {
  /** How many polls have asked for the job and not seen it so. */
  tries: number;
  /** When the last of them began, in AWS's time. */
  triedAt: number;
}

export type OpenHints = ReadonlyMap<string, OpenHint>;

/** What a watch knows, and what is wanted of it. */
interface Knowledge {
  interest: Interest;
  known: ReadonlyMap<string, JobSnapshot>;
  /** When every job was last listed, in AWS's time; null if this was not done. */
  sweptAt: number | null;
}

/** A list shows more changes at one moment for fewer calls. */
const maxHints = 1_000;

/** With the pauses between them, a hint is followed for 15 times the shortest interval of polls. */
const maxTries = 5;

/** How long AWS's lists may lack a change, at most, in milliseconds. */
const listLag = 600_000;

/** Null if there are too many. A job that is said to have ended is not said to be anything else afterwards. */
export function withHint(hints: OpenHints, hint: JobHint): OpenHints | null {
  const { jobId } = hint;
  const before = hints.get(jobId);
  if (before && isEnd(before.status)) return hints;
  if (!before && hints.size >= maxHints) return null;
  return new Map(hints).set(jobId, { ...hint, tries: 0, triedAt: 0 });
}

/** Whether a poll could bring what the hint says: somebody wants the job, and it is not known to be so. */
export function isNews({ jobId, status, at }: JobHint, { interest, known, sweptAt }: Knowledge): boolean {
  const { all, jobIds } = interest;
  const job = known.get(jobId)?.job;
  if (job) return (all || jobIds.includes(jobId)) && hasReached(job, status) !== 'yes';
  // An old event is about a job that was listed since, or that ended long ago.
  return all && (at === null || sweptAt === null || at > sweptAt - listLag);
}

/** Those that still matter. */
export function remainingHints(hints: OpenHints, knowledge: Knowledge): OpenHints {
  if (hints.size === 0) return hints;
  const isOpen = (hint: OpenHint) => {
    const job = knowledge.known.get(hint.jobId)?.job;
    // An event that comes late, after one that it preceded, costs one poll.
    const tries = job && hasReached(job, hint.status) === 'perhaps' ? 1 : maxTries;
    return hint.tries < tries && isNews(hint, knowledge);
  };
  return new Map([...hints].filter(([, hint]) => isOpen(hint)));
}

/** After a poll that asked for some of them. */
export function triedHints(hints: OpenHints, tried: Iterable<JobHint>, triedAt: number): OpenHints {
  const after = new Map(hints);
  for (const hint of tried) {
    const open = hints.get(hint.jobId);
    // Another one for the same job may have come meanwhile.
    if (open === hint) after.set(hint.jobId, { ...open, tries: open.tries + 1, triedAt });
  }
  return after;
}

const dueAt = ({ tries, triedAt }: OpenHint, shortestPause: number): number =>
  tries === 0 ? 0 : triedAt + backoff(tries, { first: shortestPause });

/** Those to ask for now. Times are AWS's, in milliseconds. */
export const dueHints = (hints: OpenHints, now: number, shortestPause: number): JobHint[] =>
  [...hints.values()].filter((hint) => dueAt(hint, shortestPause) <= now);

/** Milliseconds until one is due; null if there is none. */
export function nextHintIn(hints: OpenHints, now: number, shortestPause: number): number | null {
  if (hints.size === 0) return null;
  return Math.max(0, Math.min(...[...hints.values()].map((hint) => dueAt(hint, shortestPause))) - now);
}
