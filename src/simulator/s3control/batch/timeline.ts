// The statuses of a job over time.
import type { JobFailure, JobStatus } from '@aws-sdk/client-s3-control';
import type { BatchOutcome } from './batchOutcome.ts';

export interface Timeline {
  segments: readonly Segment[];
  /** When the manifest was read; Infinity if it never is. */
  preparedAt: number;
  outcome: BatchOutcome;
  failure: JobFailure | undefined;
}

/** A status and when it began. The last segment is the end, or lasts forever. */
export interface Segment {
  status: JobStatus;
  from: number;
  /** Milliseconds in the status Active before this segment. */
  activeBefore: number;
}

export const isTerminal = (status: JobStatus): boolean =>
  status === 'Complete' || status === 'Failed' || status === 'Cancelled';
