// What a client that reconnects with an event ID knows of a feed.
import { type JobRecord, phaseOf } from '../jobs/jobState.ts';
import type { FeedEntry } from './feedLog.ts';
import type { FeedSources } from './feedSources.ts';
import { jobAt } from './jobHistory.ts';
import type { KnownPhase } from './knownPhases.ts';
import { splitResumeId } from './resumeId.ts';

/** What a client that reconnects with an event ID knows of the entries. */
export interface ResumePoint {
  /** Whether it has received the entry. */
  hasSeen(entry: FeedEntry): boolean;
  /** What it knew of the job. */
  knownPhase(entry: FeedEntry): KnownPhase;
  /** Whether a job that it does not know belongs to the state that it has received in part. */
  isInitial(entry: FeedEntry): boolean;
}

/** Null for an ID of another feed. `contains`: whether a job of the source is in the feed. */
export function resumePoint(
  id: string,
  sources: FeedSources,
  contains: (source: string, job: JobRecord) => boolean,
): ResumePoint | null {
  const { receivedId, completeId } = splitResumeId(id);
  const received = sources.versionsOf(receivedId);
  if (!received) return null;
  const complete = sources.versionsOf(completeId);
  const receivedOf = ({ source }: FeedEntry) => received.get(source) ?? 0;
  const completeOf = ({ source }: FeedEntry) => complete?.get(source) ?? 0;
  return {
    hasSeen: (entry) => entry.version <= receivedOf(entry),
    knownPhase: (entry) => {
      // It is better to remove a job that the client does not have than to leave it one that is gone.
      const job = jobAt(entry.snapshot, entry.phase === null ? receivedOf(entry) : completeOf(entry));
      if (!job) return 'NOTHING';
      return contains(entry.source, job) ? phaseOf(job) : 'GONE';
    },
    isInitial: ({ source, snapshot: { jobId, observation } }) =>
      !observation.isNew || (complete?.get(source) ?? 0) === 0 || sources.get(source)?.wanted.has(jobId) === true,
  };
}
