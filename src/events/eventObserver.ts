// What is counted of events: what they are about, and what became of them. Both are bounded sets.
import type { AwsEvent } from './awsEvent.ts';

export type EventSource = 'sns' | 'sqs';

/** `none`: a message without an event. */
export type EventKind = 'glacier_job' | 'batch_job' | 'object_restore' | 'none';

export type EventOutcome =
  /** It woke what waits for it. */
  | 'handled'
  /** It was handled before, by any gateway. */
  | 'duplicate'
  /** Of an account or region that the gateway does not serve. */
  | 'not_served'
  /** Of a kind that the gateway does not use. */
  | 'unused'
  /** No event, or one with a member of a wrong form. */
  | 'malformed'
  /** A message of SNS that is forged, too old, or of another topic. */
  | 'rejected';

export type EventObserver = (kind: EventKind, outcome: EventOutcome) => void;

const kinds: Record<AwsEvent['kind'], EventKind> = {
  GlacierJobEnded: 'glacier_job',
  BatchJobChanged: 'batch_job',
  ObjectRestoreChanged: 'object_restore',
};

export const kindOf = ({ kind }: AwsEvent): EventKind => kinds[kind];
