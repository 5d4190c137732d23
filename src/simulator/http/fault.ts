// Failures of AWS that a test asks for: which calls fail, how, and before or after the work.

export const faultKinds = ['throttle', '5xx', 'error', 'delay', 'reset', 'truncated', 'garbage', 'lag'] as const;
export const faultPhases = ['before', 'after'] as const;

export interface Fault {
  /** 'glacier.InitiateJob', or '*' for every operation. */
  operation: string;
  /** Only in this account. */
  accountId?: string;
  /** Only in this region. */
  region?: string;
  /** Only for calls signed by temporary credentials with this session token: simulates expiry. */
  sessionToken?: string;
  /** The number of the call, from 1. Default: every call. */
  call?: number | 'every' | { from: number; to: number };
  /** The share of those calls that fail, from 0 to 1; the same calls in every run with the same seed. */
  share?: number;
  /** Default: an empty text. */
  seed?: string;
  /** Before the work (nothing happened, the default) or after it (it happened, and the caller does not learn it). */
  when?: (typeof faultPhases)[number];
  /**
   * throttle, 5xx, error: an error of AWS. delay: the call waits. reset: the connection is closed. truncated: the response ends
   * early. garbage: a page of HTML instead of the response. lag: a vault's ListJobs does not show a new job yet.
   */
  kind: (typeof faultKinds)[number];
  /** Milliseconds of real time, for a delay. */
  delayMilliseconds?: number;
  /** Milliseconds of simulated time during which a vault's job list does not show a new job. */
  lagMilliseconds?: number;
  /** The code of the error, for kinds that return one. */
  code?: string;
  /** The HTTP status of the error, for kinds that return one. */
  status?: number;
  /** The text of the error, for kinds that return one. */
  message?: string;
}
