// A start as it is wanted, and what became of it.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import type { GatewayError } from '../core/errors.ts';
import type { StartedJob } from './reservations.ts';

export type SearchScope = 'known' | 'all' | 'running';

export interface Start {
  /** Which, of all starts. */
  id: string;
  /** Of its arguments. */
  fingerprint: string;
  /** How its caller can come back to it: not at all, by a key, or by asking for the same thing. */
  retryMode: 'never' | 'byKey' | 'byRequest';
  /** Whether nobody can have sent it before, as far as can be seen; else it is looked for before it is sent. */
  isNew(): boolean;
  /**
   * Looks for its job: in what was read before, if anything was; afresh among all; or, cheaper, among those that run.
   * Calls back after each page of AWS's list. Rejects with a GatewayError where the list cannot be read.
   */
  find(where: SearchScope, onPage: () => void): Promise<StartedJob | null>;
  /** What it came to, where this is its job; undefined where no job tells what it came of. Holds nothing of the call. */
  recognise?: Recognise;
  /**
   * Sends it in one try; `leave` is waited for right before. Rejects with an IndeterminateError where it may have been
   * executed, and with anything else where it certainly was not.
   */
  send(leave: () => Promise<void>): Promise<StartedJob>;
  /** Whether another try can be afforded, after one that certainly was not executed. */
  affordsRepeat(error: GatewayError): boolean;
  /** What it sends has tries of its own: it is not repeated here, and whatever it rejects with leaves nothing on its way. */
  isFinal?: true;
  /** Once aborted, it is not sent any more. */
  until?: AbortSignal | undefined;
}

export type Recognise = (job: GlacierJobRecord) => StartedJob | null;

export interface StartOutcome {
  started: StartedJob;
  /** Whether this call sent it. */
  isOwn: boolean;
}
