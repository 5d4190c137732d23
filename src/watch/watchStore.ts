// What the watches of one gateway, or of several, share: who looks at AWS, what was seen, and who wants to know what.
// One process keeps it in memory; several keep it in Redis. Nothing in it is the truth: that is AWS's, and whatever is
// lost here is read there again.
import type { BatchJobDetails } from '../aws/s3control/batchJob.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { WatchTarget } from './watchTarget.ts';

/** What was seen of a job. */
export interface JobSnapshot {
  jobId: string;
  /** Null: AWS does not know it, or no longer. */
  job: JobRecord | null;
  /** What only DescribeJob of S3 Batch Operations gives; null where it was not asked. */
  details: BatchJobDetails | null;
}

/** A snapshot in the order of all snapshots of its watch. */
export interface VersionedSnapshot extends JobSnapshot {
  version: number;
}

/** Ends that somebody has seen, be it a query or a watch: nothing about them changes any more. */
export interface FinishedSnapshots {
  recall(target: WatchTarget, jobId: string): Promise<JobSnapshot | null>;
  /** Keeps the snapshot if it is of an end. */
  remember(snapshot: JobSnapshot): void;
}

/** What the subscribers of one instance want of a watch. */
export interface Interest {
  /** Every job there is, new ones included. */
  all: boolean;
  jobIds: readonly string[];
  /** Of which jobs the details are wanted too. */
  detailed: readonly string[] | 'all';
}

/** Why the watch cannot see anything; it goes on trying. */
export interface WatchFailure {
  code: ErrorCode;
  message: string;
}

/** What one look at AWS has brought. */
export interface PollResult {
  /** What has changed; each gets the next version. */
  snapshots: readonly JobSnapshot[];
  /** Jobs to be remembered no longer. */
  forgotten: readonly string[];
  /** In the time of AWS's clock, in milliseconds. */
  at: number;
  /** When every job was last listed, in the same time; null where it was not, or where the watch has had a gap since. */
  sweptAt: number | null;
  failure: WatchFailure | null;
}

export interface LeaseState {
  /** Names this life of the snapshots: where they were lost another one begins, and versions begin anew. */
  epoch: string;
  version: number;
  /** Newer than the version given, in their order; all of them where the epoch given is not this one. */
  changes: readonly VersionedSnapshot[];
  /** The last look of whoever looks now; null until it has polled. */
  lastPoll: Omit<PollResult, 'snapshots' | 'forgotten'> | null;
  /** Set where it is the caller who looks: the number to write with. */
  fencingToken: number | null;
  /** Of all instances, the caller's included; only for the one who looks. */
  interests: readonly Interest[];
}

export type WatchEvent = { kind: 'changes' } | { kind: 'wake'; hint: string | null };

export interface WatchStore {
  /**
   * How often a watch must attend, in real milliseconds, to stay the one who looks or to become it; null where nobody
   * else can.
   */
  readonly heartbeatInterval: number | null;
  /** Says what this instance wants, takes part in who looks, and gives the changes. Rejects where the store is out of reach. */
  heartbeat(key: string, known: { epoch: string | null; version: number }, interest: Interest): Promise<LeaseState>;
  /** Keeps what was seen, and tells everybody. False, and nothing kept, for one who is not the one who looks any more. */
  write(key: string, fencingToken: number, look: PollResult): Promise<boolean>;
  /** Nobody here wants to know any more. */
  leave(key: string): Promise<void>;
  /** Events of the watch, lost ones excepted: who listens also attends from time to time. One listener for a key. */
  listen(key: string, onEvent: (event: WatchEvent) => void): void;
  unlisten(key: string): void;
  /** Asks whoever looks to look now; `hint` is a job that is said to have ended. */
  wake(key: string, hint?: string): void;
  /** True the first time that this id is given within the time, over all instances. */
  once(id: string, seconds: number): Promise<boolean>;
  close(): Promise<void>;
}
