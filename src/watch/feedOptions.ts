// What a feed is opened with.
import type { Clock } from '../core/clock.ts';
import type { Location } from '../core/location.ts';
import type { FeedSource, WatchJoining } from './feedSources.ts';
import type { WatchFailure } from './watchStore.ts';
import type { WatchTarget } from './watchTarget.ts';

/** A job that was asked for and cannot be followed. */
export interface AbsentJob {
  jobId: string;
  /** Why; null if it does not exist. */
  error: WatchFailure | null;
}

export interface WatchRegistry extends WatchJoining {
  /** AWS's clock. */
  readonly clock: Clock;
}

/** Sources that come and go. */
export interface SourceList {
  open(onChange: () => void): OpenSourceList;
}

export interface OpenSourceList {
  readonly sources: readonly FeedSource[];
  /** Whether everything that can be known of the sources is known. */
  readonly isComplete: boolean;
  /** Why parts of the list are not current, by location. */
  readonly failures: readonly { location: Location; failure: WatchFailure | null }[];
  close(): void;
}

export interface FeedOptions {
  watches: WatchRegistry;
  sources?: readonly FeedSource[];
  /** The sources of a feed that goes on if some of them fail, and reports that. */
  list?: SourceList;
  /** Jobs that were asked for and cannot be followed. */
  absent?: readonly AbsentJob[];
  /** A feed with a failure delivers only that. */
  failure?: WatchFailure | null;
  /** In the subscriber's time: small steps of a job's progress are reported at most once in so many seconds. */
  minIntervalSeconds?: number;
  /** Whether time alone can change which jobs match. */
  matchesOverTime?: boolean;
}

/** In milliseconds of AWS's clock, and at least a second of real time. */
export const rematchInterval = 60_000;

export const defaultMinIntervalSeconds = 1;

/** How a feed with a list of sources gets them. */
export interface FeedHealth {
  lists: OpenSourceList['failures'];
  targets: readonly {
    target: WatchTarget;
    failure: WatchFailure | null;
    /** Of the last poll, in real milliseconds; null before the first one. */
    polledAt: number | null;
  }[];
}
