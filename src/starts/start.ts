// A start as it is requested, and its outcome.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import type { GatewayError } from '../core/errors.ts';
import type { StartedJob } from './reservations.ts';

/** Where to search for a job: in the list read before, if there is one; in a fresh list of all; of those in progress. */
export type SearchScope = 'known' | 'all' | 'running';

export interface Start {
  /** Identifies the start among all starts. */
  id: string;
  /** Identifies its arguments. */
  fingerprint: string;
  /** How its caller can retry it: not at all, with the same key, or with the same request. */
  retryMode: 'never' | 'byKey' | 'byRequest';
  /**
   * Whether nobody can have sent it before, provided that the reservations have forgotten nothing. If not, its job is
   * searched for before it is sent. It may rely on a list that was read before if that is at most `maxAge` milliseconds old.
   */
  isNew(maxAge: number): boolean;
  /**
   * Searches for its job. A list that was read before is at most `maxAge` milliseconds old. Calls `onPage` after each page
   * of AWS's list. Rejects with a GatewayError if a page fails.
   */
  find(scope: SearchScope, onPage: () => void, maxAge?: number): Promise<StartedJob | null>;
  /**
   * Recognizes its job among others. Undefined if no job shows the outcome. It outlives the call, so it holds none of the
   * call's data.
   */
  recognize?: Recognize;
  /**
   * Sends it in one try and awaits `beforeSend` immediately before. Rejects with an IndeterminateError if AWS may have
   * executed it, and with any other error if AWS certainly did not.
   */
  send(beforeSend: () => Promise<void>): Promise<StartedJob>;
  /** After a try that AWS certainly did not execute: whether the retry budget pays for another one. */
  spendRetry(error: GatewayError): boolean;
  /** `send` retries by itself: it is not repeated here, and after any rejection nothing is in flight. */
  isFinal?: true;
  /** The start is not sent once this is aborted. */
  until?: AbortSignal | undefined;
}

/** Returns the started job if the given job is the one; else null. */
export type Recognize = (job: GlacierJobRecord) => StartedJob | null;

export interface StartOutcome {
  started: StartedJob;
  /** Whether this call sent it. */
  isOwn: boolean;
}
