// What is remembered of each start, by all instances: who is at it, whether it may be on its way to AWS, and what came of
// it. One at a time is at it, by a lease that runs out; what was sent stays known as sent, whatever becomes of who sent it.
// A store that cannot be reached rejects.

export interface StartedJob {
  readonly jobId: string;
  /** The job's relative address. */
  readonly location: string;
  /** Where a select job puts its result; null for the other kinds. */
  readonly jobOutputPath: string | null;
  /** In milliseconds of AWS's time. */
  readonly startedAt: number;
}

export type Taken =
  /** It is this owner's now. `sentAgo`: how many milliseconds ago it may have left; null where it has not. */
  | { kind: 'taken'; sentAgo: number | null }
  /** Another owner is at it. */
  | { kind: 'busy' }
  | { kind: 'done'; started: StartedJob }
  /** It was asked for with other arguments. */
  | { kind: 'other' };

export interface Reservations {
  /** `fingerprint` is what tells one set of arguments from another. */
  take(id: string, owner: string, fingerprint: string): Promise<Taken>;
  /** Makes the lease last again, and notes that the start leaves, or that it certainly was not executed. False where it is another's, or lost. */
  note(id: string, owner: string, state: 'leaving' | 'notExecuted' | 'asBefore'): Promise<boolean>;
  /** What came of it, whoever found out. */
  finish(id: string, fingerprint: string, started: StartedJob): Promise<void>;
  /** Ends the lease; `forget` where nothing was executed, so that nothing is to be remembered. */
  release(id: string, owner: string, forget: boolean): Promise<void>;
}

/** How long a start is remembered, in milliseconds. */
export const rememberedFor = 48 * 3_600_000;
