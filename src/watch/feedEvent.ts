// The event that an entry of a feed is for a reader. It depends on what the reader knows of the job. Pure.
import type { JobPhase } from '../jobs/jobPhase.ts';
import { type JobRecord, phaseOf } from '../jobs/jobState.ts';
import type { FeedEntry, PhaseCounts } from './feedLog.ts';
import type { FeedHealth } from './feedOptions.ts';
import type { FeedState } from './feedState.ts';
import type { KnownPhase } from './knownPhases.ts';
import type { JobSnapshot, WatchFailure } from './watchStore.ts';

const jobChanges = ['INITIAL', 'CREATED', 'CHANGED', 'ENDED', 'EXPIRING_SOON', 'GONE'] as const;
export type JobChange = (typeof jobChanges)[number];

/** What differs between readers of one entry. */
export interface EntryChange {
  change: JobChange;
  /** Null for a reader who did not know the job. */
  previousPhase: JobPhase | null;
}

export interface FeedEvent extends EntryChange {
  /** Null if `error` says why. Of a job that is gone, its last known state. */
  job: JobRecord | null;
  details: JobSnapshot['details'];
  /** When the gateway saw the state, in milliseconds of AWS's clock. */
  observedAt: number;
  error: WatchFailure | null;
  /** The number of jobs in each phase, after the event. */
  counts: PhaseCounts;
  /** How the feed gets its sources now. */
  health: FeedHealth;
}

/** What an event says of the feed as a whole. */
export type FeedView = Pick<FeedState, 'health' | 'counts' | 'now'>;

/** Null for a reader whom the entry does not concern. `isInitial`: the job existed when the reader began. */
export function changeFor(entry: FeedEntry, known: KnownPhase, isInitial: boolean): EntryChange | null {
  const { phase, job } = entry;
  if (known === 'NOTHING' || known === 'GONE') {
    if (phase !== null)
      return { change: known === 'NOTHING' && isInitial ? 'INITIAL' : 'CREATED', previousPhase: null };
    return known === 'NOTHING' && entry.error ? { change: 'GONE', previousPhase: null } : null;
  }
  const endsNow = known !== 'DONE' && job !== null && phaseOf(job) === 'DONE';
  if (endsNow) return { change: 'ENDED', previousPhase: known };
  if (phase === null) return { change: 'GONE', previousPhase: known };
  // An ended job with an output changes no more, except that the output expires.
  const expiresNow = known === 'DONE' && entry.snapshot.expiresSoon === true;
  return { change: expiresNow ? 'EXPIRING_SOON' : 'CHANGED', previousPhase: known };
}

/** What a reader knows after the event. */
export const phaseAfter = ({ phase }: FeedEntry): KnownPhase => phase ?? 'GONE';

export function eventOf(entry: FeedEntry, { change, previousPhase }: EntryChange, feed: FeedView): FeedEvent {
  const isUnreadable = change === 'GONE' && previousPhase === null;
  return {
    change,
    previousPhase,
    job: isUnreadable ? null : entry.job,
    details: entry.snapshot.details,
    observedAt: entry.snapshot.observation.at,
    error: isUnreadable ? entry.error : null,
    counts: entry.counts,
    get health() {
      return feed.health;
    },
  };
}

/** An event about the sources, without a job. INITIAL: the current state is complete. CHANGED: a source failed or recovered. */
export function healthEventOf(feed: FeedView, isFirst: boolean): FeedEvent {
  const { counts, health, now } = feed;
  const change = isFirst ? 'INITIAL' : 'CHANGED';
  return { change, previousPhase: null, job: null, details: null, observedAt: now, error: null, counts, health };
}
