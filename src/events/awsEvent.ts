// What AWS announces: the end of a Glacier job, a change of a Batch job, a change of a restored copy. An event is only a hint
// to read AWS: the gateway returns none of its content, except in counts of restores until the next reading.
import type { BatchJobStatus } from '../aws/s3control/batchJob.ts';
import type { BatchJobKey, GlacierJobKey } from '../core/location.ts';
import type { RestoreEvent } from '../restores/restoreEvent.ts';

/** Glacier's notice that a job of a vault has ended. */
export interface GlacierJobEnded {
  kind: 'GlacierJobEnded';
  job: GlacierJobKey;
  /** The token of a start by a gateway; null if there is none. */
  startToken: string | null;
  /** When the job ended; null if the notice does not say it. */
  at: Date | null;
}

/** CloudTrail's service event of S3 Batch Operations: a job was created, or its status has changed. */
export interface BatchJobChanged {
  kind: 'BatchJobChanged';
  job: BatchJobKey;
  /** The status that the job had then. */
  status: BatchJobStatus;
  at: Date;
}

/** S3's event of a temporary copy of an archived object. */
export interface ObjectRestoreChanged extends RestoreEvent {
  kind: 'ObjectRestoreChanged';
}

export type AwsEvent = GlacierJobEnded | BatchJobChanged | ObjectRestoreChanged;

/** Why a message has no events. */
export type NoEvents =
  /** No event: it cannot be handled. */
  | { kind: 'malformed'; reason: MalformedReason }
  /** An event that the gateway does not use. */
  | { kind: 'unused'; reason: UnusedReason };

export type MalformedReason =
  | 'not JSON'
  | 'not an event'
  | 'invalid account'
  | 'invalid region'
  | 'invalid vault'
  | 'invalid job'
  | 'invalid time'
  | 'invalid bucket'
  | 'invalid key'
  | 'invalid version'
  | 'contradictory location';

export type UnusedReason = 'test event of S3' | 'other event' | 'other SNS message' | 'job in progress';

export type ParsedEvents =
  | {
      kind: 'events';
      /** AWS's own id of the message, the same in each repetition; null if it has none. */
      id: string | null;
      events: readonly AwsEvent[];
    }
  | NoEvents;
