// Store that the watches of one or several gateways share: which instance polls AWS, the snapshots of the jobs, and the
// interests of all instances. One process keeps it in memory, several keep it in Redis. AWS is the source of truth: a watch
// reads again what the store loses.
import type { BatchJobDetails } from '../aws/s3control/batchJob.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { WatchTarget } from './watchTarget.ts';

/** A job as AWS returned it. */
export interface JobSnapshot {
  jobId: string;
  /** Null if AWS does not know the job, or no longer. */
  job: JobRecord | null;
  /** What only DescribeJob of S3 Batch Operations returns; null if it was not called. */
  details: BatchJobDetails | null;
  /** Set once the watch has reported that the output of the ended job expires soon. */
  expiresSoon?: true;
}

/** When and after what a watch saw a state of a job. */
export interface Observation {
  /** When the poll began, in milliseconds of AWS's clock. */
  at: number;
  /** Whether the job appeared while its target was watched. */
  isNew: boolean;
  /** The statuses before the present one, each with the version at which it began, oldest first. */
  past: readonly { version: number; status: string | null }[];
  /** The version at which the present status began; null for the version of this snapshot. */
  since: number | null;
}

export interface ObservedSnapshot extends JobSnapshot {
  observation: Observation;
}

/** A snapshot with its number in the order of all changes of its watch. */
export interface VersionedSnapshot extends ObservedSnapshot {
  version: number;
}

/** Cache of ended jobs, from queries and watches. They no longer change. */
export interface FinishedSnapshots {
  recall(target: WatchTarget, jobId: string): Promise<JobSnapshot | null>;
  /** Keeps the snapshot if the job has ended. */
  remember(snapshot: JobSnapshot): void;
}

/** The jobs that the subscribers of one instance want of a watch. */
export interface Interest {
  /** All jobs, new ones included. */
  all: boolean;
  jobIds: readonly string[];
  /** The jobs whose details are wanted too. */
  detailed: readonly string[] | 'all';
}

/** Why the watch gets nothing from AWS. It continues to poll. */
export interface WatchFailure {
  code: ErrorCode;
  message: string;
}

/** The result of one poll of AWS. */
export interface PollResult {
  /** The changes; each gets the next version. */
  snapshots: readonly ObservedSnapshot[];
  /** Jobs that the store drops. */
  forgotten: readonly string[];
  /** In the time of AWS's clock, in milliseconds. */
  at: number;
  /** When every job was last listed, in the same time; null if never, or if the watch has had a gap since. */
  sweptAt: number | null;
  failure: WatchFailure | null;
}

export interface LeaseState {
  /** Names the numbering of the versions. A store that has lost the snapshots begins a new epoch at version 0. */
  epoch: string;
  version: number;
  /** Snapshots that are newer than the known version, in order; all of them if the known epoch is another one. */
  changes: readonly VersionedSnapshot[];
  /** The last poll under the present lease; null before the first one. */
  lastPoll: Omit<PollResult, 'snapshots' | 'forgotten'> | null;
  /** Why a later poll under the present lease failed, if that may pass; null if none did. */
  transientFailure: WatchFailure | null;
  /** The fencing token to write with, if the caller holds the lease and so must poll; null for the others. */
  fencingToken: number | null;
  /** Of all instances, the caller included; empty without the lease. */
  interests: readonly Interest[];
}

export type WatchEvent = { kind: 'changes' } | { kind: 'wake'; hint: string | null };

export interface WatchStore {
  /** Real milliseconds between heartbeats that keep or get the lease; null if there are no other instances. */
  readonly heartbeatInterval: number | null;
  /** Reports this instance's interest, keeps or gets the lease, and returns the changes. Rejects if the store is unreachable. */
  heartbeat(key: string, known: { epoch: string | null; version: number }, interest: Interest): Promise<LeaseState>;
  /**
   * Stores a poll and notifies all instances. False, and nothing stored, if the lease is no longer the caller's. A poll that
   * read nothing has no result. `transientFailure`: why it failed, if that may pass; absent if it did not fail.
   */
  write(
    key: string,
    fencingToken: number,
    result: PollResult | null,
    transientFailure?: WatchFailure | null,
  ): Promise<boolean>;
  /** This instance has no subscribers any more. */
  leave(key: string): Promise<void>;
  /** Calls back for events of the watch. Events can be lost, so heartbeats are needed too. One listener for a key. */
  listen(key: string, onEvent: (event: WatchEvent) => void): void;
  unlisten(key: string): void;
  /** Makes the instance with the lease poll now. `hint` is a job that is said to have changed, as `hintText` writes it. */
  wake(key: string, hint?: string): void;
  /** True for the first call with this ID within the time, over all instances. */
  once(id: string, seconds: number): Promise<boolean>;
  close(): Promise<void>;
}
